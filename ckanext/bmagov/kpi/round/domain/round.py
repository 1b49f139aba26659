"""The yearly round (KPI design, "The yearly round"): one transition table, and one way through it.

A round is a value: :func:`apply` returns the next one or says why not. Its version rises by one with every
event; the caller writes it only over the version it read (compare-and-set), so of two people one wins.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from ckanext.bmagov.base.domain.calendar import FiscalYear, in_bangkok
from ckanext.bmagov.base.domain.plain import from_plain, to_plain
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.reason import SHORTEST_REASON
from ckanext.bmagov.base.domain.text import normalize_block, refuse_control_character

SHORTEST_NOTE: Final = SHORTEST_REASON
LONGEST_NOTE: Final = 10_000
"""Characters."""


class State(StrEnum):
    """Where a round stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    RETURNED = "returned"
    VERIFIED = "verified"
    SIGNED_OFF = "signed_off"
    CLOSED = "closed"


class Event(StrEnum):
    """What can happen to it."""

    SUBMIT = "submit"
    START_REVIEW = "start_review"
    RETURN = "return"
    VERIFY = "verify"
    OBJECT = "object"
    WAIVE = "waive"
    """The agency says in writing that it won't object."""
    TAKE_FACTS = "take_facts"
    """New facts are taken in the place of those that were handed in."""
    NO_REGISTER = "no_register"
    """An auditor says in writing why the agency has no register: Part 1 is rightly not asked of it."""
    SIGN_OFF = "sign_off"
    CLOSE = "close"


class Role(StrEnum):
    """As what a person acts (KPI design, "Who")."""

    AGENCY_EDITOR = "agency_editor"
    AGENCY_ADMIN = "agency_admin"
    AUDITOR = "auditor"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True)
class Actor:
    """A person in one role; ``agency_id`` is the agency whose role it is."""

    user_id: str
    role: Role
    agency_id: str
    own: bool = False
    """Whether the agency of the round is theirs, so that they do not judge it."""


@dataclass(frozen=True)
class Transition:
    """One row of the table."""

    source: State
    event: Event
    target: State
    roles: frozenset[Role]
    apart_from: frozenset[Event] = frozenset()
    """Who did one of these in this round may not do this: the two-person rule."""
    needs_note: bool = False


AGENCY: Final = frozenset({Role.AGENCY_ADMIN})
REVIEWERS: Final = frozenset({Role.AUDITOR, Role.SUPERVISOR})
SUPERVISORS: Final = frozenset({Role.SUPERVISOR})
OWN_WORK: Final = frozenset({Event.SUBMIT, Event.OBJECT, Event.WAIVE})
JUDGEMENTS: Final = OWN_WORK | {Event.VERIFY, Event.NO_REGISTER}

TABLE: Final = (
    Transition(State.DRAFT, Event.SUBMIT, State.SUBMITTED, AGENCY),
    Transition(State.SUBMITTED, Event.START_REVIEW, State.UNDER_REVIEW, REVIEWERS, OWN_WORK),
    Transition(State.UNDER_REVIEW, Event.RETURN, State.RETURNED, REVIEWERS, OWN_WORK, needs_note=True),
    Transition(State.RETURNED, Event.SUBMIT, State.SUBMITTED, AGENCY),
    Transition(State.UNDER_REVIEW, Event.VERIFY, State.VERIFIED, REVIEWERS, OWN_WORK, needs_note=True),
    Transition(
        State.UNDER_REVIEW, Event.TAKE_FACTS, State.UNDER_REVIEW, REVIEWERS, OWN_WORK, needs_note=True
    ),
    Transition(State.VERIFIED, Event.TAKE_FACTS, State.UNDER_REVIEW, REVIEWERS, OWN_WORK, needs_note=True),
    Transition(State.VERIFIED, Event.OBJECT, State.UNDER_REVIEW, AGENCY, needs_note=True),
    Transition(State.VERIFIED, Event.WAIVE, State.VERIFIED, AGENCY, needs_note=True),
    Transition(
        State.UNDER_REVIEW, Event.NO_REGISTER, State.UNDER_REVIEW, REVIEWERS, OWN_WORK, needs_note=True
    ),
    Transition(State.VERIFIED, Event.NO_REGISTER, State.VERIFIED, REVIEWERS, OWN_WORK, needs_note=True),
    Transition(State.VERIFIED, Event.SIGN_OFF, State.SIGNED_OFF, SUPERVISORS, JUDGEMENTS, needs_note=True),
    Transition(State.SIGNED_OFF, Event.CLOSE, State.CLOSED, SUPERVISORS, OWN_WORK),
)
"""The only way from state to state. What is not here cannot happen."""

