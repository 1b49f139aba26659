"""What an agency can still do, one act a line, and exactly what each adds to the result of today.

What an act brings is the difference of two results: of the facts as they are, and as they would be when it
was done (:mod:`.mended`). Where that depends on how it is done, both ends are given; where nobody knows what
doing it changes, what its findings could still bring is the most, and nothing is promised.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.kpi.score.domain.amend import Amended, amend, asked_in_full
from ckanext.bmagov.kpi.score.domain.criteria import CHECKS
from ckanext.bmagov.kpi.score.domain.criteria.check import (
    DATABASE_PAGE,
    DOCUMENTS_PAGE,
    SYSTEMS_PAGE,
    USES_PAGE,
)
from ckanext.bmagov.kpi.score.domain.engine import HUNDRED, Points
from ckanext.bmagov.kpi.score.domain.findings import NOT_IN_CATALOG, ZERO
from ckanext.bmagov.kpi.score.domain.mended import PUBLISH, Act, Doing, ends_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from fractions import Fraction

    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.engine import Finding, ScoreCard
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts, Facts

MOST_LISTED: Final = 100
"""A list of work is as long as somebody reads it: those acts that can bring most."""


@dataclass(frozen=True)
class Task:
    """An act with all that it mends. Gains are percentage points."""

    act: Act
    findings: tuple[Finding, ...]
    """With the parameters of what this act mends, the one that can bring most first."""
    gain: Decimal
    """The most that doing it adds today."""
    least: Decimal
    deadline: date | None
    """The first of its findings' deadlines."""
    overdue: bool

    @property
    def exact(self) -> bool:
        """Whether doing it adds just this."""
        return self.least == self.gain


def open_acts(card: ScoreCard, rules: RuleSet) -> dict[Act, list[Finding]]:
    """Return what is left to do, at most so many acts: those whose findings can bring most."""
    checks = {criterion.id: CHECKS[criterion.check] for criterion in rules.criteria}
    acts: dict[Act, list[Finding]] = defaultdict(list)
    for finding in card.findings:
        if _winnable(finding) <= 0:
            continue
        check = checks[finding.criterion]
        for form, params in check.steps(check.reasons[finding.reason], finding.params):
            acts[_act(form, finding)].append(replace(finding, params=params))
    for findings in acts.values():
        findings.sort(key=lambda finding: (-_winnable(finding), finding.criterion, finding.subject_id))
    ranked = sorted(acts, key=lambda act: (-sum(map(_winnable, acts[act])), act.form, act.subject))
    return {act: acts[act] for act in ranked[:MOST_LISTED]}


def tasks(
    card: ScoreCard,
    facts: Facts,
    rules: RuleSet,
    candidates: Sequence[tuple[DatasetFacts, tuple[str, ...]]] = (),
) -> tuple[Task, ...]:
    """Return what can still be done, what brings most first.

    :param facts: of the moment of the card; at least the duties and datasets that :func:`open_acts` names
    :param candidates: datasets that the agency may name as the database of Part 2, as they would be read
        then, each with those of Part 1 that it is like
    """
    today = in_bangkok(card.as_of).date()
    deadlines = {criterion.id: rules.deadline_of(criterion) for criterion in rules.criteria}
    lines = []
    for act, findings in open_acts(card, rules).items():
        doing = Doing(facts, act, findings, rules, card.as_of, candidates)
        least, gain = _gains(card, doing)
        if gain <= 0:
            continue
        days = [day for day in (deadlines[finding.criterion] for finding in findings) if day]
        deadline = min(days, default=None)
        overdue = deadline is not None and today > deadline
        lines.append(Task(act, tuple(findings), gain, least, deadline, overdue))
    return tuple(
        sorted(
            lines, key=lambda task: (-task.gain, -task.least, task.findings[0].criterion, task.act.subject)
        )
    )


def _act(form: str, finding: Finding) -> Act:
    if finding.reason == NOT_IN_CATALOG.code:
        return Act(PUBLISH, finding.dataset_id)
    if "{dataset}" in form or form == SYSTEMS_PAGE:
        return Act(form, finding.dataset_id)
    if form == DOCUMENTS_PAGE:
        return Act(form, str(finding.params.get("kind", "")))
    if form == USES_PAGE:
        return Act(form, finding.criterion)
    return Act(form, "" if form == DATABASE_PAGE else finding.subject_id)


def _winnable(finding: Finding) -> Fraction:
    """Return the points that can still be won of a finding."""
    return finding.points.reachable - finding.points.unknown - finding.points.earned


def _gains(card: ScoreCard, doing: Doing) -> tuple[Decimal, Decimal]:
    """Return the least and the most that an act adds to the result."""
    ends = [end for end in (_amended(card, doing, facts) for facts in ends_of(doing)) if end]
    now = card.result or Decimal(0)
    results = [(end.totals.result or Decimal(0)) - now for end in ends]
    least, most = min(results, default=Decimal(0)), max(results, default=Decimal(0))
    if most > 0 and (doing.is_known or any(_mends_all(card, doing, end) for end in ends)):
        return least, most
    return least, max(most, _by_points(card, doing.findings, doing.rules))


def _amended(card: ScoreCard, doing: Doing, after: Facts) -> Amended | None:
    """Score again what differs; None where that is more than duties and the small criteria."""
    before = {dataset.id: dataset for dataset in doing.facts.datasets}
    changed = {dataset.id for dataset in after.datasets if before.get(dataset.id) != dataset}
    known = {duty.id: duty for duty in doing.facts.obligations}
    duties = tuple(
        duty for duty in after.obligations if duty.dataset_id in changed or known.get(duty.id) != duty
    )
    wanted = {duty.dataset_id for duty in duties} | {after.proposal.dataset_id if after.proposal else ""}
    small = replace(
        after,
        obligations=duties,
        datasets=tuple(dataset for dataset in after.datasets if dataset.id in wanted),
    )
    ids = {duty.id for duty in duties}
    full = set(asked_in_full(doing.rules))
    kept = [finding for finding in card.findings if finding.criterion in full or finding.subject_id in ids]
    scores = {score.id: score for score in card.criteria}
    return amend(scores, card.counts, kept, small, doing.rules, card.as_of)


def _mends_all(card: ScoreCard, doing: Doing, end: Amended) -> bool:
    """Tell whether each of the findings has become better."""
    full = set(asked_in_full(doing.rules))
    before = {score.id: score for score in card.criteria}
    after: Mapping[tuple[str, str], Fraction] = {
        (finding.criterion, finding.subject_id): finding.points.earned for finding in end.findings
    }
    return all(
        end.scores[finding.criterion].points.earned > before[finding.criterion].points.earned
        if finding.criterion in full
        else after.get((finding.criterion, finding.subject_id), ZERO) > finding.points.earned
        for finding in doing.findings
    )


def _by_points(card: ScoreCard, findings: Iterable[Finding], rules: RuleSet) -> Decimal:
    """Return what the result would be more if all was won that the findings can still bring."""
    won = sum(map(_winnable, findings), ZERO)
    share = (card.points + Points(earned=won, lost=-won)).share(rules.unknown) or ZERO
    return rules.rounding.apply(HUNDRED * share) - (card.result or Decimal(0))
