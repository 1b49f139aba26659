"""Facts and rules to a score card: pure, exact, rounded once (KPI design, "Facts -> findings -> result").

Points are fractions until the result is rounded, so that a third of a weight is a third. Per part and in all,
`earned + lost + unknown == weight`; the result is `earned / (earned + lost)` where the unknown is left out,
and `(earned + unknown) / weight` where it counts as reached. More evidence never lowers `earned` nor raises
`lost`, so it never lowers either.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.base.domain.plain import canonical_json, to_plain
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.kpi.rules.domain.ruleset import Criterion, Part, RuleSet, Unknown
from ckanext.bmagov.kpi.score.domain.criteria import CHECKS
from ckanext.bmagov.kpi.score.domain.findings import (
    FULL,
    ZERO,
    Assessment,
    Evidence,
    Question,
    State,
    SubjectKind,
    state_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from ckanext.bmagov.kpi.score.domain.criteria.governed_parts import Looked
    from ckanext.bmagov.kpi.score.domain.facts import Facts
    from ckanext.bmagov.kpi.score.domain.findings import Params

HUNDRED = 100
SHOWN_PLACES = 4
"""Points of one finding are written to so many places; sums are made from the exact values."""


@dataclass(frozen=True)
class Points:
    """Exact points: what is reached, what is known to be lost, what could not be seen."""

    earned: Fraction = ZERO
    lost: Fraction = ZERO
    unknown: Fraction = ZERO
    reachable: Fraction = ZERO
    """The most that can still be reached; what is unknown may turn out well."""

    @property
    def weight(self) -> Fraction:
        """All of it."""
        return self.earned + self.lost + self.unknown

    @property
    def state(self) -> State:
        """The state that follows."""
        return state_of(self.earned, self.unknown, self.weight)

    def __add__(self, other: Points) -> Points:
        """Add points of two findings."""
        return Points(
            self.earned + other.earned,
            self.lost + other.lost,
            self.unknown + other.unknown,
            self.reachable + other.reachable,
        )

    def times(self, count: int) -> Points:
        """Return the points of so many findings of these points."""
        return Points(self.earned * count, self.lost * count, self.unknown * count, self.reachable * count)

    def share(self, unknown: Unknown) -> Fraction | None:
        """Return what is reached of what applies; None when nothing applies or nothing could be seen."""
        if unknown is Unknown.EXCLUDED:
            seen = self.earned + self.lost
            return self.earned / seen if seen else None
        if not self.weight:
            return None
        return (self.earned + (self.unknown if unknown is Unknown.FULL else 0)) / self.weight


@dataclass(frozen=True)
class Finding:
    """What was found of one subject under one criterion. Ids and addresses only, never a title."""

    criterion: str
    subject: SubjectKind
    subject_id: str
    state: State
    points: Points
    reason: str
    params: Params
    evidence: tuple[Evidence, ...]
    rule_digest: str

    @property
    def dataset_id(self) -> str:
        """Id of the dataset that it is about; empty for none."""
        is_subject = self.subject is SubjectKind.DATASET
        return self.subject_id if is_subject else str(self.params.get("dataset") or "")


@dataclass(frozen=True)
class CriterionScore:
    """A criterion with the points of its findings."""

    id: str
    part: str
    state: State
    points: Points
    deadline: date | None


@dataclass(frozen=True)
class PartScore:
    """A part with the points of its criteria; the result is a percentage of the part, rounded."""

    id: str
    state: State
    points: Points
    result: Decimal | None


@dataclass(frozen=True)
class Gain:
    """What mending this finding alone would bring, in percentage points; after the day, less.

    It is kept with a card. What an agency is told to do is worked out act by act (:mod:`.todo`).
    """

    criterion: str
    subject: SubjectKind
    subject_id: str
    reason: str
    params: Params
    gain: Decimal
    deadline: date | None
    overdue: bool


@dataclass(frozen=True)
class ScoreCard:
    """Everything that an agency, an auditor or a report needs, from one moment under one rule set."""

    agency_id: str
    agency_kind: str
    fiscal_year: int
    kpi: str
    rule_version: int
    rule_digest: str
    as_of: datetime
    target: Decimal
    result: Decimal | None
    highest: Decimal | None
    """The highest result still reachable this year."""
    points: Points
    parts: tuple[PartScore, ...]
    criteria: tuple[CriterionScore, ...]
    findings: tuple[Finding, ...]
    gains: tuple[Gain, ...]
    counts: Mapping[str, int]
    """State -> number of findings."""
    stated: Decimal | None = None

    def to_dict(self) -> dict[str, object]:
        """Return plain data. Points are text, to four places; `exact` holds the fractions they come from."""
        plain = to_plain(self)
        _show_points(plain)
        return plain

    def to_json(self) -> str:
        """Return the only JSON form: the same input gives the same bytes."""
        return canonical_json(self.to_dict())


def evaluate(facts: Facts, rule_set: RuleSet, as_of: datetime, looked: Looked | None = None) -> ScoreCard:
    """Score one agency for one fiscal year as it stood at ``as_of`` (with its zone).

    :param looked: what the measures of governance find of these facts, if they were asked already
    :raises ProblemError: FISCAL-YEAR when facts and rules are of different years
    """
    if as_of.tzinfo is None:
        raise ValueError("as_of needs its zone")
    if facts.fiscal_year != rule_set.fiscal_year:
        raise ProblemError("FISCAL-YEAR", facts=facts.fiscal_year, rules=rule_set.fiscal_year)
    digest = rule_set.digest
    findings: list[Finding] = []
    scores = {
        criterion.id: score_criterion(facts, rule_set, part, criterion, as_of, digest, findings, looked)
        if facts.measured
        else _not_applicable(part, criterion, rule_set)
        for part in rule_set.parts
        for criterion in part.criteria
    }
    totals = Totals.of(scores, rule_set)
    return ScoreCard(
        facts.agency_id,
        facts.agency_kind,
        facts.fiscal_year,
        rule_set.kpi,
        rule_set.version,
        digest,
        in_bangkok(as_of),
        rule_set.target,
        totals.result,
        totals.highest,
        totals.points,
        totals.parts,
        tuple(scores.values()),
        tuple(findings),
        gains(findings, totals.points, rule_set, as_of),
        count_states(findings),
        facts.stated,
    )


@dataclass(frozen=True)
class Totals:
    """What the points of all criteria come to."""

    parts: tuple[PartScore, ...]
    points: Points
    result: Decimal | None
    highest: Decimal | None

    @classmethod
    def of(cls, scores: Mapping[str, CriterionScore], rules: RuleSet) -> Totals:
        """Sum up by parts, and round once."""
        parts = []
        for part in rules.parts:
            points = _sum(scores[criterion.id].points for criterion in part.criteria)
            parts.append(PartScore(part.id, points.state, points, _percent(points, rules)))
        total = _sum(part.points for part in parts)
        highest = rules.rounding.apply(HUNDRED * total.reachable / total.weight) if total.weight else None
        return cls(tuple(parts), total, _percent(total, rules), highest)


def count_states(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many findings are in each state."""
    counts = dict.fromkeys((state.value for state in State), 0)
    for finding in findings:
        counts[finding.state.value] += 1
    return counts