_BY_STEP: Final = {(row.source, row.event): row for row in TABLE}
LOCKED: Final = frozenset({State.SIGNED_OFF, State.CLOSED})
"""Evidence, progress and scores no longer change; a correction is a new revision."""
JUDGED: Final = frozenset({State.SUBMITTED, State.UNDER_REVIEW, State.VERIFIED, *LOCKED})
"""What is judged stands still: the facts of the hand-in count, not the catalog of today."""
FREEZES: Final = frozenset({Event.SUBMIT, Event.OBJECT, Event.TAKE_FACTS})
"""With these facts are kept, and count from then on."""

SEALS: Final = frozenset({Event.VERIFY, Event.SIGN_OFF})
"""With these the facts and words that were judged are bound."""
SETTLES: Final = SEALS | {Event.NO_REGISTER}
"""These ask what is still outstanding."""


@dataclass(frozen=True)
class Decision:
    """What happened, kept for good: who, as what, when, and the note."""

    event: Event
    by: str
    role: Role
    at: datetime
    note: str = ""
    due: date | None = None
    """For a return: until when it is to be mended."""
    evidence: tuple[str, ...] = ()
    """For an objection: ids of what supports it."""
    seal: str = ""
    """For a verification and a sign-off: SHA-256 of the facts and the auditors' words that it is about."""
    log_head: str = ""
    """For what takes facts: SHA-256 of the last entry of the log before it, the seed of the sample."""


@dataclass(frozen=True)
class Outstanding:
    """What still has to be said of what was handed in."""

    criteria: tuple[str, ...] = ()
    """Ids of those on which an auditor has to speak before it is verified."""
    register: bool = False
    """The agency has no register: why, is to be said before the sign-off."""


NOTHING_OUTSTANDING: Final = Outstanding()


@dataclass(frozen=True)
class Round:
    """One agency's round for one KPI and fiscal year."""

    agency_id: str
    kpi: str
    fiscal_year: int
    state: State = State.DRAFT
    version: int = 1
    revision: int = 1
    objection_days: int = 15
    decisions: tuple[Decision, ...] = ()

    @property
    def is_locked(self) -> bool:
        """Whether nothing of it may change any more."""
        return self.state in LOCKED

    @property
    def is_judged(self) -> bool:
        """Whether it is handed in: what was kept then is judged, whatever the catalog says now."""
        return self.state in JUDGED

    @property
    def objection_until(self) -> date | None:
        """The last day, inclusive, on which the agency may object to what was verified; None once waived."""
        if self.state is not State.VERIFIED:
            return None
        last = next(word for word in reversed(self.decisions) if word.event in (Event.VERIFY, Event.WAIVE))
        if last.event is Event.WAIVE:
            return None
        return in_bangkok(last.at).date() + timedelta(days=self.objection_days)

    @property
    def facts_taken(self) -> Decision | None:
        """The decision with which the facts were taken that count; None before the first hand-in."""
        return self._last(*FREEZES)

    @property
    def no_register(self) -> Decision | None:
        """The decision by which the agency rightly has no register; None without one."""
        return self._last(Event.NO_REGISTER)

    def _last(self, *events: Event) -> Decision | None:
        return next((decision for decision in reversed(self.decisions) if decision.event in events), None)

    def verified(self) -> Decision:
        """Return the last verification: the one that stands.

        :raises StopIteration: it was never verified
        """
        return next(decision for decision in reversed(self.decisions) if decision.event is Event.VERIFY)

    def barred(self, user_id: str, row: Transition) -> list[Event]:
        """Return what a person did that takes another one for a step, by name.

        Of verifications only the one that stands counts: who verified an earlier version may sign off one
        that somebody else verified.
        """
        standing = [decision for decision in self.decisions if decision.event is not Event.VERIFY]
        if any(decision.event is Event.VERIFY for decision in self.decisions):
            standing.append(self.verified())
        return sorted({decision.event for decision in standing if decision.by == user_id} & row.apart_from)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return to_plain(self)

    @classmethod
    def from_dict(cls, raw: Any) -> Round:
        """Read what :meth:`to_dict` wrote.

        :raises PlainError: naming the first thing that does not fit
        """
        return from_plain(cls, raw)


