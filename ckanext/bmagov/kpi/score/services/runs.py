"""Scoring a whole city: one run, shared by all workers that come, an agency at a time.

Who scores an agency holds a lock of PostgreSQL until the transaction that keeps the score ends. So no agency
is scored by two at once, and when a worker dies its agency is free again at once, without a lease that has to
run out. RQ's own state is not trusted: it tells a killed job "started" for long (security design, section 3).
The caller commits after each step, so that what is done stays done and is done once.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.exc import OperationalError

from ckanext.bmagov.kpi.score.model import ScoreRun

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet

LONGEST_WAIT = "60s"
"""So long one worker waits for another to finish an agency. No agency takes as long."""


def join(session: AlchemySession, rules: RuleSet, as_of: dt.datetime, total: int) -> ScoreRun:
    """Return the open run of a year, begun now where there is none.

    One that was begun by somebody else goes on with its own rules and its own moment.

    :param total: number of agencies
    """
    row = insert(ScoreRun).values(
        id=str(uuid.uuid4()),
        kpi=rules.kpi,
        fiscal_year=rules.fiscal_year,
        as_of=as_of,
        rule_version=rules.version,
        total=total,
    )
    joined = row.on_conflict_do_update(
        index_elements=["kpi", "fiscal_year"],
        index_where=sa.text("finished_at IS NULL"),
        set_={"total": total},
    ).returning(ScoreRun)
    return session.scalars(joined, execution_options={"populate_existing": True}).one()


def opened(session: AlchemySession, rules: RuleSet) -> bool:
    """Tell whether a run of the year is at work."""
    query = sa.exists().where(
        ScoreRun.kpi == rules.kpi, ScoreRun.fiscal_year == rules.fiscal_year, ScoreRun.finished_at.is_(None)
    )
    return bool(session.scalar(sa.select(query)))


def latest(session: AlchemySession) -> ScoreRun | None:
    """Return the run that was begun last, of whichever KPI."""
    return session.scalars(sa.select(ScoreRun).order_by(ScoreRun.started_at.desc()).limit(1)).first()


def claim(session: AlchemySession, run: ScoreRun, agency_id: str, *, wait: bool = False) -> bool | None:
    """Take an agency for this transaction: true when it is one's own to score, false when it is scored.

    :param wait: until another worker that holds it is done, or dead
    :returns: None while another worker holds it
    """
    key = sa.func.hashtextextended(f"{run.id}/{agency_id}", 0)
    if wait:
        session.execute(sa.text(f"SET LOCAL lock_timeout TO '{LONGEST_WAIT}'"))
        try:
            session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
        except OperationalError:
            session.rollback()
            return None
        session.execute(sa.text("SET LOCAL lock_timeout TO DEFAULT"))
    elif not session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(key))):
        return None
    # Asked in a statement of its own: what its last holder committed is seen only by one that begins after.
    left = sa.exists().where(
        ScoreRun.id == run.id, ScoreRun.finished_at.is_(None), sa.not_(ScoreRun.done.op("?")(agency_id))
    )
    return bool(session.scalar(sa.select(left)))


def take_turn(session: AlchemySession, run: ScoreRun) -> None:
    """Wait until no other worker of the run is at what is done for all agencies; held until the commit."""
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(run.id, 0))))


def done(session: AlchemySession, run: ScoreRun, agency_id: str, fault: str = "") -> None:
    """Note an agency in the transaction that scored it."""
    values: dict[str, object] = {"done": ScoreRun.done.op("||")(sa.cast([agency_id], JSONB))}
    if fault:
        values["failed"] = ScoreRun.failed.op("||")(sa.cast({agency_id: fault}, JSONB))
    _update(session, run, values)


def end(session: AlchemySession, run: ScoreRun, agency_ids: Iterable[str]) -> None:
    """Close a run of which all agencies are scored; one of which some are left stays open."""
    everything = ScoreRun.done.op("@>")(sa.cast(list(agency_ids), JSONB))
    _update(session, run, {"finished_at": sa.func.now()}, everything)


def _update(
    session: AlchemySession, run: ScoreRun, values: dict[str, object], *more: sa.ColumnElement[bool]
) -> None:
    session.execute(
        sa.update(ScoreRun)
        .where(ScoreRun.id == run.id, ScoreRun.finished_at.is_(None), *more)
        .values(values)
        .execution_options(synchronize_session=False)
    )
