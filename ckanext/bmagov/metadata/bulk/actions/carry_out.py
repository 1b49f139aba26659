"""The work itself: each dataset in a transaction of its own, with the rights of who asked for it.

That a dataset is done is written in the transaction that saves it. When a worker dies, the next one goes on
with what waits, and does nothing twice.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from flask import has_app_context
from flask_babel import force_locale
from sqlalchemy.exc import SQLAlchemyError

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.config import middleware

from ckanext.bmagov.base.actions.retry_on_contention import retried
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.services import hold
from ckanext.bmagov.files import read_time
from ckanext.bmagov.metadata.bulk.actions.planning import messages, stored_dataset
from ckanext.bmagov.metadata.bulk.domain.acts import undo_values
from ckanext.bmagov.metadata.bulk.domain.columns import VERSION
from ckanext.bmagov.metadata.bulk.domain.plan import (
    DONE,
    NEW,
    REFUSED,
    TRASH,
    WAITING,
)
from ckanext.bmagov.metadata.bulk.model import BulkItem, BulkJob
from ckanext.bmagov.metadata.bulk.services import queue
from ckanext.bmagov.metadata.bulk.words import bulk_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckan.types import Context, DataDict

log = logging.getLogger(__name__)

TRIES: Final = 3
"""How often a dataset is tried before it is given up: it may be what ends the worker."""


class RefusedError(Exception):
    """A dataset that is not changed, and why."""


def work_all() -> int:
    """Do the jobs that nobody else does; return how many datasets were worked on."""
    done = 0
    for job_id in queue.unfinished():
        with hold.held(f"bmagov-bulk:{job_id}") as is_mine:
            done += _work(job_id) if is_mine else 0
    return done


def _work(job_id: str) -> int:
    job = model.Session.get(BulkJob, job_id, populate_existing=True)
    if job is None or job.finished_at is not None:
        model.Session.rollback()
        return 0
    kind, language, user = job.kind, job.lang, model.User.get(job.user_id)
    name = user.name if user is not None and user.state == model.State.ACTIVE else ""
    query = sa.select(BulkItem.place).where(BulkItem.job_id == job_id, BulkItem.status == WAITING)
    places = list(model.Session.scalars(query.order_by(BulkItem.place)))
    model.Session.rollback()
    with _in(language):
        for place in places:
            _try(job_id, place, kind, name)
    model.Session.execute(sa.update(BulkJob).where(BulkJob.id == job_id).values(finished_at=now()))
    model.Session.commit()
    return len(places)


@contextmanager
def _in(language: str) -> Iterator[None]:
    """Let reasons be written in the language of who asked.

    A worker is in no context of the application, where every sentence would be English. It gets none of a
    request: what is kept for a request, rights for instance, must not last as long as a job.
    """
    made = middleware._internal_test_request_context
    inside = nullcontext() if has_app_context() or made is None else made.app.app_context()
    with inside, force_locale(language):
        yield


def _try(job_id: str, place: int, kind: str, user: str) -> None:
    """Do one dataset; what goes wrong with it is noted and keeps no other from being done."""
    tries = sa.update(BulkItem).where(BulkItem.job_id == job_id, BulkItem.place == place)
    model.Session.execute(tries.values(tries=BulkItem.tries + 1))
    model.Session.commit()
    about = {"job": job_id, "place": place, "undo": kind == "undo"}
    try:
        retried(_save)({"user": user}, about)
        return
    except RefusedError as error:
        reasons = [(str(error), "")]
    except tk.ValidationError as error:
        reasons = [(text, field) for field, _, text in messages(error.error_dict)]
    except (tk.NotAuthorized, tk.ObjectNotFound):
        reasons = [(bulk_problem("BULK-NOT-ALLOWED"), "")]
    except SQLAlchemyError:
        log.exception("Dataset %s of job %s could not be saved", place, job_id)
        model.Session.rollback()
        reasons = [(bulk_problem("BULK-FAILED"), "")]
    except Exception:
        log.exception("Dataset %s of job %s could not be saved", place, job_id)
        reasons = [(bulk_problem("BULK-FAILED"), "")]
    model.Session.rollback()
    item = model.Session.get_one(BulkItem, (job_id, place), populate_existing=True)
    if item.status == WAITING:
        lines = [{"text": text, "field": field, "cell": "", "sheet": ""} for text, field in reasons]
        _end(item, REFUSED, reasons=lines)
        model.Session.commit()


def _save(context: Context, about: DataDict) -> None:
    """Save one dataset, and in the same transaction that it is done."""
    query = sa.select(BulkItem).where(BulkItem.job_id == about["job"], BulkItem.place == about["place"])
    item = model.Session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()
    if item.status != WAITING:
        model.Session.rollback()
        return
    if item.tries > TRIES:
        raise RefusedError(bulk_problem("BULK-BROKE-OFF"))
    kind, dataset_id, record, undo = item.kind, item.dataset_id, dict(item.record), dict(item.undo)
    if about["undo"]:
        record = _record_back(context, dataset_id, undo)
        _end(item, DONE, changes=undo.get("changes", ()))
    else:
        _end(item, DONE, undo=undo)
    model.Session.flush()
    # What saves a dataset commits the session, and with it that the dataset is done.
    if kind == NEW:
        saved = tk.get_action("package_create")(context, record)
        _note_id(about, saved["id"])
    elif kind == TRASH:
        _delete(context, record)
    else:
        tk.get_action("package_patch")(context, record)
    model.Session.commit()


def _delete(context: Context, record: DataDict) -> None:
    """Move a dataset to the trash, unless somebody has saved it since it was looked at."""
    stored = stored_dataset(context, record["id"])
    if stored is None:
        raise RefusedError(bulk_problem("BULK-NOT-ALLOWED"))
    read, saved = read_time(record[VERSION]), read_time(stored[VERSION])
    if read is None or saved is None or read < saved:
        raise RefusedError(bulk_problem("BULK-TOUCHED"))
    tk.get_action("package_delete")(context, {"id": record["id"]})


def _record_back(context: Context, dataset_id: str, undo: DataDict) -> DataDict:
    """Return what puts a dataset back.

    :raises RefusedError: somebody has changed it since, or the asker may not edit it any more
    """
    stored = stored_dataset(context, dataset_id)
    if stored is None:
        raise RefusedError(bulk_problem("BULK-NOT-ALLOWED"))
    values = undo_values(undo["before"], undo["after"], stored)
    if values is None:
        raise RefusedError(bulk_problem("BULK-TOUCHED"))
    _put_into(undo.get("groups") or [], dataset_id)
    return {**values, "id": stored["id"], VERSION: stored[VERSION]}


def _put_into(groups: list[str], dataset_id: str) -> None:
    """Put a dataset back into the categories that it left when it was deleted, whoever may fill these."""
    member: Any = model.Member
    query = sa.select(member).where(
        member.table_name == "package", member.table_id == dataset_id, member.group_id.in_(groups)
    )
    for membership in model.Session.scalars(query.order_by(member.id)):
        membership.state = model.State.ACTIVE
    model.Session.flush()


def _note_id(about: DataDict, dataset_id: str) -> None:
    item = model.Session.get_one(BulkItem, (about["job"], about["place"]))
    item.dataset_id = dataset_id


def _end(item: BulkItem, status: str, *, undo: Any = None, **shown: Any) -> None:
    """Note the end of a dataset. What was to be saved is kept no longer: its level may change."""
    item.status = status
    item.record = {}
    item.undo = undo or {}
    item.shown = {**item.shown, **{name: list(value) for name, value in shown.items()}}
