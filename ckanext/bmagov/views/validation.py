"""The report of a check of data: to read, to print, to take along, to start and to cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from flask import Blueprint, Response, request

import ckan.plugins.toolkit as tk

from ckanext.bmagov.collect.resource_file import FileGoneError
from ckanext.bmagov.domain.dictionary.resource import is_dictionary
from ckanext.bmagov.domain.problem import ProblemError
from ckanext.bmagov.logic.report_workbook import workbook as annotated
from ckanext.bmagov.services.access_log import How, record_resource_read

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue as Answer

__all__ = ["validation"]

validation = Blueprint("bmagov_validation", __name__)

Record = dict[str, Any]
ADDRESS: Final = "/dataset/<id>/dictionary/<resource_id>/check"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN: Final = 20
"""Examples of a group that the page shows; the workbook has them all."""


@validation.route(ADDRESS)
def show(id: str, resource_id: str) -> Answer:  # noqa: A002 (CKAN's name in URLs)
    """Show the newest report, and how far a running check is."""
    pkg, resource = _resource(id, resource_id)
    found = _found({"id": resource_id})
    return tk.render("bmagov/validation/show.html", _about(pkg, resource, found))


@validation.route(f"{ADDRESS}/state")
def state(id: str, resource_id: str) -> Answer:  # noqa: A002
    """Say how far the newest check is, for a page that follows it."""
    _resource(id, resource_id)
    run = _found({"id": resource_id})["run"]
    return {"run": {name: run[name] for name in ("id", "status", "rows_read", "rows_total")} if run else None}


@validation.route(f"{ADDRESS}/<run_id>")
def read(id: str, resource_id: str, run_id: str) -> Answer:  # noqa: A002
    """Show an older report."""
    pkg, resource = _resource(id, resource_id)
    found = _found({"id": resource_id, "run": run_id})
    return tk.render("bmagov/validation/show.html", _about(pkg, resource, found, run_id))


@validation.route(f"{ADDRESS}.xlsx")
def workbook(id: str, resource_id: str) -> Answer:  # noqa: A002
    """Give the newest report as a workbook, for who may read the data with its cells marked."""
    pkg, resource = _resource(id, resource_id)
    found = _found({"id": resource_id})
    if not found["report"]:
        return tk.abort(404, tk._("There is no such check."))
    title = f"{pkg['title']} - {resource.get('name') or resource_id}"
    with_data = found["values_shown"] and not found["hidden_columns"] and not found["stale"]
    if with_data:
        record_resource_read({"user": tk.current_user.name}, resource_id, How.DOWNLOAD)
    try:
        content = annotated(found["report"], resource, title, with_data=with_data)
    except (FileGoneError, ProblemError):
        content = annotated(found["report"], resource, title, with_data=False)
    answer = Response(content, content_type=XLSX)
    name = quote(f"check-{pkg['name']}-{resource_id[:8]}.xlsx")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@validation.route(ADDRESS, methods=["POST"])
def change(id: str, resource_id: str) -> Answer:  # noqa: A002
    """Start a check, or cancel the one that waits or runs."""
    pkg, resource = _resource(id, resource_id)
    action = "bmagov_validation_cancel" if "cancel" in request.form else "bmagov_dictionary_validate"
    asked: Record = {"id": resource["id"]}
    if "again" in request.form:
        asked["force"] = True
    try:
        tk.get_action(action)({}, asked)
    except tk.ValidationError as error:
        for sentence in error.error_summary.values():
            tk.h.flash_error(sentence)
    except tk.ObjectNotFound as error:
        tk.h.flash_error(str(error))
    except tk.NotAuthorized:
        return tk.abort(403, tk._("You may not edit this dataset"))
    return tk.redirect_to("bmagov_validation.show", id=pkg["name"], resource_id=resource["id"])


def _found(asked: Record) -> Record:
    try:
        return tk.get_action("bmagov_validation_show")({}, asked)
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("There is no such check."))


def _resource(dataset_id: str, resource_id: str) -> tuple[Record, Record]:
    try:
        pkg = tk.get_action("package_show")({}, {"id": dataset_id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("Dataset not found"))
    resource = next((one for one in pkg["resources"] if one["id"] == resource_id), None)
    if resource is None or is_dictionary(resource):
        return tk.abort(404, tk._("Resource not found"))
    return pkg, resource


def _about(pkg: Record, resource: Record, found: Record, run_id: str = "") -> Record:
    return {
        "pkg": pkg,
        "pkg_dict": pkg,
        "resource": resource,
        "dataset_type": pkg["type"],
        "found": found,
        "run": found["run"],
        "report": found["report"],
        "older": bool(run_id),
        "shown": SHOWN,
    }
