"""Pages for many datasets at once: the selection, the workbook, what would happen, how far it is."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, request

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access import note_closed
from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.domain.spreadsheet import XLSX
from ckanext.bmagov.base.formats import sheet
from ckanext.bmagov.base.helpers.error_code import bmagov_error_sentence
from ckanext.bmagov.base.readers.codelists import codelist
from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.base.views.attachment import attachment
from ckanext.bmagov.base.views.menu import Menu, in_menu
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.metadata.bulk.domain.acts import ACTS
from ckanext.bmagov.metadata.bulk.domain.columns import STATES
from ckanext.bmagov.metadata.bulk.formats.workbook import MAX_BYTES
from ckanext.bmagov.metadata.bulk.words import kind_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue as Answer

bmagov_bulk = Blueprint("bmagov_bulk", __name__)

AGENCY: Final = "/organization/<id>/bulk"
JOB: Final = "/dashboard/bulk"
PACKED_MOST: Final = 300_000
"""Characters of a workbook that travel in the page of its dry run; a larger one is chosen again."""

SHOWN: Final = 300
REFRESH: Final = 3
"""Seconds until a page of work that is not done yet is asked for again."""

Record = dict[str, Any]


@bmagov_bulk.before_request
def login_first() -> Answer | None:
    """Send visitors to the login, whatever they asked for; it brings them back."""
    note_closed()
    if tk.current_user.is_anonymous:
        return tk.h.redirect_to("user.login", came_from=request.path)
    return None


def _of_agency(agency: Mapping[str, Any]) -> Record | None:
    """Return what the tab needs; None for who may not edit the agency's datasets."""
    may = tk.current_user.is_authenticated and tk.h.check_access(
        "bmagov_dataset_bulk_list", {"organization": agency["id"]}
    )
    return {"id": agency["name"]} if may else None


# --- a selection ---


@bmagov_bulk.route(AGENCY)
@in_menu(Menu.AGENCY, N_("Many at once"), place=3, icon="table-list", params=_of_agency)
def index(id: str) -> Answer:  # noqa: A002 (CKAN's name in URLs)
    """Show the datasets that can be chosen, what can be done to them, and the workbook."""
    return _index(id, {}, {})


@bmagov_bulk.route(f"{AGENCY}/act", methods=["POST"])
def act(id: str) -> Answer:  # noqa: A002
    """Show what an act would do to the selection; or do it, when that was seen."""
    names = dict.fromkeys(name for known in ACTS.values() for name in known.fields)
    typed: Record = {name: request.form.get(name, "").strip() for name in names}
    typed |= {"act": request.form.get("act", ""), "ids": request.form.getlist("ids")}
    confirmed = request.form.get("confirmed") == "yes"
    _demand(id)
    result, errors = _write("bmagov_dataset_bulk_act", {**typed, "dry_run": not confirmed})
    if errors:
        return _index(id, typed, errors)
    if result["job"]:
        return tk.redirect_to("bmagov_bulk.job", job=result["job"])
    about = {"trial": result, "typed": typed, "label": kind_text(typed["act"])}
    return _page("bmagov/bulk/act.html", id, **about)


def _index(id: str, typed: Record, errors: Record) -> Answer:  # noqa: A002
    given = {name: request.args.get(name, "").strip() for name in ("q", "state")}
    listing, refused = _write("bmagov_dataset_bulk_list", {"organization": id, **given})
    if refused:
        listing, errors = {"count": 0, "results": []}, {**errors, **refused}
    jobs = _read("bmagov_bulk_job_list", {})["results"][:5]
    about = {"listing": listing, "given": given, "typed": typed, "jobs": jobs, "acts": _acts()}
    states = {state: labels["th" if lang() == "th" else "en"] for state, labels in STATES.items()}
    return _page("bmagov/bulk/index.html", id, errors=errors, states=states, **about)


def _acts() -> list[Record]:
    """Return the acts with their fields, and the choices of these, for the form."""
    known = facts()
    fields = {field.name: field for field in known.dataset}
    shown: set[str] = set()
    acts = []
    for name, known_act in ACTS.items():
        own = [fields[field] for field in known_act.fields if field not in shown]
        shown |= set(known_act.fields)
        parts = [
            {
                "name": field.name,
                "label": field.label(lang()),
                "choices": [(code.value, code.label(lang())) for code in codelist(field.codelist).codes]
                if field.codelist
                else [],
            }
            for field in own
        ]
        acts.append({"name": name, "label": kind_text(name), "fields": parts})
    return acts


# --- the workbook ---


@bmagov_bulk.route(f"{AGENCY}/workbook", methods=["GET", "POST"])
def workbook(id: str) -> Answer:  # noqa: A002
    """Send the workbook: of all datasets, of those that were ticked, or the empty template."""
    asked = {"organization": id, "ids": request.form.getlist("ids"), "template": "template" in request.args}
    made, errors = _write("bmagov_dataset_bulk_export", asked)
    if errors:
        return _index(id, {"ids": asked["ids"]}, errors)
    return _file(base64.b64decode(made["content"]), made["file_name"])


