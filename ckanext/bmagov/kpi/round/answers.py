"""What the actions on rounds, auditors' words and deadlines answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired, TypedDict

if TYPE_CHECKING:
    from ckanext.bmagov.base.answers import TextDict
    from ckanext.bmagov.kpi.common.answers import AgencyDict, ListedAgencyDict
    from ckanext.bmagov.kpi.score.answers import PointsDict, ScorecardDict


class DecisionDict(TypedDict):
    """What happened to a round, and by whom."""

    event: str
    event_label: str
    by: str
    role: str
    role_label: str
    at: str
    note: str
    due: str | None
    evidence: list[str]


class EventDict(TypedDict):
    """What the caller can let happen now."""

    event: str
    label: str


class JudgementDict(TypedDict):
    """How a criterion stands."""

    state: str
    state_label: str
    points: PointsDict


class ChangedSubjectDict(TypedDict):
    """What was found otherwise of one subject, and by whose last change of its dataset."""

    subject: str
    subject_id: str
    title: str
    before: str
    """What was the case when it was handed in; empty where it was not looked at."""
    after: str
    """What is the case now."""
    at: str | None
    by: str | None


class ChangeDict(TypedDict):
    """A criterion that the catalog of today would judge otherwise than what was handed in."""

    criterion: str
    before: JudgementDict | None
    after: JudgementDict | None
    subjects: list[ChangedSubjectDict]
    hidden: bool
    """Whether something changed that you may not read."""


class RoundDict(TypedDict):
    """Where the round of an agency stands."""

    agency: AgencyDict
    kpi: str
    fiscal_year: int
    state: str
    state_label: str
    version: int
    revision: int
    locked: bool
    editable: bool
    over: bool
    """It was never handed in, and the last day for it has passed: the agency no longer writes in it."""
    last_day: str
    objection_until: str | None
    facts_digest: str | None
    card_digest: str | None
    judged_at: str | None
    changes: list[ChangeDict]
    seed: str
    """Of the sample that was drawn from what was handed in; empty where none was."""
    without_word: list[str]
    """Criteria on which an auditor has to speak before it is verified."""
    register_missing: bool
    """The agency has no register, and nobody said why: it is not signed off."""
    decisions: list[DecisionDict]
    may: list[EventDict]


class KeptDict(TypedDict):
    """What was kept of an agency's year at a moment."""

    period: str
    period_label: str
    is_quarter: bool
    revision: int
    as_of: str
    taken_at: str
    result: str | None
    rule_version: int
    digest: str
    whole: bool


class KeptScorecardDict(KeptDict):
    """A score card as it was kept, beside the quarter before."""

    card: ScorecardDict
    before: str | None
    changes: list[ChangeDict]


class WordDict(TypedDict):
    """An auditor's word on a criterion, beside what the machine said then."""

    confirms: bool
    share: str | None
    reason: str
    by: str
    at: str
    machine_state: str


class CriterionOutcomeDict(TypedDict):
    """A criterion after the auditor's word."""

    criterion: str
    state: str
    state_label: str
    machine: PointsDict
    decided: PointsDict
    word: WordDict | None


class OutcomeDict(TypedDict):
    """The result after the auditors' words, beside the machine's and the agency's own."""

    machine: str | None
    decided: str | None
    stated: str | None
    criteria: list[CriterionOutcomeDict]


class NoteDict(TypedDict):
    """A remark on an agency's year."""

    id: str
    criterion: str
    text: str
    shared: bool
    by: str
    at: str


class MoveDict(TypedDict):
    """How a deadline was moved; ``by`` is for readers of the audit."""

    before: str
    after: str
    reason: str
    at: str
    for_agency: bool
    by: NotRequired[str]


class DeadlineDict(TypedDict):
    """A deadline, as it stands and as the rules wrote it."""

    step: str
    name: TextDict
    day: str
    written: str
    source: str
    moves: list[MoveDict]


class LossDict(TypedDict):
    """What an agency could still reach in a criterion, in points: as the day is, and as it would be."""

    agency: ListedAgencyDict
    criterion: str
    before: str
    after: str


class DeadlineTryDict(TypedDict):
    """What moving a deadline would do."""

    step: str
    before: str
    after: str
    backwards: bool
    agencies: int
    handed_in: list[ListedAgencyDict]
    losses: list[LossDict]


class DeadlineListDict(TypedDict):
    """The deadlines of a year."""

    kpi: str
    fiscal_year: int
    deadlines: list[DeadlineDict]