def allowed(state: State) -> tuple[Event, ...]:
    """Return what can happen to a round in this state, whoever does it."""
    return tuple(row.event for row in TABLE if row.source is state)


def apply(
    kept: Round,
    event: Event,
    actor: Actor,
    at: datetime,
    *,
    version: int | None,
    note: str = "",
    due: date | None = None,
    evidence: tuple[str, ...] = (),
    last_day: date | None = None,
    seal: str = "",
    log_head: str = "",
    outstanding: Outstanding = NOTHING_OUTSTANDING,
) -> Round:
    """Return the round after an event.

    :param version: the version the actor read before deciding
    :param last_day: last day for a submission, inclusive; None where there is none
    :param seal: SHA-256 of the facts and words that are verified or signed off
    :param log_head: SHA-256 of the last entry of the log; kept with what takes facts
    :param outstanding: what has still to be said of what was handed in
    :raises ProblemError: NOT-FOUND (another agency's round), VERSION-REQUIRED, STALE-VERSION, REVIEW-LOCKED,
        STATE-TRANSITION (with what is allowed), ROLE-NOT-ALLOWED, OWN-CASE, REVIEW-SELF-APPROVAL,
        REVIEW-CLOSED, OBJECTION-CLOSED, OBJECTION-OPEN, YEAR-OPEN, FACTS-NOT-VERIFIED, WORDS-MISSING (with
        the criteria), REGISTER-MISSING, REGISTER-AGREED, REASON-REQUIRED, EVIDENCE-REQUIRED, DUE-REQUIRED,
        and those of `checked_note`
    """
    if at.tzinfo is None:
        raise ValueError("a time needs its zone")
    if actor.role in (Role.AGENCY_EDITOR, Role.AGENCY_ADMIN) and actor.agency_id != kept.agency_id:
        raise ProblemError("NOT-FOUND")
    if version is None:
        raise ProblemError("VERSION-REQUIRED", version=kept.version)
    if version != kept.version:
        raise ProblemError("STALE-VERSION", version=kept.version, read=version)
    row = _row(kept, event)
    _check_person(kept, row, actor)
    today = in_bangkok(at).date()
    _check_time(kept, event, today, last_day)
    note = checked_note(note)
    _check_content(row, note, due, evidence, today)
    _check_outstanding(kept, event, outstanding)
    if event is Event.SIGN_OFF and (not seal or seal != kept.verified().seal):
        raise ProblemError("FACTS-NOT-VERIFIED")
    decision = Decision(event, actor.user_id, actor.role, at, note, due, evidence, seal, log_head)
    return replace(kept, state=row.target, version=kept.version + 1, decisions=(*kept.decisions, decision))