@bmagov_bulk.route(f"{AGENCY}/import", methods=["GET", "POST"])
def take_in(id: str) -> Answer:  # noqa: A002
    """Show what a workbook would do; or do it, when that was seen."""
    _demand(id)
    more: Record = {"trial": None, "packed": ""}
    errors: Record = {}
    if request.method == "POST":
        content = _content()
        packed = base64.b64encode(content).decode()
        confirmed = request.form.get("hash", "")
        asked = {"content": packed, "hash": confirmed, "dry_run": not confirmed}
        result, errors = _write("bmagov_dataset_bulk_import", asked)
        if result and result["job"]:
            return tk.redirect_to("bmagov_bulk.job", job=result["job"])
        more = {"trial": result, "packed": packed if len(packed) <= PACKED_MOST else ""}
    return _page("bmagov/bulk/import.html", id, errors=errors, **more)


def _content() -> bytes:
    upload = request.files.get("upload")
    if upload is not None and upload.filename:
        return upload.read(MAX_BYTES + 1)
    try:
        return base64.b64decode(request.form.get("packed", ""), validate=True)
    except (binascii.Error, ValueError):
        return b""


# --- how far it is ---


@bmagov_bulk.route(f"{JOB}/<job>")
def job(job: str) -> Answer:
    """Show how far a job is, and what became of each dataset."""
    shown = _read("bmagov_bulk_job_show", {"id": job})
    page = tk.render("bmagov/bulk/job.html", {"job": shown, "shown": SHOWN, "errors": {}, "user_dict": {}})
    # Without a script the browser asks again by itself, until the reader says to leave it.
    is_still = bool(shown["finished"]) or "still" in request.args
    return page if is_still else Response(page, headers={"Refresh": str(REFRESH)})


@bmagov_bulk.route(f"{JOB}/<job>.xlsx")
def findings(job: str) -> Answer:
    """Send what became of each dataset as a workbook."""
    shown = _read("bmagov_bulk_job_show", {"id": job})
    header = (
        tk._("Sheet"), tk._("Row"), tk._("Dataset"), tk._("Web address (URL)"), tk._("Result"), tk._("Cell"),
        tk._("Field"), tk._("Before"), tk._("After"), tk._("Reason"),
    )  # fmt: skip
    rows = [line for item in shown["items"] for line in _lines(item)]
    return _file(sheet.write("result", header, rows, "xlsx"), f"result-{shown['id'][:8]}.xlsx")


def _lines(item: Record) -> list[tuple[Any, ...]]:
    """Return a line for each change and each reason of a dataset, or one that says nothing but its result."""
    own = (item["sheet"], item["row"] or "", item["title"], item["name"], item["label"])
    changes = [
        (*own, change["cell"], change["label"], change["before"], change["after"], "")
        for change in item["changes"]
        if item["status"] != "refused"
    ]
    reasons = [
        (*own, reason["cell"], reason["label"], "", "", bmagov_error_sentence(reason["text"]))
        for reason in item["reasons"]
    ]
    return [*changes, *reasons] or [(*own, "", "", "", "", "")]


@bmagov_bulk.route(f"{JOB}/<job>/undo", methods=["POST"])
def undo(job: str) -> Answer:
    """Put back what an act did."""
    result, errors = _write("bmagov_bulk_undo", {"id": job})
    if errors:
        for texts in errors.values():
            tk.h.flash_error(" ".join(texts))
        return tk.redirect_to("bmagov_bulk.job", job=job)
    return tk.redirect_to("bmagov_bulk.job", job=result["id"])


# --- what they have in common ---


def _demand(agency: str) -> None:
    """Stop who may not edit datasets of the agency; what is not there is refused alike."""
    try:
        tk.check_access("bmagov_dataset_bulk_list", {}, {"organization": agency})
    except tk.NotAuthorized as error:
        tk.abort(403, str(error))


def _read(action: str, params: Record) -> Any:
    result, errors = _write(action, params)
    return tk.abort(404, tk._("There is no such job")) if errors else result


def _write(action: str, params: Record) -> tuple[Any, Record]:
    """Call an action; return what it answers, and the sentences by field where it refused."""
    try:
        return tk.get_action(action)({}, params), {}
    except tk.ValidationError as error:
        return None, {
            name: [
                bmagov_error_sentence(str(text)) for text in (texts if isinstance(texts, list) else [texts])
            ]
            for name, texts in error.error_dict.items()
        }
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error)), {}
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error)), {}


def _page(template: str, id: str, *, errors: Record | None = None, **more: Any) -> Answer:  # noqa: A002
    _demand(id)
    asked = {"id": id, "include_users": False, "include_dataset_count": False}
    agency = _read("organization_show", asked)
    about = {"group_dict": agency, "group_type": "organization", "errors": errors or {}, "shown": SHOWN}
    return tk.render(template, {**about, **more})


def _file(content: bytes, name: str) -> Response:
    return attachment(content, name, XLSX, private=True)
