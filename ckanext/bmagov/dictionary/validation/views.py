"""The result of a check of data: to read, to print, to take along, to start and to cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, request

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access import How, record_resource_read
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.spreadsheet import XLSX
from ckanext.bmagov.base.views.attachment import attachment
from ckanext.bmagov.dictionary.validation.actions.workbook import workbook as annotated
from ckanext.bmagov.dictionary.validation.model import WAITING
from ckanext.bmagov.dictionary.validation.services import excerpt, validation as validation_runs
from ckanext.bmagov.dictionary.validation.services.excerpt import State
from ckanext.bmagov.dictionary.validation.words.checks import stored_sentence
from ckanext.bmagov.dictionary.views.subject import about, package_and_resource
from ckanext.bmagov.files import FileGoneError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue as Answer

    from ckanext.bmagov.dictionary.validation.domain.answers import ValidationAnswer
    from ckanext.bmagov.dictionary.validation.model import ValidationRun

validation = Blueprint("bmagov_validation", __name__)

Record = dict[str, Any]
ADDRESS: Final = "/dataset/<id>/dictionary/<resource_id>/check"
RETRY: Final = 10
"""Seconds after which a program may ask again for a workbook."""

SHOWN: Final = 20
"""Examples of a group that the page shows; the workbook has them all."""


@validation.route(ADDRESS)
def show(id: str, resource_id: str) -> Answer:  # noqa: A002 (CKAN's name in URLs)
    """Show the newest result, and how far a running check is."""
    pkg, resource = package_and_resource(id, resource_id)
    result = _validation({"id": resource_id})
    return tk.render("bmagov/validation/show.html", _about(pkg, resource, result))


@validation.route(f"{ADDRESS}/state")
def state(id: str, resource_id: str) -> Answer:  # noqa: A002
    """Say how far the newest check is, for a page that follows it."""
    package_and_resource(id, resource_id)
    result = _validation({"id": resource_id})
    run = _preparing(result) if "workbook" in request.args else result["run"]
    names = ("id", "status", "rows_read", "rows_total")
    return {"run": {name: run[name] for name in names} if run else None}


@validation.route(f"{ADDRESS}/<run_id>")
def read(id: str, resource_id: str, run_id: str) -> Answer:  # noqa: A002
    """Show an older result."""
    pkg, resource = package_and_resource(id, resource_id)
    result = _validation({"id": resource_id, "run": run_id})
    return tk.render("bmagov/validation/show.html", _about(pkg, resource, result, run_id))


@validation.route(f"{ADDRESS}.xlsx")
def workbook(id: str, resource_id: str) -> Answer:  # noqa: A002
    """Give the newest result as a workbook, for who may read the data with its cells marked.

    Long data are read by a worker: until then this says so (202), and a browser is led to the page that does.
    """
    pkg, resource = package_and_resource(id, resource_id)
    result = _validation({"id": resource_id})
    if not result["report"]:
        return tk.abort(404, tk._("There is no such check."))
    title = f"{pkg['title']} - {resource.get('name') or resource_id}"
    check = _check(result)
    state = excerpt.state(model.Session, check) if check else State.FAILED
    if state is State.MADE:
        return _later(pkg, resource)
    with_data = state is State.READY
    if with_data:
        record_resource_read({"user": tk.current_user.name}, resource_id, How.DOWNLOAD)
    try:
        content = annotated(result["report"], resource, title, with_data=with_data)
    except (FileGoneError, ProblemError):
        content = annotated(result["report"], resource, title, with_data=False)
    return attachment(content, f"check-{pkg['name']}-{resource_id[:8]}.xlsx", XLSX, private=True)


@validation.route(ADDRESS, methods=["POST"])
def change(id: str, resource_id: str) -> Answer:  # noqa: A002
    """Start a check, or cancel the one that waits or runs."""
    pkg, resource = package_and_resource(id, resource_id)
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


def _check(result: ValidationAnswer) -> ValidationRun | None:
    """Return the check whose rows the reader may see; none when there is none, or it is no longer true."""
    is_shown = result["values_shown"] and not result["hidden_columns"] and not result["stale"]
    findings = result["report"]
    return validation_runs.run_of(model.Session, findings["run_id"]) if is_shown and findings else None


def _preparing(result: ValidationAnswer) -> Record | None:
    """Return how far a worker is with the workbook, or why it failed; none when it is not prepared."""
    check = _check(result) if result["report"] else None
    run = excerpt.asked(model.Session, check) if check else None
    if run is None:
        return None
    failure = run.failure or {}
    return {
        "id": run.id,
        "status": run.status,
        "rows_read": run.rows_read,
        "rows_total": None,
        "queued": run.status != WAITING or run.queued_at is not None,
        "failure": stored_sentence(failure["code"], failure["params"]) if failure else "",
    }


def _later(pkg: Record, resource: Record) -> Answer:
    if "text/html" in request.headers.get("Accept", ""):
        return tk.redirect_to("bmagov_validation.show", id=pkg["name"], resource_id=resource["id"])
    response = Response(
        tk._("The workbook with marked cells is being made. Ask for it again in a moment."),
        status=202,
        content_type="text/plain; charset=utf-8",
    )
    response.headers["Retry-After"] = str(RETRY)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _validation(asked: Record) -> ValidationAnswer:
    try:
        return tk.get_action("bmagov_validation_show")({}, asked)
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("There is no such check."))


def _about(pkg: Record, resource: Record, result: ValidationAnswer, run_id: str = "") -> Record:
    return {
        **about(pkg, resource),
        "found": result,
        "run": result["run"],
        "report": result["report"],
        "older": bool(run_id),
        "workbook": None if run_id else _preparing(result),
        "shown": SHOWN,
    }
