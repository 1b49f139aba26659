"""Criterion 2.2.3: others can search, query and exchange the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.kpi.score.domain.criteria.check import FILES_FORM, check
from ckanext.bmagov.kpi.score.domain.criteria.measured import MeasuredCheck
from ckanext.bmagov.kpi.score.domain.criteria.measures import FEW_ROWS, Measure, few_rows
from ckanext.bmagov.kpi.score.domain.findings import FULL, ZERO, Reason

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts
    from ckanext.bmagov.kpi.score.domain.findings import Question


@check("database_stored")
class DatabaseStored(MeasuredCheck):
    """Its rows are in the DataStore, or it has an API that answers."""

    form = FILES_FORM
    milestone = "stored"

    complete = Reason("STORED-COMPLETE", N_("Can be searched and exchanged since {since}."))
    late = Reason(
        "STORED-LATE", N_("Can be searched and exchanged since {since}, after the deadline."), late=True
    )
    time_not_seen = Reason(
        "STORED-TIME-NOT-SEEN", N_("Can be searched and exchanged; since when is not known.")
    )
    not_seen = Reason("STORED-NOT-SEEN", N_("Whether its API works could not be seen. This costs no points."))
    incomplete = Reason(
        "STORED-INCOMPLETE",
        N_("Only part of it can be searched and exchanged."),
        N_("Load all files into the DataStore."),
    )
    missing = Reason(
        "STORED-MISSING",
        N_("It is in no database that others can search: no DataStore table, no working API."),
        N_("Upload a table that the DataStore can load, or give the address of an API."),
    )

    few_rows = FEW_ROWS

    def measure(self, dataset: DatasetFacts, question: Question) -> Measure:
        """Measure by the ways in which others can reach it; too few rows are no database.

        An API that nobody could ask for long is none.
        """
        few = few_rows(dataset, question.rules.substance)
        if few and not (dataset.has_working_api and not dataset.in_datastore):
            return few
        lapsed = dataset.has_working_api is None and question.has_lapsed(dataset.api_unknown_since)
        ways = (dataset.in_datastore, False if lapsed else dataset.has_working_api)
        if True in ways:
            return Measure("stored", FULL, value="datastore" if dataset.in_datastore else "api")
        unseen = None in ways
        return Measure("stored", ZERO, FULL if unseen else ZERO, "?" if unseen else "none")
