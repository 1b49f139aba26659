"""Criterion 2.2.5: the database is linked to other systems."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.kpi.score.domain.criteria.check import SYSTEMS_PAGE, check
from ckanext.bmagov.kpi.score.domain.criteria.measured import MeasuredCheck
from ckanext.bmagov.kpi.score.domain.criteria.measures import Measure
from ckanext.bmagov.kpi.score.domain.findings import FULL, ZERO, Reason

if TYPE_CHECKING:
    from datetime import datetime

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

    unconfirmed = Reason(
        "LINKED-UNCONFIRMED",
        N_("Declared, but not yet confirmed by an auditor: {missing}."),
        N_("Ask the auditors to confirm it. It then counts from the day on which you declared it."),
    )

    def since(self, dataset: DatasetFacts, question: Question) -> datetime | None:
        """Return when it was first linked: when that was declared, not when an auditor confirmed it."""
        seen = super().since(dataset, question)
        declared = [dataset.systems_since.get(name) for name in question.systems()]
        days = [day for day in declared if day]
        if not question.rules.substance.unknown_days or not days or len(days) < len(declared):
            return seen
        return min(max(days), seen) if seen else max(days)

    def measure(self, dataset: DatasetFacts, question: Question) -> Measure:
        """Measure by the links that are confirmed.

        A word that nobody confirmed is no sight of anything: where unknowns lapse, it takes nothing out of
        the sum, not for a day. Otherwise it would pay to declare what is not there.
        """
        systems = question.systems()
        links = [dataset.systems.get(name, False) for name in systems]
        waits = question.rules.substance.unknown_days > 0
        if not systems:
            return Measure("linked", FULL, value="0/0")
        return Measure(
            "linked",
            Fraction(links.count(True), len(systems)),
            ZERO if waits else Fraction(links.count(None), len(systems)),
            f"{links.count(True)}/{len(systems)}",
            tuple(name for name, link in zip(systems, links, strict=True) if link is not True),
            waits=waits and None in links and False not in links,
        )

    def _reason(self, measure: Measure, worth: Fraction, since: datetime | None) -> Reason:
        return self.unconfirmed if measure.waits else super()._reason(measure, worth, since)
