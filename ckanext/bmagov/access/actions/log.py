"""The logs of access, for the owner and the auditor."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypedDict

from ckan import model

from ckanext.bmagov.access.auth import sharing as auth
from ckanext.bmagov.access.domain.classification import Aspect
from ckanext.bmagov.access.schema import log_list_schema
from ckanext.bmagov.access.services import rights, sharing
from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.services import log_rows
from ckanext.bmagov.base.services.audit_log import LOGS
from ckanext.bmagov.base.services.names import (
    Title,
    UserName,
    agency_titles,
    dataset_titles,
    resource_names,
    user_names,
)

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.base.services.audit_log import Log


class LogEntry(TypedDict):
    """An entry of a log; `actor` is None for the system, `dataset` where the caller may not read it.

    `digest` is of `number`, `at`, `actor_id`, `kind`, the `whole` payload and `previous`: the digest of the
    entry before, for who may read that one, too. `salt` and `digest` are the entry's leaf in the tree.
    """

    number: int
    at: str
    actor: UserName | None
    actor_id: str
    kind: str
    payload: dict[str, object]
    whole: bool
    agency: Title | None
    dataset_id: str | None
    resource_id: str | None
    dataset: Title | None
    resource: str | None
    digest: str
    previous: str | None
    salt: str | None


class LogPage(TypedDict):
    """A page of a log; `count` is that of all pages."""

    count: int
    results: list[LogEntry]


@reads(log_list_schema, allowed=auth.reader_of_log)
def bmagov_access_log_list(context: Context, data_dict: DataDict) -> LogPage:
    """List what was decided about access, or who read closed data, the newest first.

    Administrators of agencies see what concerns datasets of theirs, auditors what they may know of, system
    administrators everything; the title and the reasons only of what they may read.

    :param log: `decisions` (default: levels, grants, requests) or `reads` (of closed data)
    :param id: id or name of a dataset (optional)
    :param agency: name or id of the agency that owned it then (optional)
    :param user: name or id of who did it (optional)
    :param kind: such as `level.change`, `grant.create`, `request.answer`, `data.read` (optional)
    :param since: first day, Bangkok time (optional)
    :param until: last day (optional)
    :param limit: how many (default 50)
    :param offset: how many to pass over (default 0)
    :returns: `count`, and `results`: dictionaries of `number`, `at` (ISO, UTC), `actor` (`id`, `name`,
        `display_name`; null for the system), `actor_id`, `kind`, `payload`, `whole` (nothing is left out of
        the payload), `agency`, `dataset_id`, `resource_id`, `dataset` (null when you may not read it),
        `digest`, `previous` (digest of the entry before; null when you may not read that) and `salt`
        (hexadecimal, for proofs of the log of decisions; null of reads)
    """
    log = LOGS[data_dict["log"]]
    wanted = replace(_wanted(context, data_dict), **_hidden(context, log))
    count, rows = log_rows.page(model.Session, log, wanted, data_dict["limit"], data_dict["offset"])
    before = _readable_before(context, log, wanted, rows)
    return {"count": count, "results": _entry_dicts(context, rows, before)}


def _readable_before(context: Context, log: Log, wanted: log_rows.Wanted, rows: list[Any]) -> set[int]:
    """Return which of the entries before those of a page the caller may read as well.

    Of others the digest would tell who guesses them right. Before the first there is none to guess.
    """
    numbers = {row.number - 1 for row in rows}
    if rights.is_trusted(context) or rights.reader(context).sysadmin:
        return numbers
    may_read = log_rows.Wanted(
        agencies=wanted.agencies,
        hidden_datasets=wanted.hidden_datasets,
        hidden_resources=wanted.hidden_resources,
    )
    return {0, *log_rows.among(model.Session, log, may_read, numbers)}


def _wanted(context: Context, data_dict: DataDict) -> log_rows.Wanted:
    reader = rights.reader(context)
    everything = rights.is_trusted(context) or reader.sysadmin or reader.auditor
    admin_of = [agency for agency, role in reader.roles.items() if role == "admin"]
    return log_rows.Wanted(
        agencies=None if everything else admin_of,
        dataset_id=_dataset_id(context, str(data_dict.get("id") or "")),
        agency_id=_id_of(
            model.Group.get(data_dict["agency"]) if data_dict.get("agency") else None, data_dict, "agency"
        ),
        actor=_id_of(model.User.get(data_dict["user"]) if data_dict.get("user") else None, data_dict, "user"),
        kind=str(data_dict.get("kind") or ""),
        since=_day(data_dict.get("since")),
        until=_day(data_dict.get("until")),
    )


def _hidden(context: Context, log: Log) -> dict[str, set[str]]:
    """Return what a log names and the caller may not know of; what is no more is hidden from nobody."""
    if rights.is_trusted(context) or rights.reader(context).sysadmin:
        return {}
    datasets, resources = log_rows.mentioned_ids(model.Session, log)
    there = set(rights.subjects(model.Session, datasets))
    files = set(rights.resource_subjects(model.Session, resources))
    return {
        "hidden_datasets": there - rights.readable(context, there, Aspect.EXISTENCE),
        "hidden_resources": files - rights.readable_resources(context, files, Aspect.EXISTENCE),
    }


def _dataset_id(context: Context, name_or_id: str) -> str:
    """Return the id of a dataset; a name that the caller may not know of is looked for as it is, in vain."""
    subject = sharing.find_subject(model.Session, name_or_id) if name_or_id else None
    return (
        subject.dataset_id
        if subject and rights.is_allowed(context, subject, Aspect.EXISTENCE)
        else name_or_id
    )


def _id_of(record: Any, data_dict: DataDict, name: str) -> str:
    return record.id if record else str(data_dict.get(name) or "")


def _day(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(str(value)[:10]) if value else None


def _entry_dicts(context: Context, rows: list[Any], before: set[int]) -> list[LogEntry]:
    users = user_names(model.Session, [row.actor for row in rows])
    agencies = agency_titles(model.Session, [row.agency_id for row in rows])
    datasets = dataset_titles(model.Session, [row.dataset_id for row in rows])
    files = resource_names(model.Session, [row.resource_id for row in rows])
    seen = rights.readable(context, {row.dataset_id for row in rows if row.dataset_id})
    return [
        {
            "number": row.number,
            "at": row.at.astimezone(dt.UTC).isoformat(),
            "actor": users.get(row.actor),
            "actor_id": row.actor,
            "kind": row.kind,
            "payload": _payload(row, readable=row.dataset_id in seen),
            "whole": row.dataset_id in seen or not _WORDS & row.payload.keys(),
            "agency": agencies.get(row.agency_id or ""),
            "dataset_id": row.dataset_id,
            "resource_id": row.resource_id,
            "dataset": datasets.get(row.dataset_id) if row.dataset_id in seen else None,
            "resource": files.get(row.resource_id or "") if row.dataset_id in seen else None,
            "digest": row.digest,
            "previous": row.previous if row.number - 1 in before else None,
            "salt": bytes(row.salt).hex() if "salt" in row._fields else None,
        }
        for row in rows
    ]


def _payload(row: Any, *, readable: bool) -> dict[str, object]:
    return {name: value for name, value in row.payload.items() if readable or name not in _WORDS}


_WORDS = frozenset({"reason"})
"""What people wrote: it may say what the data are."""
