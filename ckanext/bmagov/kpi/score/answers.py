"""What the actions on score cards answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from ckanext.bmagov.kpi.common.answers import AgencyDict, ListedAgencyDict

if TYPE_CHECKING:
    from ckanext.bmagov.base.answers import TextDict


class PointsDict(TypedDict):
    """Points to two places, for reading; sums are made from the exact values elsewhere."""

    earned: str
    lost: str
    unknown: str
    reachable: str
    weight: str


class EvidenceDict(TypedDict):
    """What was seen: an address, the value there, and when it was so."""

    ref: str
    value: str
    sha256: str
    seen_at: str | None


class ReasonDict(TypedDict):
    """What is the case with one subject under one criterion, and how to mend it."""

    criterion: str
    subject: str
    subject_id: str
    title: str
    state: str
    state_label: str
    reason: str
    text: str
    remedy: str
    link: str
    day: str
    """The day on which what was asked for came; empty while it has not."""
    late: bool
    points: PointsDict
    params: dict[str, object]


class FindingDict(ReasonDict):
    """A finding with what was seen."""

    evidence: list[EvidenceDict]
    drawn: bool
    """Whether its evidence was drawn for auditors to look at."""


class GainDict(ReasonDict):
    """Something to do, told by what brings most of it: so many percentage points, and until when."""

    gain: str
    """The most that it adds."""
    least: str
    """The same where it adds just this; what is added for certain where it depends on how it is done."""
    deadline: str | None
    overdue: bool
    mends: list[ReasonDict]
    """All that it mends."""


class HiddenDict(TypedDict):
    """Findings that the reader may not know; ``count`` is null where it would tell of a single one."""

    points: PointsDict
    count: int | None
    text: str


class CriterionDict(TypedDict):
    """A criterion with its findings."""

    id: str
    name: TextDict
    weight: str
    weight_source: str
    step: str
    deadline: str | None
    state: str
    state_label: str
    not_due: bool
    points: PointsDict
    findings: list[FindingDict]
    hidden: HiddenDict | None


class PartDict(TypedDict):
    """A part with its criteria."""

    id: str
    name: TextDict
    weight: str
    state: str
    state_label: str
    result: str | None
    points: PointsDict
    criteria: list[CriterionDict]


class DueDict(TypedDict):
    """Points of what is due on the day of the score; ``result`` is what is reached of them, per cent."""

    earned: str
    weight: str
    result: str | None


class ScoredAgencyDict(AgencyDict):
    """The agency of a score card, with its kind then."""

    kind: str


class ScorecardDict(TypedDict):
    """A score card as the caller may read it."""

    agency: ScoredAgencyDict
    kpi: str
    fiscal_year: int
    rule_version: int
    rule_digest: str
    as_of: str
    kept: bool
    """False when it was made for this answer."""
    measured: bool
    """False where nothing was kept of the year: no result is not zero."""
    target: str
    unit: TextDict
    result: str | None
    highest: str | None
    stated: str | None
    due_so_far: DueDict
    points: PointsDict
    counts: dict[str, int]
    parts: list[PartDict]
    gains: list[GainDict]


class CellDict(TypedDict):
    """One criterion of one agency among others."""

    state: str
    state_label: str
    not_due: bool
    percent: int | None
    points: PointsDict


class YearResultDict(TypedDict):
    """The result of one year; ``final`` when it is signed off."""

    fiscal_year: int
    result: str
    final: bool


class AgencyScoreDict(ListedAgencyDict):
    """One agency among others, with its criteria."""

    result: str | None
    highest: str | None
    stated: str | None
    due_so_far: DueDict | None
    as_of: str | None
    changed: bool
    measured: bool
    late: list[str]
    no_register: bool
    touched: bool
    round: str
    trend: list[YearResultDict]
    criteria: dict[str, CellDict]


class ListedCriterionDict(TypedDict):
    """A criterion as the heading of a column."""

    id: str
    name: TextDict
    part: str
    weight: str


class ScorecardListDict(TypedDict):
    """All agencies of a fiscal year side by side."""

    kpi: str
    fiscal_year: int
    as_of: str | None
    target: str
    criteria: list[ListedCriterionDict]
    agencies: list[AgencyScoreDict]


class ScoringDict(TypedDict):
    """What a call has done of a run; ``running`` while another worker has not finished its share."""

    running: bool
    scored: int
    failed: dict[str, str]
