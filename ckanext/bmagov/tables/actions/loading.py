"""Tables of files in the DataStore: loaded, and how that stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access, files
from ckanext.bmagov.access import Aspect
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.schema.object_id import id_schema
from ckanext.bmagov.tables import schema
from ckanext.bmagov.tables.services import queue, store
from ckanext.bmagov.tables.services.states import State, state_of
from ckanext.bmagov.tables.words import sentence

if TYPE_CHECKING:
    import datetime as dt

    from ckan.types import Context, DataDict

    from ckanext.bmagov.tables.domain.answers import LoadDict, LoadedColumnDict
    from ckanext.bmagov.tables.model import LoadedTable


@writes(schema.load_schema, allowed=access.changes_resource)
def bmagov_table_load(context: Context, data_dict: DataDict) -> LoadDict:
    """Load the uploaded table of a resource into the DataStore, in the background.

    That happens by itself whenever its file or the types of its dictionary change; what did not change is not
    loaded again. The table that is there stays until the new one is whole.

    :param id: id of the resource: an uploaded CSV, workbook or other file that is read as a table
    :param force: load it even when nothing changed (default false)
    :returns: as `bmagov_table_load_show`
    :raises ValidationError: `NO-TABLE`, when no table can be read from the file
    :raises ObjectNotFound: when there is no such resource
    """
    resource = tk.get_action("resource_show")(tk.fresh_context(context), {"id": data_dict["id"]})
    if not store.is_there() or not files.is_table(resource):
        text = tk._("No table was read from this file: upload a CSV file or a workbook.")
        raise tk.ValidationError({"id": [f"NO-TABLE: {text}"]})
    forced = bool(data_dict.get("force"))
    queue.ask(model.Session, resource["id"], resource["package_id"], forced=forced)
    model.Session.commit()
    return _shown(context, resource)


@reads(id_schema, allowed=access.sees_resource)
def bmagov_table_load_show(context: Context, data_dict: DataDict) -> LoadDict:
    """Show how the table of a resource in the DataStore stands.

    :param id: id of the resource
    :returns: `resource_id`, `package_id`; `state`: `none`, `waiting`, `loading`, `loaded` or `failed` (the
        table of before can then still be read, if `rows` says so); `wanted_at`, `queued` (the background
        queue knows of it), `started_at`, `rows_read`, `rows_total`: how far a worker is; `loaded_at`, `rows`,
        `seconds`: of the table that can be read; `failed_at`, `failure`: a sentence, for those who may change
        the resource; `notes`: sentences on what became of cells; `columns`: `name` in the file, `id` in the
        DataStore, `type`, `declared` (by the dictionary) and `profile` (`distinct`, `missing`, `smallest`,
        `largest`, `tops`, `is_listed`, `bins`), null where there is none. Numbers, notes and columns are only
        for those who may read the data
    :raises ObjectNotFound: when there is no such resource
    """
    resource = tk.get_action("resource_show")(tk.fresh_context(context), {"id": data_dict["id"]})
    return _shown(context, resource)


def _shown(context: Context, resource: dict[str, Any]) -> LoadDict:
    table = queue.state(model.Session, resource["id"])
    if table is not None:
        queue.wake_again(model.Session, table)
    may_read = bool(access.readable_resources(context, [resource["id"]], Aspect.DATA))
    may_change = _may_change(context, resource["id"])
    if table is not None and may_read:
        access.record_resource_read(context, resource["id"])
    return _load_dict(resource, table, may_read=may_read, may_change=may_change)


def _load_dict(
    resource: dict[str, Any], table: LoadedTable | None, *, may_read: bool, may_change: bool
) -> LoadDict:
    state = state_of(table)
    known = table if may_read else None
    failure = table.failure if table and state is State.FAILED and may_change and may_read else None
    return {
        "resource_id": resource["id"],
        "package_id": resource["package_id"],
        "state": state.value,
        "wanted_at": _iso(table.wanted_at if table else None),
        "queued": bool(table and table.queued_at),
        "started_at": _iso(table.started_at if table else None),
        "rows_read": known.rows_read if known else None,
        "rows_total": known.rows_total if known else None,
        "loaded_at": _iso(table.loaded_at if table else None),
        "rows": known.rows if known else None,
        "seconds": known.seconds if known else None,
        "failed_at": _iso(table.failed_at if table and failure else None),
        "failure": sentence(failure["code"], failure["params"]) if failure else "",
        "notes": [sentence(note["code"], note["params"]) for note in known.notes] if known else [],
        "columns": _columns(known),
    }


def _columns(known: LoadedTable | None) -> list[LoadedColumnDict]:
    if known is None or known.loaded_at is None:
        return []
    stored = zip(known.columns, known.profile, strict=True)
    return [cast("LoadedColumnDict", {**column, "profile": profile}) for column, profile in stored]


def _may_change(context: Context, resource_id: str) -> bool:
    try:
        return tk.check_access("resource_update", tk.fresh_context(context), {"id": resource_id})
    except tk.NotAuthorized:
        return False


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None
