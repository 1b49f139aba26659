"""Rounds as they are stored. A round is written only over the one that was read: of two people, one wins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.bmagov.base.domain import reason
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.kpi.round.domain.round import LOCKED, LONGEST_NOTE, OWN_WORK, Round, State
from ckanext.bmagov.kpi.round.model import Round as Stored

if TYPE_CHECKING:
    import datetime as dt

    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet

EDITABLE = frozenset({State.DRAFT, State.RETURNED})
"""While a report is prepared or mended, the agency writes in it."""


def load(session: AlchemySession, agency_id: str, rules: RuleSet) -> Round:
    """Return the round of an agency; where nothing happened yet, the one that would begin."""
    row = session.get(Stored, (agency_id, rules.kpi, rules.fiscal_year), populate_existing=True)
    if row is None:
        return Round(agency_id, rules.kpi, rules.fiscal_year, objection_days=rules.objection_days)
    return Round.from_dict(row.content)


def listed(session: AlchemySession, kpi: str, fiscal_year: int | None = None, state: str = "") -> list[Round]:
    """Return the rounds of all agencies, those whose last decision is the oldest first."""
    query = sa.select(Stored.content).where(Stored.kpi == kpi)
    if fiscal_year is not None:
        query = query.where(Stored.fiscal_year == fiscal_year)
    if state:
        query = query.where(Stored.state == state)
    rounds = [Round.from_dict(content) for content in session.scalars(query)]
    begun = [round_ for round_ in rounds if round_.decisions]
    return sorted(begun, key=lambda round_: (round_.decisions[-1].at, round_.agency_id))


def write(session: AlchemySession, read: Round, new: Round) -> None:
    """Store a round over the one that was read.

    :raises ProblemError: STALE-VERSION when somebody else wrote meanwhile; nothing is written then
    """
    values: dict[str, Any] = {
        "state": new.state.value,
        "version": new.version,
        "revision": new.revision,
        "content": new.to_dict(),
    }
    key = {"agency_id": read.agency_id, "kpi": read.kpi, "fiscal_year": read.fiscal_year}
    table: Any = Stored
    over = (
        sa.update(Stored)
        .where(
            *(getattr(table, name) == value for name, value in key.items()),
            Stored.version == read.version,
            Stored.revision == read.revision,
        )
        .values(**values, changed_at=sa.func.now())
        .execution_options(synchronize_session=False)
    )
    if _count(session, over):
        return
    first = insert(Stored).values(**key, **values).on_conflict_do_nothing()
    if read.decisions or read.revision > 1 or not _count(session, first):
        raise ProblemError("STALE-VERSION", version=None, read=read.version)


def hold(session: AlchemySession, agency_id: str, rules: RuleSet) -> Round:
    """Return a round and keep others from deciding in it until the transaction ends."""
    query = sa.select(Stored.agency_id).where(
        Stored.agency_id == agency_id, Stored.kpi == rules.kpi, Stored.fiscal_year == rules.fiscal_year
    )
    session.execute(query.with_for_update())
    return load(session, agency_id, rules)


def check_reviewed(round_: Round, user_id: str) -> None:
    """Refuse an auditor's word on criteria outside a review, or by who handed the report in.

    :raises ProblemError: REVIEW-LOCKED, NOT-UNDER-REVIEW, REVIEW-SELF-APPROVAL
    """
    if round_.is_locked:
        raise ProblemError("REVIEW-LOCKED", state=round_.state.value)
    if round_.state is not State.UNDER_REVIEW:
        raise ProblemError("NOT-UNDER-REVIEW", state=round_.state.value)
    did = [
        decision.event.value
        for decision in round_.decisions
        if decision.by == user_id and decision.event in OWN_WORK
    ]
    if did:
        raise ProblemError("REVIEW-SELF-APPROVAL", event="verify", did=did[0])


def check_open(
    session: AlchemySession,
    agency_id: str,
    rules: RuleSet,
    today: dt.date | None,
    *,
    evidence: bool = False,
) -> None:
    """Refuse to write in a year that is handed in, signed off or over; hold it so to the transaction's end.

    A year is over after the last day for its report; what was returned, and a new revision, can be written.

    :param rules: with the deadlines as they were moved for this agency
    :param today: None for what brings in the past
    :param evidence: a document, which may also be added to object to what was verified
    :raises ProblemError: REVIEW-LOCKED when it is signed off, REVIEW-SUBMITTED while it is reviewed,
        YEAR-OVER
    """
    query = (
        sa.select(Stored.state, Stored.revision)
        .where(
            Stored.agency_id == agency_id, Stored.kpi == rules.kpi, Stored.fiscal_year == rules.fiscal_year
        )
        .with_for_update(read=True)
    )
    row = session.execute(query).first()
    state, revision = (State(row.state), row.revision) if row else (State.DRAFT, 1)
    if state in LOCKED:
        raise ProblemError("REVIEW-LOCKED", state=state.value)
    if state not in EDITABLE and not (evidence and state is State.VERIFIED):
        raise ProblemError("REVIEW-SUBMITTED", state=state.value)
    if today is not None and is_over(state, revision, rules, today):
        raise ProblemError("YEAR-OVER", day=rules.report_deadline.isoformat())


def is_over(state: State, revision: int, rules: RuleSet, today: dt.date) -> bool:
    """Tell whether a year was never handed in, and the last day for it has passed."""
    return state is State.DRAFT and revision == 1 and today > rules.report_deadline


def _count(session: AlchemySession, statement: Any) -> int:
    result: Any = session.execute(statement)
    return result.rowcount


def check_version(round_: Round, read: int | None) -> None:
    """Refuse a decision on another version than the one that stands.

    :raises ProblemError: VERSION-REQUIRED, STALE-VERSION
    """
    if read is None:
        raise ProblemError("VERSION-REQUIRED", version=round_.version)
    if read != round_.version:
        raise ProblemError("STALE-VERSION", version=round_.version, read=read)


def check_reason(text: str) -> str:
    """Return a reason in one form of each word.

    :raises ProblemError: REASON-REQUIRED, TEXT-CONTROL-CHAR, LIMIT
    """
    return reason.check_reason(text, longest=LONGEST_NOTE, too_long="LIMIT")
