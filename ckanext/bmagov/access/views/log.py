"""The logs of access as pages and files; and downloads, which are logged once their answer is ready."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

import ckan.plugins.toolkit as tk
from ckan.lib.pagination import Page

from ckanext.bmagov.access.helpers import bmagov_log_kind, bmagov_log_text
from ckanext.bmagov.access.services.cacheability import is_on_files_host
from ckanext.bmagov.access.services.log import record_resource_read
from ckanext.bmagov.base.domain.spreadsheet import CSV
from ckanext.bmagov.base.formats.cell import plain_cell
from ckanext.bmagov.base.helpers.error_code import bmagov_error_sentence
from ckanext.bmagov.base.views.attachment import attachment

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue as Answer

    from ckanext.bmagov.access.actions.log import LogPage

bmagov_access_log = Blueprint("bmagov_access_log", __name__)

ON_A_PAGE = 50
IN_A_FILE = 1000
BYTES = {"resource.download", "dataset_resource.download", "datastore.dump"}
FILTERS = ("log", "id", "agency", "user", "kind", "since", "until")


@bmagov_access_log.after_app_request
def record(response: Response) -> Response:
    """Log that bytes were sent. Rows of the DataStore are logged by their action."""
    if is_on_files_host():
        return response
    if request.endpoint in BYTES and response.status_code < 400 and request.view_args:
        record_resource_read({"user": tk.g.get("user", "")}, str(request.view_args.get("resource_id", "")))
    return response


@bmagov_access_log.route("/access/log")
def show() -> Answer:
    """Show a page of a log."""
    if tk.current_user.is_anonymous:
        return tk.h.redirect_to("user.login", came_from=request.path)
    page = tk.h.get_page_number(request.args)
    errors: list[str] = []
    try:
        result = _list(limit=ON_A_PAGE, offset=(page - 1) * ON_A_PAGE)
    except tk.ValidationError as error:
        errors = [bmagov_error_sentence(message) for message in error.error_summary.values()]
        result = {"count": 0, "results": []}
    pager = Page(
        collection=result["results"],
        page=page,
        presliced_list=True,
        url=_page_address,
        item_count=result["count"],
        items_per_page=ON_A_PAGE,
    )
    pager.items = result["results"]
    extra = {"found": result, "page": pager, "given": _given(), "errors": errors, "user_dict": {}}
    return tk.render("bmagov/access/log.html", extra)


@bmagov_access_log.route("/access/log.csv")
def download() -> Answer:
    """Send the newest entries as CSV; the byte order mark is for Excel."""
    if tk.current_user.is_anonymous:
        return tk.h.redirect_to("user.login", came_from=request.path)
    try:
        result = _list(limit=IN_A_FILE, offset=0)
    except tk.ValidationError as error:
        return tk.abort(400, "; ".join(error.error_summary.values()))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["number", "at", "actor", "kind", "agency", "dataset_id", "resource_id", "what", "digest", "salt"]
    )
    for row in result["results"]:
        cells = (
            row["number"],
            row["at"],
            row["actor"]["name"] if row["actor"] else "",
            f"{row['kind']} ({bmagov_log_kind(row['kind'])})",
            row["agency"]["name"] if row["agency"] else "",
            row["dataset_id"] or "",
            row["resource_id"] or "",
            bmagov_log_text(row),
            row["digest"],
            row["salt"] or "",
        )
        writer.writerow([plain_cell(cell) for cell in cells])
    return attachment(out.getvalue().encode("utf-8-sig"), "access-log.csv", CSV)


def _list(limit: int, offset: int) -> LogPage:
    try:
        return tk.get_action("bmagov_access_log_list")({}, {**_given(), "limit": limit, "offset": offset})
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))


def _given() -> dict[str, str]:
    return {name: value for name in FILTERS if (value := request.args.get(name, "").strip())}


def _page_address(page: int, **_: Any) -> str:
    return tk.url_for("bmagov_access_log.show", **_given(), page=page)
