"""What became of the work on many datasets, and putting it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.schema.object_id import id_schema
from ckanext.bmagov.metadata.bulk import auth
from ckanext.bmagov.metadata.bulk.actions.shown import counts, item_dict
from ckanext.bmagov.metadata.bulk.actions.start import start
from ckanext.bmagov.metadata.bulk.domain.plan import CHANGE, DONE, RESTORE, TRASH, Plan
from ckanext.bmagov.metadata.bulk.model import BulkItem, BulkJob
from ckanext.bmagov.metadata.bulk.services import queue
from ckanext.bmagov.metadata.bulk.words import bulk_problem, kind_text

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.metadata.bulk.answers import JobDict, JobListDict, JobShownDict

MOST = 50
"""Jobs that are listed."""


@reads(id_schema, allowed=auth.own_job)
def bmagov_bulk_job_show(context: Context, data_dict: DataDict) -> JobShownDict:
    """Tell how far a job of yours is, and what became of each dataset.

    :param id: id of the job

    :returns: `id`, `kind` (`import`, `undo` or the act), `label`, `created`, `finished` (null while it runs),
        `counts` by status, `undoable`, `undo_until`, and `items`; of a dataset that you may not read any more
        only that there is one
    """
    job = model.Session.get_one(BulkJob, data_dict["id"])
    queue.wake_again(job)
    items = queue.items_of(model.Session, job.id)
    # What changes names files, too: a file that was closed since hides it.
    readable = access.cleared(context, {item.dataset_id for item in items if item.dataset_id})
    dicts = [
        item_dict(item, item.place, hidden=bool(item.dataset_id) and item.dataset_id not in readable)
        for item in items
    ]
    return {**_job(job, counts(dicts)), "items": dicts}


@reads(allowed=auth.signed_in_person)
def bmagov_bulk_job_list(context: Context, data_dict: DataDict) -> JobListDict:
    """List your work on many datasets at once of the last 30 days, the newest first.

    :returns: `results`: as `bmagov_bulk_job_show`, without the datasets
    """
    query = sa.select(BulkJob).where(BulkJob.user_id == auth.user_of(context).id)
    jobs = list(model.Session.scalars(query.order_by(BulkJob.created_at.desc()).limit(MOST)))
    by_job = queue.counts_of(model.Session, [job.id for job in jobs])
    return {"results": [_job(job, by_job[job.id]) for job in jobs]}


def _job(job: BulkJob, count: dict[str, int]) -> JobDict:
    undoable = bool(count.get(DONE)) and queue.may_be_undone(model.Session, job)
    until = job.finished_at + queue.UNDO if undoable and job.finished_at else None
    return {
        "id": job.id,
        "kind": job.kind,
        "label": kind_text(job.kind),
        "created": job.created_at.isoformat(),
        "finished": job.finished_at.isoformat() if job.finished_at else None,
        "counts": count,
        "undoable": undoable,
        "undo_until": until.isoformat() if until else None,
    }


@writes(id_schema, allowed=auth.own_job)
def bmagov_bulk_undo(context: Context, data_dict: DataDict) -> JobShownDict:
    """Put back what an act of yours did to many datasets, within 24 hours.

    Values that somebody has changed since stay as they are; a level that was raised goes down only as the
    rules allow. Datasets come back from the trash.

    :param id: id of the job of `bmagov_dataset_bulk_act`

    :returns: the job that puts it back, as `bmagov_bulk_job_show`
    """
    query = sa.select(BulkJob).where(BulkJob.id == data_dict["id"]).with_for_update()
    job = model.Session.scalars(query).one()
    done = [item for item in queue.items_of(model.Session, job.id) if item.status == DONE]
    if not done or not queue.may_be_undone(model.Session, job):
        raise tk.ValidationError({"id": [bulk_problem("BULK-UNDO-LATE")]})
    plans = [_back(item) for item in done]
    undo_id = start(job.user_id, "undo", plans, undoes=job.id)
    return tk.get_action("bmagov_bulk_job_show")(tk.fresh_context(context), {"id": undo_id})


def _back(item: BulkItem) -> Plan:
    """Return the plan that puts one dataset back; what it changes is known when it is done."""
    kind = RESTORE if item.kind == TRASH else CHANGE
    changes = [
        {**change, "before": change["after"], "after": change["before"]} for change in item.shown["changes"]
    ]
    return Plan(
        kind,
        item.title,
        dataset_id=item.dataset_id,
        name=item.name,
        undo={**item.undo, "changes": changes},
    )
