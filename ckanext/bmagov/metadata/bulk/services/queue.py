"""Jobs that wait and jobs that were done. Nothing of a request's session is committed here.

The tables are the queue; Redis only wakes a worker. A worker holds a job by a lock of its own connection:
when it dies the lock is gone, and the next one goes on with what still waits.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from ckan import model

from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.services import background
from ckanext.bmagov.metadata.bulk.domain.plan import WAITING, Plan
from ckanext.bmagov.metadata.bulk.model import BulkItem, BulkJob

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckan.types import AlchemySession

JOB: Final = f"{__name__.rpartition('.services')[0]}.jobs.work"
"""By its name: jobs are above services."""

TIMEOUT: Final = 60 * 60
"""Seconds that the queue lets a worker go on."""

WAKE_AGAIN: Final = dt.timedelta(minutes=2)
"""A job that is not done for so long is announced again by who looks at it."""

KEPT: Final = dt.timedelta(days=30)
UNDO: Final = dt.timedelta(hours=24)
"""How long after its end what was done can be put back."""


def store(
    session: AlchemySession,
    user_id: str,
    kind: str,
    lang: str,
    plans: Sequence[Plan],
    undoes: str | None = None,
) -> BulkJob:
    """Note what is to be done; old jobs are forgotten. Nothing is committed."""
    session.execute(sa.delete(BulkJob).where(BulkJob.created_at < now() - KEPT))
    job = BulkJob(user_id=user_id, kind=kind, lang=lang, undoes=undoes)
    session.add(job)
    session.flush()
    session.add_all(_item(job.id, place, plan) for place, plan in enumerate(plans, 1))
    session.flush()
    return job


def _item(job_id: str, place: int, plan: Plan) -> BulkItem:
    waits = plan.status == WAITING
    return BulkItem(
        job_id=job_id,
        place=place,
        kind=plan.kind,
        status=plan.status,
        dataset_id=plan.dataset_id,
        name=plan.name,
        title=plan.title,
        sheet=plan.sheet,
        row=plan.row,
        record=plan.record if waits else {},
        undo=plan.undo if waits else {},
        shown=plan.shown(),
    )


def items_of(session: AlchemySession, job_id: str) -> list[BulkItem]:
    """Return what a job does, in order."""
    query = sa.select(BulkItem).where(BulkItem.job_id == job_id).order_by(BulkItem.place)
    return list(session.scalars(query))


def counts_of(session: AlchemySession, job_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return how many datasets of each job are in each status."""
    query = sa.select(BulkItem.job_id, BulkItem.status, sa.func.count()).where(BulkItem.job_id.in_(job_ids))
    counts: dict[str, dict[str, int]] = {job_id: {} for job_id in job_ids}
    for job_id, status, count in session.execute(query.group_by(BulkItem.job_id, BulkItem.status)):
        counts[job_id][status] = count
    return counts


def unfinished() -> list[str]:
    """Return the jobs that are not done, the oldest first."""
    query = sa.select(BulkJob.id).where(BulkJob.finished_at.is_(None)).order_by(BulkJob.created_at)
    with model.ensure_engine().connect() as connection:
        return list(connection.scalars(query))


def wake(job_id: str) -> bool:
    """Wake a worker; return false when the queue can't be reached. The job then waits, and is not lost."""
    if not background.start(JOB, title="Save many datasets", timeout=TIMEOUT):
        return False
    with model.ensure_engine().begin() as connection:
        connection.execute(sa.update(BulkJob).where(BulkJob.id == job_id).values(queued_at=now()))
    return True


def wake_again(job: BulkJob) -> None:
    """Announce a job again that is not done for long: the queue, or its worker, may have lost it."""
    if job.finished_at is None and (job.queued_at is None or now() - job.queued_at > WAKE_AGAIN):
        wake(job.id)


def may_be_undone(session: AlchemySession, job: BulkJob) -> bool:
    """Tell whether what was done can still be put back: an act that ended within a day."""
    if job.kind in ("import", "undo") or job.finished_at is None or now() - job.finished_at > UNDO:
        return False
    undone: Any = session.scalar(sa.select(BulkJob.id).where(BulkJob.undoes == job.id))
    return undone is None
