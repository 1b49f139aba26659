"""Criterion 2.2.1: the metadata of the database are complete (เอกสารหมายเลข 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.kpi.score.domain.criteria import measures
from ckanext.bmagov.kpi.score.domain.criteria.check import METADATA_FORM, check
from ckanext.bmagov.kpi.score.domain.criteria.measured import MeasuredCheck
from ckanext.bmagov.kpi.score.domain.findings import Reason

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.score.domain.criteria.measures import Measure
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts
    from ckanext.bmagov.kpi.score.domain.findings import Question


@check("database_metadata")
class DatabaseMetadata(MeasuredCheck):
    """Its mandatory fields are filled."""

    form = METADATA_FORM
    milestone = "metadata"

    complete = Reason("METADATA-COMPLETE", N_("Metadata complete since {since}."))
    late = Reason("METADATA-LATE", N_("Metadata complete since {since}, after the deadline."), late=True)
    time_not_seen = Reason("METADATA-TIME-NOT-SEEN", N_("Metadata complete; since when is not known."))
    not_seen = Reason("METADATA-NOT-SEEN", N_("Metadata could not be read. This costs no points."))
    incomplete = Reason("METADATA-INCOMPLETE", N_("Metadata lack: {missing}."), N_("Fill in: {missing}."))
    missing = Reason("METADATA-MISSING", N_("There are no metadata yet."), N_("Fill in the metadata."))

    def measure(self, dataset: DatasetFacts, question: Question) -> Measure:
        """Measure by the mandatory fields."""
        return measures.metadata(dataset, question.rules.substance)
