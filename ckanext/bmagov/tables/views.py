"""All rows of a table as a page, and the same rows as files at the same address."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from flask import Blueprint, request, stream_with_context

import ckan.plugins.toolkit as tk

from ckanext.bmagov import access
from ckanext.bmagov.access import How, record_resource_read
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.spreadsheet import MEDIA_TYPES
from ckanext.bmagov.base.views.attachment import attachment
from ckanext.bmagov.tables.domain import query
from ckanext.bmagov.tables.formats import exports
from ckanext.bmagov.tables.helpers import described
from ckanext.bmagov.tables.services import rows
from ckanext.bmagov.tables.words import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.typing import ResponseReturnValue as Answer

    from ckanext.bmagov.tables.domain.query import Asked
    from ckanext.bmagov.tables.services.rows import Readable

table_data = Blueprint("bmagov_table_data", __name__)

ADDRESS: Final = "/dataset/<id>/resource/<resource_id>/data"
TYPES: Final = {**MEDIA_TYPES, "json": "application/json; charset=utf-8"}
AWAY: Final = ("TABLE-SLOW", "TABLE-AWAY")
SHOWN: Final = 12
"""Columns that the page shows at first; of a wider table the others are a click away."""


@table_data.route(ADDRESS)
def show(id: str, resource_id: str) -> Answer:  # noqa: A002 (CKAN's name in URLs)
    """Show a page of rows, with what narrows them down."""
    pkg, resource, table = _subject(id, resource_id)
    asked = query.read(request.args.to_dict(flat=False), table.columns)
    if "show" not in request.args:
        asked = replace(asked, shown=table.columns[:SHOWN])
    record_resource_read(access.signed_in(), resource_id, How.VIEW)
    problems = list(asked.problems)
    total, shown, counted = 0, [], {}
    if not problems:
        try:
            total = rows.count(table, asked)
            last = max(1, -(-total // asked.per_page))
            asked = replace(asked, page=min(asked.page, last))
            shown, counted = rows.page(table, asked), rows.facets(table, asked)
        except ProblemError as error:
            problems.append(error.problem)
    about = _about(pkg, resource, table, asked)
    sentences = [sentence(problem.code, problem.params) for problem in problems]
    page = tk.render(
        "bmagov/table/data.html",
        {**about, "total": total, "rows": shown, "facets": counted, "problems": sentences},
    )
    return (page, 400) if problems else page


@table_data.route(f"{ADDRESS}.<extension>")
def download(id: str, resource_id: str, extension: str) -> Answer:  # noqa: A002
    """Give all rows that are asked for as CSV, XLSX or JSON."""
    pkg, resource, table = _subject(id, resource_id)
    if extension not in TYPES:
        return tk.abort(404, tk._("Resource not found"))
    asked = query.read(request.args.to_dict(flat=False), table.columns)
    if asked.problems:
        problem = asked.problems[0]
        return tk.abort(400, sentence(problem.code, problem.params))
    record_resource_read(access.signed_in(), resource_id, How.DOWNLOAD)
    held = ExitStack()
    try:
        total = rows.count(table, asked)
        streamed = held.enter_context(rows.stream(table, asked))
        body = _body(extension, asked, streamed, total, str(resource.get("name") or ""))
    except ProblemError as error:
        held.close()
        return tk.abort(503 if error.code in AWAY else 400, sentence(error.code, error.params))
    name = f"{resource.get('name') or pkg['name']}.{extension}"
    if isinstance(body, bytes):
        held.close()
        return attachment(body, name, TYPES[extension])
    return attachment(stream_with_context(_closing(held, body)), name, TYPES[extension])


def _closing(held: ExitStack, body: Iterator[str]) -> Iterator[str]:
    """Yield a file, and give the connection back at its end, also when nobody waits for it any more."""
    with held:
        yield from body


def _body(extension: str, asked: Asked, streamed: Any, total: int, name: str) -> Any:
    names = [column.name for column in asked.shown]
    if extension == "csv":
        return exports.csv_lines(names, streamed)
    if extension == "xlsx":
        return exports.workbook(names, streamed, total, name)
    return exports.json_lines([column.id for column in asked.shown], streamed, total)


@table_data.route(f"{ADDRESS}/load", methods=["POST"])
def load(id: str, resource_id: str) -> Answer:  # noqa: A002
    """Have the table loaded again, and go back to the page of the file, which says how far it is."""
    try:
        tk.get_action("bmagov_table_load")({}, {"id": resource_id, "force": True})
    except tk.ValidationError as error:
        for text in error.error_summary.values():
            tk.h.flash_error(text)
    except (tk.ObjectNotFound, tk.NotAuthorized):
        tk.abort(404)
    else:
        tk.h.flash_success(tk._("The table is loaded again in the background."))
    return tk.h.redirect_to("dataset_resource.read", id=id, resource_id=resource_id)


def _subject(dataset_id: str, resource_id: str) -> tuple[dict[str, Any], dict[str, Any], Readable]:
    """Return a dataset, its file and the table of it; answer 404 when one of them is not there."""
    try:
        pkg = tk.get_action("package_show")({}, {"id": dataset_id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        tk.abort(404, tk._("Dataset not found"))
    resource = next((item for item in pkg["resources"] if item["id"] == resource_id), None)
    table = rows.readable(access.signed_in(), resource_id) if resource else None
    if resource is None or table is None:
        tk.abort(404, tk._("The file has no table that was loaded."))
    return pkg, resource, table


def _about(pkg: dict[str, Any], resource: dict[str, Any], table: Readable, asked: Asked) -> dict[str, Any]:
    """Return what the page is drawn from; `address` makes the address of the same with something changed."""

    def address(extension: str = "", **changes: Any) -> str:
        params = query.pairs(asked, table.columns, **{"page": 1, **changes})
        base = tk.h.url_for("bmagov_table_data.show", id=pkg["name"], resource_id=resource["id"])
        return f"{base}{extension and f'.{extension}'}{'?' if params else ''}{urlencode(params)}"

    outside = tk.h.url_for(
        "bmagov_table_data.show", id=pkg["name"], resource_id=resource["id"], _external=True
    )
    params = urlencode(query.pairs(asked, table.columns, page=1))
    return {
        "pkg": pkg,
        "pkg_dict": pkg,
        "dataset_type": pkg["type"],
        "resource": resource,
        "res": resource,
        "table": table,
        "asked": asked,
        "described": described(resource["id"]),
        "address": address,
        "api": {
            extension: f"{outside}.{extension}{'?' if params else ''}{params}"
            for extension in ("csv", "json")
        },
        "is_open": not access.is_closed(),
        "per_pages": query.PER_PAGE,
    }
