# ruff: noqa: TC003 - reading stored overrides needs the types at run time
"""The auditor's word on a criterion, beside the machine's, which stays (KPI design, "The yearly round")."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import normalize_block
from ckanext.bmagov.kpi.round.domain.round import SHORTEST_NOTE
from ckanext.bmagov.kpi.score.domain.engine import Points, ScoreCard
from ckanext.bmagov.kpi.score.domain.findings import State, state_of

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


@dataclass(frozen=True)
class Override:
    """What an auditor puts in the machine's place: the share of the criterion's weight, and why."""

    criterion: str
    share: Decimal
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Decided:
    """One criterion with both words."""

    criterion: str
    machine: Points
    decided: Points
    state: State
    override: Override | None = None


@dataclass(frozen=True)
class Outcome:
    """The result after the overrides, beside the machine's."""

    machine: Decimal | None
    decided: Decimal | None
    criteria: tuple[Decided, ...]


def apply_overrides(card: ScoreCard, rules: RuleSet, overrides: Iterable[Override]) -> Outcome:
    """Return what the auditor's words make of a score card. Of several on one criterion the last counts.

    :raises ProblemError: RULESET-OTHER (the card is of other rules), CRITERION-UNKNOWN,
        CRITERION-NOT-APPLICABLE, SHARE-RANGE, REASON-REQUIRED
    """
    if card.rule_digest != rules.digest:
        raise ProblemError("RULESET-OTHER", card=card.rule_digest, rules=rules.digest)
    machine = {criterion.id: criterion for criterion in card.criteria}
    words: dict[str, Override] = {}
    for override in sorted(overrides, key=lambda word: word.at):
        if override.criterion not in machine:
            raise ProblemError("CRITERION-UNKNOWN", found=override.criterion)
        if not machine[override.criterion].points.weight:
            raise ProblemError("CRITERION-NOT-APPLICABLE", criterion=override.criterion)
        if not override.share.is_finite() or not 0 <= override.share <= 1:
            raise ProblemError("SHARE-RANGE", found=str(override.share), low="0", high="1")
        if len(normalize_block(override.reason)) < SHORTEST_NOTE:
            raise ProblemError("REASON-REQUIRED", shortest=SHORTEST_NOTE)
        words[override.criterion] = override
    criteria = []
    for score in card.criteria:
        word = words.get(score.id)
        points = score.points if word is None else _points(score.points.weight, Fraction(word.share))
        state = state_of(points.earned, points.unknown, points.weight)
        criteria.append(Decided(score.id, score.points, points, state, word))
    share = sum((criterion.decided for criterion in criteria), Points()).share(rules.unknown)
    decided = None if share is None else rules.rounding.apply(100 * share)
    return Outcome(card.result, decided, tuple(criteria))


def _points(weight: Fraction, share: Fraction) -> Points:
    return Points(weight * share, weight * (1 - share), Fraction(0), weight)
