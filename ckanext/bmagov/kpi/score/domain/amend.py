"""A score brought up to date where only some datasets changed: the same as made anew, for less.

What judges each duty by itself is asked for the duties of those datasets alone; everything else reads few
things, and is asked again. Governance is counted over all that is published: what was found of the rest is
kept. The weight of a duty stays what it was, as the register is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ckanext.bmagov.kpi.score.domain.criteria import CHECKS
from ckanext.bmagov.kpi.score.domain.engine import (
    CriterionScore,
    Finding,
    Points,
    Totals,
    count_states,
    finding_of,
    score_criterion,
    word_points,
)
from ckanext.bmagov.kpi.score.domain.findings import Question, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from ckanext.bmagov.kpi.rules.domain.ruleset import Criterion, RuleSet
    from ckanext.bmagov.kpi.score.domain.criteria.governed_parts import Looked
    from ckanext.bmagov.kpi.score.domain.facts import Facts


@dataclass(frozen=True)
class Amended:
    """What takes the place of what was kept: findings of the criteria and subjects that were asked again."""

    scores: Mapping[str, CriterionScore]
    totals: Totals
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]


def asked_in_full(rules: RuleSet) -> tuple[str, ...]:
    """Return the ids of the criteria that are not judged duty by duty."""
    return tuple(criterion.id for criterion in rules.criteria if not CHECKS[criterion.check].by_duty)


def amend(
    scores: Mapping[str, CriterionScore],
    counts: Mapping[str, int],
    kept: Collection[Finding],
    facts: Facts,
    rules: RuleSet,
    as_of: datetime,
    *,
    looked: Looked | None = None,
    register_only: bool = False,
) -> Amended | None:
    """Return what changes; None where what was kept does not fit, and everything must be scored anew.

    :param scores: criterion -> its points as they were kept, by the same rules and on the same day
    :param counts: state -> number of findings that were kept
    :param kept: findings of the duties concerned, of the parts of governance, and of every criterion
        :func:`asked_in_full`
    :param facts: with the duties concerned only, and all datasets that anything else reads
    :param looked: what the measures of governance found of all that the agency published, where the rules
        have them and not all of it is in the facts
    :param register_only: nothing that another criterion reads has changed: those keep what they have, and
        neither ``kept`` nor ``facts`` need hold anything for them
    """
    if set(scores) != {criterion.id for criterion in rules.criteria}:
        return None
    after: dict[str, CriterionScore] = {}
    findings: list[Finding] = []
    for part in rules.parts:
        for criterion in part.criteria:
            if not CHECKS[criterion.check].by_duty and register_only:
                after[criterion.id] = scores[criterion.id]
                continue
            if not CHECKS[criterion.check].by_duty:
                after[criterion.id] = score_criterion(
                    facts, rules, part, criterion, as_of, rules.digest, findings, looked
                )
                continue
            replaced = [old for old in kept if old.criterion == criterion.id]
            new = _by_duty(criterion, replaced, facts, rules, as_of, looked)
            if new is None:
                return None
            points = scores[criterion.id].points + _sum(new) + _sum(replaced).times(-1)
            after[criterion.id] = CriterionScore(
                criterion.id, part.id, points.state, points, scores[criterion.id].deadline
            )
            findings += new
    gone, come = count_states(kept), count_states(findings)
    total = {state: counts.get(state, 0) - gone[state] + come[state] for state in come}
    return Amended(after, Totals.of(after, rules), tuple(findings), total)


def _by_duty(
    criterion: Criterion,
    replaced: list[Finding],
    facts: Facts,
    rules: RuleSet,
    as_of: datetime,
    looked: Looked | None,
) -> list[Finding] | None:
    applies = facts.agency_kind in criterion.applies_to
    words = (
        CHECKS[criterion.check].judge(facts, Question(criterion, rules, as_of, partial=True, looked=looked))
        if applies
        else ()
    )
    # That there is no register is not told by some of its duties: the word on the agency is left as it was.
    judged = [word for word in words if word.applies and word.subject is not SubjectKind.AGENCY]
    if sorted(word.subject_id for word in judged) != sorted(old.subject_id for old in replaced):
        return None
    weights = {old.subject_id: old.points.weight for old in replaced}
    return [
        finding_of(criterion, word, word_points(criterion, word, weights[word.subject_id]), rules.digest)
        for word in judged
    ]


def _sum(findings: Iterable[Finding]) -> Points:
    return sum((finding.points for finding in findings), Points())