def score_criterion(
    facts: Facts,
    rules: RuleSet,
    part: Part,
    criterion: Criterion,
    as_of: datetime,
    digest: str,
    findings: list[Finding],
    looked: Looked | None = None,
) -> CriterionScore:
    """Ask one check, and share the criterion's weight between the subjects it speaks of, by their weights.

    :param findings: what is found is added to it
    """
    deadline = rules.deadline_of(criterion)
    if facts.agency_kind not in criterion.applies_to:
        return _not_applicable(part, criterion, rules)
    words = CHECKS[criterion.check].judge(facts, Question(criterion, rules, as_of, looked=looked))
    applying = sum(word.weight for word in words if word.applies)
    each = Fraction(criterion.weight) / applying if applying else ZERO
    alike: dict[tuple[int, ...], Points] = {}
    counted: Counter[tuple[int, ...]] = Counter()
    for word in words:
        # By identity, as fractions are slow to compare: thousands of words share a few of them.
        values = (word.earned, word.unknown, word.reachable, word.weight) if word.applies else ()
        shares = tuple(map(id, values))
        points = alike.get(shares) or alike.setdefault(
            shares, word_points(criterion, word, each * word.weight)
        )
        counted[shares] += 1
        findings.append(finding_of(criterion, word, points, digest))
    points = _sum(alike[shares].times(count) for shares, count in counted.items())
    return CriterionScore(criterion.id, part.id, points.state, points, deadline)


