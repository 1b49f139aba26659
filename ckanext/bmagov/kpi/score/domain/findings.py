"""What a check says of one subject: how much of it is reached, how much cannot be seen, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.base.domain.message import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ckanext.bmagov.kpi.rules.domain.ruleset import Criterion, Lateness, RuleSet
    from ckanext.bmagov.kpi.score.domain.criteria.governed_parts import Looked

    Params = Mapping[str, str | int | tuple[str, ...]]
    """What the sentences of a finding name: ids, days and numbers, never a title."""

ZERO, FULL = Fraction(0), Fraction(1)
"""Nothing of a share, and all of it."""


class State(StrEnum):
    """The five states of a finding (KPI design, "Facts -> findings -> result")."""

    PASS = "pass"  # noqa: S105 - not a password
    PARTIAL = "partial"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class SubjectKind(StrEnum):
    """What a finding is about."""

    OBLIGATION = "obligation"
    DATASET = "dataset"
    DOCUMENT = "document"
    USE = "use"
    PROPOSAL = "proposal"
    AGENCY = "agency"
    GOVERNANCE = "governance"
    """One of the six parts of data governance, by its number."""


@dataclass(frozen=True)
class Evidence:
    """What was seen: an address or file with its SHA-256, the value, and when it was so."""

    ref: str
    value: str = ""
    sha256: str = ""
    seen_at: datetime | None = None


@dataclass(frozen=True)
class Reason:
    """Why a subject is judged as it is: the code that is kept, and what a reader is told.

    Sentences name parameters of the finding in braces; `words.py` says what each of them becomes.
    """

    code: str
    sentence: str
    remedy: str = ""
    """What the agency can do about it; empty where nothing is left to do."""
    form: str = ""
    """Address on which it is mended, where it is not that of the check."""
    late: bool = False
    """Whether what was asked for came, after its deadline."""


NOT_IN_CATALOG = Reason(
    "NOT-IN-CATALOG",
    N_("The dataset is not in the catalog: deleted, hidden, or still a draft."),
    N_("Publish the dataset again."),
)
NOT_NEW = Reason(
    "PROPOSAL-IN-REGISTER",
    N_("The dataset is a duty of Part 1 already: it is no new database."),
    N_("Propose another database, or say what you widen about this one."),
)


@dataclass(frozen=True)
class Assessment:
    """A check's word on one subject, in shares of one; the engine turns shares into points.

    ``earned + unknown <= 1``; the rest is lost. More evidence never makes less earned or more lost.
    ``reachable`` is the best share that work done now can still bring.
    """

    subject: SubjectKind
    subject_id: str
    reason: Reason
    earned: Fraction
    unknown: Fraction = ZERO
    reachable: Fraction = FULL
    params: Params = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    applies: bool = True
    weight: Fraction | int = 1
    """Its part of the criterion's weight, beside the parts of the other subjects."""

    @property
    def lost(self) -> Fraction:
        """The share that is known not to be reached."""
        return FULL - self.earned - self.unknown

    @property
    def state(self) -> State:
        """The state that follows from the shares."""
        return state_of(self.earned, self.unknown, FULL) if self.applies else State.NOT_APPLICABLE


def state_of(earned: Fraction, unknown: Fraction, whole: Fraction) -> State:
    """Return the state of points earned and not known out of a whole."""
    if not whole:
        return State.NOT_APPLICABLE
    if earned == whole:
        return State.PASS
    if unknown and (not earned or earned + unknown == whole):
        return State.UNKNOWN
    return State.PARTIAL if earned else State.FAIL


def is_not_due(state: State, deadline: date | None, today: date) -> bool:
    """Tell whether nothing is reached yet and the deadline is still to come."""
    return state is State.FAIL and deadline is not None and deadline >= today


@dataclass(frozen=True)
class Question:
    """What a check is asked: this criterion of this rule set, at this moment."""

    criterion: Criterion
    rules: RuleSet
    as_of: datetime
    partial: bool = False
    """Whether the facts hold some of the duties only: that there are none says nothing then."""
    looked: Looked | None = None
    """What the measures of governance found, where they were asked before; else the facts are looked at."""

    @property
    def deadline(self) -> date | None:
        """The last day, inclusive."""
        return self.rules.deadline_of(self.criterion)

    @property
    def today(self) -> date:
        """The day it is in Bangkok."""
        return in_bangkok(self.as_of).date()

    def worth(self, done: datetime | None = None) -> Fraction:
        """Return the share that work is worth which was done then; without a moment, if it is done now."""
        return lateness_share(done or self.as_of, self.deadline, self.rules.lateness)

    def has_lapsed(self, since: datetime | None) -> bool:
        """Tell whether an unknown of that moment counts as not reached by now: somebody had time to show it.

        :param since: None for a fault of the site itself, which costs nobody
        """
        days = self.rules.substance.unknown_days
        return bool(days and since and self.today > in_bangkok(since).date() + timedelta(days=days))

    def systems_for(self, kind: str) -> tuple[str, ...]:
        """Return the ids of the systems asked for a kind of duty: none beside the criterion's own."""
        own = self.criterion.params.get("kind", "")
        return self.systems() if own in ("", kind) else ()

    def systems(self) -> tuple[str, ...]:
        """Return the ids of the systems this criterion asks for."""
        systems = self.criterion.params.get("systems", ())
        return (systems,) if isinstance(systems, str) else systems

    def kind(self) -> str:
        """Return the kind of document this criterion asks for."""
        return str(self.criterion.params.get("kind", ""))


def lateness_share(done: datetime, deadline: date | None, rule: Lateness) -> Fraction:
    """Return what something done at a moment is worth: all of it until 23:59:59 of the deadline."""
    if deadline is None or in_bangkok(done).date() <= deadline:
        return FULL
    in_grace = in_bangkok(done).date() <= deadline + timedelta(days=rule.grace_days)
    return Fraction(rule.grace_share if in_grace else rule.late_share)


def combine(candidates: Iterable[Assessment]) -> Assessment:
    """Return what several pieces of evidence for one thing say together.

    The best known counts; what a piece that cannot be seen may add beyond it is unknown. So a further piece,
    good or bad, never lowers anything.
    """
    ranked = sorted(candidates, key=_rank)
    best = ranked[0]
    highest = max(candidate.earned + candidate.unknown for candidate in ranked)
    unknown = highest - best.earned
    clearest = (
        best if best.earned else min(ranked, key=lambda candidate: (-candidate.unknown, *_rank(candidate)))
    )
    return Assessment(
        clearest.subject,
        clearest.subject_id,
        clearest.reason,
        best.earned,
        unknown,
        max(candidate.reachable for candidate in ranked),
        clearest.params,
        tuple(piece for candidate in ranked for piece in candidate.evidence),
    )


def _rank(candidate: Assessment) -> tuple[Fraction, Fraction, bool, str]:
    """Order the best first; where nothing is reached, what is there says more than what is missing."""
    return (
        -candidate.earned,
        -candidate.unknown,
        candidate.subject is SubjectKind.AGENCY,
        candidate.subject_id,
    )
