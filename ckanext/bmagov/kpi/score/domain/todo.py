"""What an agency can still do, one act a line, and exactly what each adds to the result of today.

What an act brings is the difference of two results: of the facts as they are, and as they would be when it
was done (:mod:`.mended`). Where that depends on how it is done, both ends are given; where nobody knows what
doing it changes, what its findings could still bring is the most, and nothing is promised.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields, replace
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
from ckanext.bmagov.kpi.score.domain.findings import NOT_IN_CATALOG, ZERO, SubjectKind
from ckanext.bmagov.kpi.score.domain.mended import PUBLISH, Act, Doing, ends_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from fractions import Fraction

    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.engine import CriterionScore, Finding, ScoreCard
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
    winnable = _Winnable()
    acts: dict[Act, list[Finding]] = defaultdict(list)
    for finding in card.findings:
        if winnable.of(finding) <= 0:
            continue
        check = checks[finding.criterion]
        for form, params in check.steps(check.reasons[finding.reason], finding.params):
            step = finding if params is finding.params else replace(finding, params=params)
            acts[_act(form, finding)].append(step)
    most = {act: sum(map(winnable.of, findings), ZERO) for act, findings in acts.items()}
    ranked = sorted(acts, key=lambda act: (-most[act], act.form, act.subject))[:MOST_LISTED]
    for act in ranked:
        acts[act].sort(key=lambda finding: (-winnable.of(finding), finding.criterion, finding.subject_id))
    return {act: acts[act] for act in ranked}


def tasks(
    acts: Mapping[Act, Sequence[Finding]],
    card: ScoreCard,
    facts: Facts,
    rules: RuleSet,
    candidates: Sequence[tuple[DatasetFacts, tuple[str, ...]]] = (),
) -> tuple[Task, ...]:
    """Return what can still be done, what brings most first.

    :param acts: of :func:`open_acts`
    :param facts: of the moment of the card; at least the duties and datasets that the acts are about
    :param candidates: datasets that the agency may name as the database of Part 2, as they would be read
        then, each with those of Part 1 that it is like
    """
    today = in_bangkok(card.as_of).date()
    deadlines = {criterion.id: rules.deadline_of(criterion) for criterion in rules.criteria}
    base = _Base.of(card, rules)
    lines = []
    for act, findings in acts.items():
        doing = Doing(facts, act, findings, rules, card.as_of, candidates)
        least, gain = _gains(base, doing)
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


class _Winnable:
    """Points that can still be won of findings; thousands of them share a few points."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Points, Fraction]] = {}

    def of(self, finding: Finding) -> Fraction:
        """Return what can still be won of a finding."""
        points = finding.points
        known = self._known.get(id(points))
        if known is None:
            won = points.reachable - points.unknown - points.earned
            known = self._known[id(points)] = (points, won)
        return known[1]


@dataclass(frozen=True)
class _Base:
    """A score card, sorted so that what an act changes is looked up and not searched for."""

    card: ScoreCard
    full: frozenset[str]
    """Criteria that are not judged duty by duty."""
    small: tuple[Finding, ...]
    """The findings of those."""
    of_duties: Mapping[str, Sequence[Finding]]
    governance: Sequence[Finding]
    """On the parts of the agency's governance: any act may change what they count."""
    scores: Mapping[str, CriterionScore]

    @classmethod
    def of(cls, card: ScoreCard, rules: RuleSet) -> _Base:
        full = frozenset(asked_in_full(rules))
        of_duties: dict[str, list[Finding]] = defaultdict(list)
        governance = tuple(finding for finding in card.findings if finding.subject is SubjectKind.GOVERNANCE)
        for finding in card.findings:
            if finding.criterion not in full and finding.subject is not SubjectKind.GOVERNANCE:
                of_duties[finding.subject_id].append(finding)
        small = tuple(finding for finding in card.findings if finding.criterion in full)
        return cls(card, full, small, of_duties, governance, {score.id: score for score in card.criteria})


def _gains(base: _Base, doing: Doing) -> tuple[Decimal, Decimal]:
    """Return the least and the most that an act adds to the result."""
    ends = [end for end in (_amended(base, doing, facts) for facts in ends_of(doing)) if end]
    now = base.card.result or Decimal(0)
    results = [(end.totals.result or Decimal(0)) - now for end in ends]
    least, most = min(results, default=Decimal(0)), max(results, default=Decimal(0))
    if most > 0 and (doing.is_known or any(_mends_all(base, doing, end) for end in ends)):
        return least, most
    return least, max(most, _by_points(base.card, doing.findings, doing.rules))


def _amended(base: _Base, doing: Doing, after: Facts) -> Amended | None:
    """Score again what differs; None where what is kept does not fit."""
    facts = doing.facts
    before = {dataset.id: dataset for dataset in facts.datasets}
    changed = {dataset.id for dataset in after.datasets if before.get(dataset.id) is not dataset}
    known = {duty.id: duty for duty in facts.obligations}
    duties = tuple(
        duty for duty in after.obligations if duty.dataset_id in changed or known.get(duty.id) is not duty
    )
    database = after.proposal.dataset_id if after.proposal else ""
    wanted = {duty.dataset_id for duty in duties} | {database}
    if after.governance is not None:
        wanted |= set(after.published or ())
    datasets = tuple(dataset for dataset in after.datasets if dataset.id in wanted)
    same = all(
        getattr(after, item.name) is getattr(facts, item.name)
        for item in fields(facts)
        if item.name not in ("datasets", "obligations")
    )
    register_only = same and database not in changed
    kept = [finding for duty in duties for finding in base.of_duties.get(duty.id, ())]
    kept += base.governance
    return amend(
        base.scores,
        base.card.counts,
        kept if register_only else [*kept, *base.small],
        replace(after, obligations=duties, datasets=datasets),
        doing.rules,
        base.card.as_of,
        register_only=register_only,
    )


def _mends_all(base: _Base, doing: Doing, end: Amended) -> bool:
    """Tell whether each of the findings has become better."""
    after = {(finding.criterion, finding.subject_id): finding.points.earned for finding in end.findings}
    return all(
        end.scores[finding.criterion].points.earned > base.scores[finding.criterion].points.earned
        if finding.criterion in base.full
        else after.get((finding.criterion, finding.subject_id), ZERO) > finding.points.earned
        for finding in doing.findings
    )


def _by_points(card: ScoreCard, findings: Iterable[Finding], rules: RuleSet) -> Decimal:
    """Return what the result would be more if all was won that the findings can still bring."""
    won = sum(map(_Winnable().of, findings), ZERO)
    share = (card.points + Points(earned=won, lost=-won)).share(rules.unknown) or ZERO
    return rules.rounding.apply(HUNDRED * share) - (card.result or Decimal(0))