def _not_applicable(part: Part, criterion: Criterion, rules: RuleSet) -> CriterionScore:
    return CriterionScore(criterion.id, part.id, State.NOT_APPLICABLE, Points(), rules.deadline_of(criterion))


def word_points(criterion: Criterion, word: Assessment, weight: Fraction) -> Points:
    """Return what a word's shares are worth. Thousands of duties share few values."""
    if not word.applies:
        return Points()
    if (
        min(word.earned, word.unknown, word.lost) < 0
        or not word.earned + word.unknown <= word.reachable <= FULL
    ):
        raise ValueError(f"{criterion.check}: the shares of {word.subject_id} are not shares of one")
    return Points(*(weight * share for share in (word.earned, word.lost, word.unknown, word.reachable)))


def finding_of(criterion: Criterion, word: Assessment, points: Points, digest: str) -> Finding:
    """Return a check's word as it is kept."""
    return Finding(
        criterion.id,
        word.subject,
        word.subject_id,
        word.state,
        points,
        word.reason.code,
        word.params,
        word.evidence,
        digest,
    )


def _sum(points: Iterable[Points]) -> Points:
    return sum(points, Points())


def _percent(points: Points, rules: RuleSet) -> Decimal | None:
    share = points.share(rules.unknown)
    return None if share is None else rules.rounding.apply(HUNDRED * share)


def gains(findings: Sequence[Finding], total: Points, rules: RuleSet, as_of: datetime) -> tuple[Gain, ...]:
    """List what can still be won, most first: what each finding alone would add to the result."""
    now = total.share(rules.unknown) or ZERO
    today = in_bangkok(as_of).date()
    deadlines = {criterion.id: rules.deadline_of(criterion) for criterion in rules.criteria}
    known: dict[int, Decimal | None] = {}
    """By the identity of points, which the findings above keep: those worth the same share one object."""
    out = []
    for finding in findings:
        key = id(finding.points)
        if key not in known:
            known[key] = _gain(finding.points, total, now, rules)
        gain = known[key]
        if gain is None:
            continue
        deadline = deadlines[finding.criterion]
        overdue = deadline is not None and today > deadline
        what = (finding.criterion, finding.subject, finding.subject_id, finding.reason, finding.params)
        out.append(Gain(*what, gain, deadline, overdue))
    return tuple(sorted(out, key=lambda gain: (-gain.gain, gain.criterion, gain.subject_id)))


def _gain(own: Points, total: Points, now: Fraction, rules: RuleSet) -> Decimal | None:
    """Return what mending a finding would add to the result, in percentage points; None when nothing can."""
    winnable = own.reachable - own.unknown - own.earned
    if winnable <= 0:
        return None
    mended = total + Points(earned=winnable, lost=-winnable)
    return rules.rounding.apply(HUNDRED * ((mended.share(rules.unknown) or ZERO) - now))


def _show_points(plain: Any) -> None:
    """Give every `points` a readable form beside the exact one."""
    if isinstance(plain, list):
        for item in plain:
            _show_points(item)
    elif isinstance(plain, dict):
        for key, item in plain.items():
            if key == "points":
                exact = {name: Fraction(text) for name, text in item.items()}
                exact["weight"] = exact["earned"] + exact["lost"] + exact["unknown"]
                plain[key] = {name: _decimal(value) for name, value in exact.items()}
                plain[key]["exact"] = item
            else:
                _show_points(item)


def two_places(value: Fraction) -> str:
    """Write points to two places, for reading."""
    text = f"{float(round(value, 2)):.2f}"
    return text.rstrip("0").rstrip(".")


def _decimal(value: Fraction) -> str:
    """Write a fraction to four places, without zeros that say nothing."""
    scaled = round(value * 10**SHOWN_PLACES)
    text = format(Decimal(scaled).scaleb(-SHOWN_PLACES), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
