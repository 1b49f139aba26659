"""Files of resources: how they are read as tables, and when their bytes changed."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Any, Final, cast

from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import (
    Aspect,
    becoming_dataset,
    record_resource_read,
    refuse_foreign_type,
    saving_categories,
    whole_or_nothing,
)
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.domain.table import CODECS
from ckanext.bmagov.base.formats.table import Layout
from ckanext.bmagov.base.request_state import DATA_CHANGE, KEPT_RESOURCES
from ckanext.bmagov.base.schema.object_id import id_schema
from ckanext.bmagov.base.words.tables import table_problem
from ckanext.bmagov.files import auth, schema
from ckanext.bmagov.files.actions.stale_file import refuse_stale_resource
from ckanext.bmagov.files.domain import EventKind
from ckanext.bmagov.files.model import ResourceContent
from ckanext.bmagov.files.readers.resource_file import (
    FileGoneError,
    discard_partial,
    kept_unless_saved,
    open_file,
)
from ckanext.bmagov.files.services import data_events, fingerprints, reading_work, uploads

if TYPE_CHECKING:
    from ckan.types import Action, Context, DataDict

    from ckanext.bmagov.files.answers import DataEventDict, LayoutDict, TableDict


NUMBERS: Final = ("size", "rows", "new_rows", "gone_rows", "rows_margin")
"""What an event tells of the data themselves."""


@reads(id_schema, allowed=auth.reads_data)
def bmagov_table_show(context: Context, data_dict: DataDict) -> TableDict:
    """Tell how the uploaded CSV or XLSX file of a resource is read, with its first rows.

    :param id: id of the resource
    :returns: `state` (`read`; `waiting` until a worker has read a long file, and then `rows_read` so far and
        nothing else), `layout` (`kind`, `encoding`, `delimiter`, `sheet`, `header_row`: 0 for none; and where
        they are out of the ordinary `header_rows`, `below_header`, `first_column`, `rows_below`, `last_row`),
        `encoding_name`, `guessed` (parts of the layout worth a check), `corrected` (given by a person),
        `sheets`, `columns`, `rows` (the first ones, as text), `row_count` (null when the file can't be read),
        `problems` (sentences), `sha256`, `size` in bytes
    :raises ObjectNotFound: when there is no such resource or it holds no uploaded table
    """
    resource, known = _known(context, data_dict["id"])
    record_resource_read(context, resource["id"])
    if data_events.is_waiting(known):
        reading_work.wake_again(model.Session, known)
    return _table(known)


@writes(schema.table_update_schema, allowed=access.changes_resource)
def bmagov_table_update(context: Context, data_dict: DataDict) -> TableDict:
    """Correct how the file of a resource is read. The file itself stays as it was uploaded.

    Parts that are not given are guessed anew; without any the whole guess is restored.

    :param id: id of the resource
    :param encoding: `utf-8`, `utf-8-sig`, `cp874`, `cp1252`, `utf-16`, `utf-16-le` or
        `utf-16-be` (optional)
    :param delimiter: `comma`, `semicolon`, `tab` or `pipe` (optional)
    :param sheet: name of a visible sheet of the workbook (optional)
    :param header_row: the row with the column names, counted from 1; 0 when there is none (optional)
    :param header_rows: so many rows from there on name the columns together (optional)
    :param below_header: the row below the names is `data`, `labels` or `units` of the columns (optional)
    :param first_column: the column in which the table begins, counted from 1 (optional)
    :param rows_below: rows under the data that look like totals or notes are `counted` or `left_out`
        (optional; without it they count, and that is said)
    :returns: as `bmagov_table_show`; a long file is `waiting` for a worker then, which falls back to the
        guess when the file can't be read that way
    :raises ValidationError: when the file can't be read that way; nothing is changed then
    """
    resource, known = _known(context, data_dict["id"])
    wanted = _wanted(known, data_dict)
    reading = _read(resource, wanted)
    if reading is None:
        data_events.leave_to_worker(model.Session, known, wanted)
    elif reading.description:
        data_events.keep(known, reading)
        fingerprints.keep(model.Session, known, reading.fingerprint)
    else:
        raise tk.ValidationError(
            {"layout": [table_problem(code, params) for code, params in reading.problems]}
        )
    known.corrected = wanted is not None
    model.Session.commit()
    return _table(known)


@reads(schema.data_event_list_schema, allowed=auth.sees_events)
def bmagov_data_event_list(context: Context, data_dict: DataDict) -> list[DataEventDict]:
    """List when the bytes of a dataset's files changed, the newest first.

    Saving a form again, or uploading the same bytes again, is no change and leaves no event.

    :param id: id or name of the dataset; or
    :param resource_id: id of one resource
    :param limit: how many (default 20)
    :param offset: how many to pass over (default 0)
    :returns: dictionaries of `at` (ISO, UTC), `change` (`new_data` or `correction`, the publisher's own
        word), `sha256`, `size` in bytes, `rows`, `new_rows` and `gone_rows` (rows that differ from the data
        before, in whatever order and format they come; null where that was not measured), `rows_margin` (so
        many more or less, where only a sample could be compared), `filename`, `resource_id`, `package_id`,
        `id`, and, for who may change the dataset, `user_id`. Events of resources that the caller may not see
        are left out; of data that the caller may not read `sha256` and `filename` are empty, `size` and all
        numbers of rows null
    :raises ValidationError: unless exactly one of `id` and `resource_id` is given
    """
    if bool(data_dict.get("id")) == bool(data_dict.get("resource_id")):
        raise tk.ValidationError({"id": [tk._("Give either the id of a dataset or a resource_id.")]})
    if data_dict.get("resource_id"):
        visible = [
            tk.get_action("resource_show")(tk.fresh_context(context), {"id": data_dict["resource_id"]})
        ]
    else:
        dataset = tk.get_action("package_show")(tk.fresh_context(context), {"id": data_dict["id"]})
        visible = dataset["resources"]
    ids = [resource["id"] for resource in visible]
    events = data_events.events(model.Session, ids, data_dict["limit"], data_dict["offset"])
    rows = [event.dictize() for event in events]
    closed = set(ids) - access.readable_resources(context, ids, Aspect.DATA)
    may_change = bool(rows) and _may_change(context, rows[0]["package_id"])
    for row in rows:
        if row["resource_id"] in closed:  # a guess of the data could be proved by these
            row |= {"sha256": "", "filename": "", **dict.fromkeys(NUMBERS)}
        if not may_change:
            row.pop("user_id", None)
    return rows


def _may_change(context: Context, dataset_id: str) -> bool:
    try:
        return tk.check_access("package_update", tk.fresh_context(context), {"id": dataset_id})
    except tk.NotAuthorized:
        return False


@tk.chained_action
def resource_create(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Take the publisher's word on the change (`data_change`) along to where the file is looked at."""
    return next_(_with_word(context, data_dict), data_dict)


@tk.chained_action
def resource_update(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Take the publisher's word on the change (`data_change`) along to where the file is looked at.

    With the `metadata_modified` of the record that was read, a change made since is not overwritten.
    """
    if not context.get("ignore_auth"):
        refuse_stale_resource(data_dict)
    return next_(_with_word(context, data_dict), data_dict)


@tk.chained_action
def package_update(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Leave the old bytes of files whose new record could not be stored, and say when the disk is full.

    Every way to replace a file leads through here. The dataset is locked, so that what somebody else uploads
    at the same time is not put back.
    """
    refuse_foreign_type(data_dict)
    uploads.give_formats(data_dict)
    context[KEPT_RESOURCES] = _kept(data_dict)  # pyright: ignore[reportGeneralTypeIssues]
    coming = _replaced(data_dict)
    package: Any = model.Package.get(data_dict.get("id") or data_dict.get("name"), for_update=bool(coming))
    with whole_or_nothing():
        with (
            becoming_dataset(context, package) as was_foreign,
            saving_categories(context, data_dict, package) as categories,
        ):
            updated = _updated(next_, context, data_dict, package, coming)
        if was_foreign and not context.get("defer_commit"):
            model.Session.commit()
    if categories.alone and not context.get("return_id_only"):
        return tk.get_action("package_show")(tk.fresh_context(context), {"id": package.id})
    return updated


def _updated(
    next_: Action, context: Context, data_dict: DataDict, package: Any, coming: set[str]
) -> DataDict:
    if not coming:
        return next_(context, data_dict)
    own: set[str] = set()
    if package:
        tk.check_access("package_update", tk.fresh_context(context), {"id": package.id})
        own = {resource.id for resource in package.resources}
    try:
        with kept_unless_saved(own & coming):
            return next_(context, data_dict)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        for resource in package.resources if package else ():
            discard_partial(resource.id, new=resource.id not in own)
        full = tk._("The catalog could not store the file. Nothing was kept; try again later.")
        raise tk.ValidationError({"upload": [full]}) from error


def _kept(data_dict: DataDict) -> frozenset[str] | None:
    """The ids of the resources that stay; None when nothing is said of resources, so that all do."""
    given = data_dict.get("resources")
    if not isinstance(given, list):
        return None
    return frozenset(str(resource.get("id") or "") for resource in given if isinstance(resource, dict))


def _replaced(data_dict: DataDict) -> set[str]:
    """The ids of resources that come with a file or leave theirs; an empty one for a new resource."""
    resources = data_dict.get("resources")
    return {
        str(resource.get("id") or "")
        for resource in (resources if isinstance(resources, list) else ())
        if isinstance(resource, dict)
        and (isinstance(resource.get("upload"), FileStorage) or resource.get("clear_upload"))
    }


def _with_word(context: Context, data_dict: DataDict) -> Context:
    word = data_dict.pop("data_change", None) or EventKind.NEW_DATA.value
    if word not in set(EventKind):
        raise tk.ValidationError(
            {
                "data_change": [
                    tk._("Say whether this is new data (new_data) or only a correction (correction).")
                ]
            }
        )
    context[DATA_CHANGE] = word  # pyright: ignore[reportGeneralTypeIssues]
    return context


def _known(context: Context, resource_id: str) -> tuple[DataDict, ResourceContent]:
    resource = tk.get_action("resource_show")(tk.fresh_context(context), {"id": resource_id})
    known = model.Session.get(ResourceContent, resource["id"])
    if not known or not data_events.is_table(resource):
        raise tk.ObjectNotFound(tk._("This resource holds no uploaded table."))
    return resource, known


def _wanted(known: ResourceContent, data_dict: DataDict) -> Layout | None:
    given = {key: data_dict[key] for key in schema.LAYOUT_PARTS if key in data_dict}
    if "delimiter" in given:
        given["delimiter"] = schema.DELIMITERS[given["delimiter"]]
    if not given:
        return None
    kind = (known.layout or {}).get("kind") or "csv"
    return Layout(kind, **given, said=tuple(given))


def _read(resource: DataDict, wanted: Layout | None) -> data_events.Reading | None:
    """Read a file; none when that takes too long to wait for."""
    try:
        with open_file(resource) as stored:
            return data_events.read(stored.stream, wanted) if data_events.is_quick(stored) else None
    except FileGoneError as error:
        raise tk.ObjectNotFound(
            tk._("The file is no longer in the storage. Tell the administrator; uploading it again helps.")
        ) from error


def _table(known: ResourceContent) -> TableDict:
    stored = {key: value for key, value in (known.layout or {}).items() if key not in ("data_row", "said")}
    layout = cast("LayoutDict", stored)
    waits = data_events.is_waiting(known)
    return {
        "state": "waiting" if waits else "read",
        "rows_read": known.problems[0][1]["rows"] if waits else known.rows,
        "layout": layout,
        "encoding_name": CODECS.get(layout.get("encoding", ""), ""),
        "guessed": known.guessed,
        "corrected": known.corrected,
        "sheets": known.sheets,
        "columns": known.columns,
        "rows": known.preview,
        "row_count": known.rows,
        "problems": [table_problem(code, params) for code, params in known.problems],
        "sha256": known.sha256,
        "size": known.size,
    }
