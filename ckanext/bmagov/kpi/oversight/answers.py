"""What the actions behind the auditors' and the public's pages answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from ckanext.bmagov.kpi.common.answers import ListedAgencyDict

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.round.answers import JudgementDict


class PartResultDict(TypedDict):
    """The measured result of a part."""

    id: str
    result: str | None


class ResultDict(TypedDict):
    """A published result."""

    agency: ListedAgencyDict
    fiscal_year: int
    target: str | None
    result: str | None
    measured: str | None
    parts: list[PartResultDict]
    signed_off_at: str
    revision: int
    rule_version: int
    digest: str
    problem: str | None


class LogHeadDict(TypedDict):
    """The log of decisions as it was when the day began."""

    day: str
    entries: int
    head: str
    root: str
    line: str


class ResultListDict(TypedDict):
    """The published results."""

    years: list[int]
    count: int
    mean: str | None
    reached: int
    results: list[ResultDict]


class WaitingRoundDict(TypedDict):
    """A round, and since when it waits in its state."""

    agency: ListedAgencyDict
    fiscal_year: int
    state: str
    state_label: str
    version: int
    revision: int
    since: str
    event: str
    event_label: str
    role: str
    role_label: str
    note: str
    due: str | None
    objection_until: str | None
    touched: bool
    """Something happened since it was handed in, or since it was verified."""


class FlagDict(TypedDict):
    """Something to look at. ``params`` are the numbers that it is made of."""

    code: str
    text: str
    weight: int
    subject: str
    subject_id: str
    title: str
    link: str
    params: dict[str, object]


class AgencyRiskDict(ListedAgencyDict):
    """What is to be looked at in an agency's year; ``risk`` is null where nobody looked yet."""

    risk: int | None
    result: str | None
    as_of: str | None
    round: str
    flags: list[FlagDict]
    hidden: str
    """Says that there are flags on things that the caller may not read; empty for none."""


class RiskListDict(TypedDict):
    """The agencies of a year, those with the greatest risk first."""

    kpi: str
    fiscal_year: int
    count: int
    flagged: int
    unseen: int
    agencies: list[AgencyRiskDict]


class CriterionMoveDict(TypedDict):
    """A criterion whose points differ under two rule sets; null where one of them has none."""

    criterion: str
    before: JudgementDict | None
    after: JudgementDict | None


class AgencyMoveDict(ListedAgencyDict):
    """What other rules would change for an agency, in per cent and percentage points."""

    before: str | None
    after: str | None
    change: str | None
    criteria: list[CriterionMoveDict]


class SimulationDict(TypedDict):
    """What a rule set would change, for the agencies that were looked at."""

    left: int
    last: str
    period: int
    as_of: str
    with_version: int
    up: int
    down: int
    same: int
    mean_before: str | None
    mean_after: str | None
    agencies: list[AgencyMoveDict]


class MarkDict(TypedDict):
    """One measure of a dataset."""

    name: str
    label: str
    state: str
    state_label: str
    reason: str
    text: str
    remedy: str


class DatasetKpiDict(TypedDict):
    """How a dataset stands against the KPI today."""

    fiscal_year: int
    duty: str
    duty_label: str
    database: bool
    marks: list[MarkDict]


class GuidelineDict(TypedDict):
    """A document that the office that audits gives out for a year."""

    id: str
    title: str
    filename: str
    media_type: str
    size: int
    sha256: str
    created_at: str
    link: str
