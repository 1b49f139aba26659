"""What is reached of what is due, beside the result of the year, which counts what is still to come as lost.

A criterion is due when the last second of its deadline is over; without a deadline it is due all year. The
moment is that of the score card, so that what was kept stays what it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.kpi.score.domain.engine import HUNDRED, Points
from ckanext.bmagov.kpi.score.domain.findings import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from decimal import Decimal

    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.engine import ScoreCard


@dataclass(frozen=True)
class DueSoFar:
    """Points of the criteria that are due, and what is reached of them, per cent; None where nothing is."""

    points: Points
    result: Decimal | None


def due_so_far(card: ScoreCard, rules: RuleSet) -> DueSoFar:
    """Return what is reached of what was due on the day of a score card."""
    scores = ((score.points, score.deadline) for score in card.criteria)
    return sum_due(scores, rules, card.as_of)


def sum_due(scores: Iterable[tuple[Points, date | None]], rules: RuleSet, as_of: datetime) -> DueSoFar:
    """Add up the points of criteria, each with its deadline, that are due at a moment."""
    day = in_bangkok(as_of + timedelta(seconds=1)).date()
    due = [points for points, deadline in scores if deadline is None or deadline < day]
    # Most criteria are reached or lost as a whole: adding nothing to a fraction takes as long as adding.
    earned, lost, unknown = (
        sum((value for points in due if (value := getattr(points, name))), ZERO)
        for name in ("earned", "lost", "unknown")
    )
    points = Points(earned, lost, unknown)
    share = points.share(rules.unknown)
    return DueSoFar(points, None if share is None else rules.rounding.apply(HUNDRED * share))
