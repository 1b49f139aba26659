"""Scoring a whole city: leased in PostgreSQL, an agency at a time, taken over when a worker dies.

RQ's own state is not trusted: it tells a killed job "started" for long (security design, section 3). The
caller commits after each step, so that what is done stays done and is done once.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert

from ckanext.bmagov.kpi.score.model import ScoreRun

if TYPE_CHECKING:
    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet

LEASE = dt.timedelta(seconds=60)
"""Who has been silent for so long is taken for dead. No agency takes as long."""


def begin(
    session: AlchemySession, rules: RuleSet, as_of: dt.datetime, worker: str, total: int
) -> ScoreRun | None:
    """Return a run of one's own, new or taken over; None while somebody else is at work.

    One that is taken over goes on with its own rules and its own moment.
    """
    row = insert(ScoreRun).values(
        id=str(uuid.uuid4()),
        kpi=rules.kpi,
        fiscal_year=rules.fiscal_year,
        as_of=as_of,
        rule_version=rules.version,
        leased_by=worker,
        leased_until=sa.func.now() + LEASE,
        total=total,
    )
    open_runs = {"index_elements": ["kpi", "fiscal_year"], "index_where": sa.text("finished_at IS NULL")}
    taken = row.on_conflict_do_update(
        **open_runs,
        set_={"leased_by": worker, "leased_until": sa.func.now() + LEASE},
        where=ScoreRun.leased_until < sa.func.now(),
    ).returning(ScoreRun)
    return session.scalars(taken, execution_options={"populate_existing": True}).first()


def done(session: AlchemySession, run: ScoreRun, agency_id: str, fault: str = "") -> bool:
    """Note an agency in the transaction that scored it; False when the run is no longer one's own."""
    values: dict[str, object] = {
        "done": ScoreRun.done.op("||")(sa.cast([agency_id], JSONB)),
        "leased_until": sa.func.now() + LEASE,
    }
    if fault:
        values["failed"] = ScoreRun.failed.op("||")(sa.cast({agency_id: fault}, JSONB))
    return _update(session, run, values)


def end(session: AlchemySession, run: ScoreRun) -> bool:
    """Close a run."""
    return _update(session, run, {"finished_at": sa.func.now()})


def _update(session: AlchemySession, run: ScoreRun, values: dict[str, object]) -> bool:
    statement = (
        sa.update(ScoreRun)
        .where(ScoreRun.id == run.id, ScoreRun.leased_by == run.leased_by, ScoreRun.finished_at.is_(None))
        .values(values)
        .execution_options(synchronize_session=False)
    )
    result: sa.CursorResult[tuple[()]] = session.execute(statement)  # type: ignore[assignment]
    return result.rowcount == 1
