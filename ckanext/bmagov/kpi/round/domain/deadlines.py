"""Moving a deadline (trust design, 5): forward always; backwards only while nobody has handed in for it.

Who has not handed in yet may lose as well: what comes after the new day is late. That is said before.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.kpi.rules.domain.ruleset import REPORT
from ckanext.bmagov.kpi.score.domain.findings import lateness_share

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


@dataclass(frozen=True)
class Loss:
    """What an agency can still reach in a criterion, in points: if the day stays, and if it is moved."""

    agency_id: str
    criterion: str
    before: Fraction
    after: Fraction


def losses(
    rules: RuleSet, agencies: Iterable[tuple[str, str]], step: str, after: date, now: datetime
) -> tuple[Loss, ...]:
    """Return what agencies that have handed in nothing lose at once by another last day.

    :param rules: with the deadlines as they stand
    :param agencies: id and kind of each
    :param after: the new last day
    """
    worth = [
        (criterion, lateness_share(now, day, rules.lateness), lateness_share(now, after, rules.lateness))
        for criterion in rules.criteria
        if criterion.step == step and (day := rules.deadline_of(criterion))
    ]
    return tuple(
        Loss(agency_id, criterion.id, Fraction(criterion.weight) * kept, Fraction(criterion.weight) * moved)
        for agency_id, kind in agencies
        for criterion, kept, moved in worth
        if moved < kept and kind in criterion.applies_to
    )


def check_move(
    step: str, before: date, after: date, now: datetime, *, handed_in: Collection[str], confirmed: bool
) -> None:
    """Refuse a move that would make late what came in time, or that takes time nobody said yes to.

    :param handed_in: those for whom it is moved and who have handed in for it
    :param confirmed: somebody read what is lost by it
    :raises ProblemError: DEADLINE-HANDED-IN (``count``), DEADLINE-PAST (of the report: nobody could hand in
        any more), DEADLINE-UNCONFIRMED
    """
    if after >= before:
        return
    if handed_in:
        raise ProblemError("DEADLINE-HANDED-IN", count=len(handed_in))
    if step == REPORT and after < in_bangkok(now).date():
        raise ProblemError("DEADLINE-PAST", day=after.isoformat())
    if not confirmed:
        raise ProblemError("DEADLINE-UNCONFIRMED")
