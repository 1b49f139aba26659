"""Criterion 2.2.5: the database is linked to other systems."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.kpi.score.domain.criteria.check import SYSTEMS_PAGE, check
from ckanext.bmagov.kpi.score.domain.criteria.measured import MeasuredCheck
from ckanext.bmagov.kpi.score.domain.criteria.measures import Measure
from ckanext.bmagov.kpi.score.domain.findings import FULL, Reason

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts
    from ckanext.bmagov.kpi.score.domain.findings import Question


@check("database_linked")
class DatabaseLinked(MeasuredCheck):
    """It is linked to the systems that the Strategy Office names."""

    page = SYSTEMS_PAGE
    milestone = "linked"

    complete = Reason("LINKED-COMPLETE", N_("Linked to the named systems since {since}."))
    late = Reason(
        "LINKED-LATE", N_("Linked to the named systems since {since}, after the deadline."), late=True
    )
    time_not_seen = Reason(
        "LINKED-TIME-NOT-SEEN", N_("Linked to the named systems; since when is not known.")
    )
    not_seen = Reason("LINKED-NOT-SEEN", N_("Whether it is linked could not be seen. This costs no points."))
    incomplete = Reason(
        "LINKED-INCOMPLETE", N_("Not yet linked to: {missing}."), N_("Link it to {missing} and say so here.")
    )
    missing = Reason(
        "LINKED-MISSING", N_("Not linked to: {missing}."), N_("Link it to {missing} and say so here.")
    )

    def measure(self, dataset: DatasetFacts, question: Question) -> Measure:
        """Measure by the links that are confirmed."""
        systems = question.systems()
        links = [dataset.systems.get(name, False) for name in systems]
        if not systems:
            return Measure("linked", FULL, value="0/0")
        return Measure(
            "linked",
            Fraction(links.count(True), len(systems)),
            Fraction(links.count(None), len(systems)),
            f"{links.count(True)}/{len(systems)}",
            tuple(name for name, link in zip(systems, links, strict=True) if link is not True),
        )
