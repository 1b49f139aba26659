"""Criterion 2.2.2: the dictionary of the database (เอกสารหมายเลข 6) is complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.kpi.score.domain.criteria import measures
from ckanext.bmagov.kpi.score.domain.criteria.check import DICTIONARY_FORM, check
from ckanext.bmagov.kpi.score.domain.criteria.measured import MeasuredCheck
from ckanext.bmagov.kpi.score.domain.findings import Reason

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.score.domain.criteria.measures import Measure
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts
    from ckanext.bmagov.kpi.score.domain.findings import Question


@check("database_dictionary")
class DatabaseDictionary(MeasuredCheck):
    """Its dictionary describes every column and agrees with the data."""

    form = DICTIONARY_FORM
    milestone = "dictionary"

    complete = Reason("DICTIONARY-COMPLETE", N_("Data dictionary complete since {since}."))
    late = Reason(
        "DICTIONARY-LATE", N_("Data dictionary complete since {since}, after the deadline."), late=True
    )
    time_not_seen = Reason(
        "DICTIONARY-TIME-NOT-SEEN", N_("Data dictionary complete; since when is not known.")
    )
    not_seen = Reason(
        "DICTIONARY-NOT-SEEN", N_("The data dictionary could not be compared. This costs no points.")
    )
    incomplete = Reason(
        "DICTIONARY-INCOMPLETE",
        N_("The data dictionary lacks: {missing}."),
        N_("Complete the data dictionary: {missing}."),
    )
    missing = Reason(
        "DICTIONARY-MISSING", N_("There is no data dictionary yet."), N_("Add a data dictionary.")
    )

    def measure(self, dataset: DatasetFacts, question: Question) -> Measure:
        """Measure by the columns, and by their agreement with the data."""
        return measures.dictionary(dataset, question.rules.substance)