def checked_note(text: str) -> str:
    """Return a note or reason in one form of each word.

    :raises ProblemError: TEXT-CONTROL-CHAR (``position``, ``character``), LIMIT (``limit``, characters)
    """
    note = normalize_block(text)
    refuse_control_character(note)
    if len(note) > LONGEST_NOTE:
        raise ProblemError("LIMIT", limit=LONGEST_NOTE, found=len(note))
    return note


def revise(kept: Round) -> Round:
    """Return a new revision of a closed round: it starts again, and the closed one stays as it is.

    :raises ProblemError: STATE-TRANSITION when the round is not closed
    """
    if kept.state is not State.CLOSED:
        raise ProblemError("STATE-TRANSITION", state=kept.state.value, event="revise", allowed=())
    return replace(kept, state=State.DRAFT, version=1, revision=kept.revision + 1, decisions=())


def _row(kept: Round, event: Event) -> Transition:
    row = _BY_STEP.get((kept.state, event))
    if row is not None:
        return row
    events = tuple(transition.value for transition in allowed(kept.state))
    states = tuple(_BY_STEP[kept.state, transition].target.value for transition in allowed(kept.state))
    code = "REVIEW-LOCKED" if kept.is_locked else "STATE-TRANSITION"
    raise ProblemError(code, state=kept.state.value, event=event.value, allowed=events, allowed_states=states)


def _check_person(kept: Round, row: Transition, actor: Actor) -> None:
    if actor.role not in row.roles:
        roles = tuple(sorted(role.value for role in row.roles))
        raise ProblemError("ROLE-NOT-ALLOWED", role=actor.role.value, roles=roles)
    if actor.own and actor.role in REVIEWERS:
        raise ProblemError("OWN-CASE")
    if conflict := kept.barred(actor.user_id, row):
        raise ProblemError("REVIEW-SELF-APPROVAL", event=row.event.value, did=conflict[0].value)


def _check_time(kept: Round, event: Event, today: date, last_day: date | None) -> None:
    if kept.decisions and today < in_bangkok(kept.decisions[-1].at).date():
        last = in_bangkok(kept.decisions[-1].at).date()
        raise ProblemError("DATE-ORDER", start=last.isoformat(), end=today.isoformat())
    if event is Event.SUBMIT and last_day and today > last_day:
        raise ProblemError("REVIEW-CLOSED", day=last_day.isoformat())
    if event in (Event.OBJECT, Event.WAIVE):
        until = kept.objection_until or in_bangkok(kept.decisions[-1].at).date()
        if today > until or not kept.objection_until:
            raise ProblemError("OBJECTION-CLOSED", day=until.isoformat())
    if event is Event.SIGN_OFF and kept.objection_until and today <= kept.objection_until:
        raise ProblemError("OBJECTION-OPEN", day=kept.objection_until.isoformat())
    if event is Event.CLOSE and today <= FiscalYear(kept.fiscal_year).end:
        raise ProblemError("YEAR-OPEN", day=FiscalYear(kept.fiscal_year).end.isoformat())


def _check_outstanding(kept: Round, event: Event, outstanding: Outstanding) -> None:
    if event is Event.VERIFY and outstanding.criteria:
        raise ProblemError("WORDS-MISSING", criteria=outstanding.criteria)
    if event is Event.NO_REGISTER and not outstanding.register:
        raise ProblemError("REGISTER-AGREED")
    if event is Event.SIGN_OFF and outstanding.register and not kept.no_register:
        raise ProblemError("REGISTER-MISSING")


def _check_content(
    row: Transition, note: str, due: date | None, evidence: tuple[str, ...], today: date
) -> None:
    if row.needs_note and len(note) < SHORTEST_NOTE:
        raise ProblemError("REASON-REQUIRED", shortest=SHORTEST_NOTE)
    if row.event is Event.RETURN and (due is None or due < today):
        raise ProblemError("DUE-REQUIRED", today=today.isoformat())
    if row.event is Event.OBJECT and not evidence:
        raise ProblemError("EVIDENCE-REQUIRED")
