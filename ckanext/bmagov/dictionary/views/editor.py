"""The editor of a data dictionary: a grid where there are scripts, a plain form where there are none.

Both send to one address. The grid sends and gets JSON; the form is answered with the page again, and all that
was typed travels in it. Nothing is saved before "save".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, jsonify, request

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.dictionary.domain.reading import parse_dictionary
from ckanext.bmagov.dictionary.domain.spec import Dictionary, to_dict
from ckanext.bmagov.dictionary.domain.threeway import Together, merge
from ckanext.bmagov.dictionary.helpers.form import editor_state
from ckanext.bmagov.dictionary.views.draft import (
    BLANK_ROWS,
    Draft,
    act,
    from_form,
    shown_column,
    shown_tables,
)
from ckanext.bmagov.dictionary.views.subject import package_and_resource

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue as Answer

    from ckanext.bmagov.dictionary.domain.answers import DictionaryAnswer, ProposalAnswer

dictionary_editor = Blueprint("bmagov_dictionary_editor", __name__)

Record = dict[str, Any]

ADDRESS: Final = "/dataset/<id>/dictionary/<resource_id>/edit"


@dictionary_editor.route(ADDRESS)
def edit(id: str, resource_id: str) -> Answer:  # noqa: A002 (CKAN's name in URLs)
    """Show the editor; without a dictionary the ways to begin one."""
    pkg, resource = editable(id, resource_id)
    stored = _stored(resource_id)
    if stored is None and "blank" not in request.args:
        return _start_page(pkg, resource)
    return _page(pkg, resource, _draft_of(stored, resource_id))


@dictionary_editor.route(ADDRESS, methods=["POST"])
def update(id: str, resource_id: str) -> Answer:  # noqa: A002
    """Save, or do what a button of the plain form says."""
    pkg, resource = editable(id, resource_id)
    if "start" in request.form:
        return _start(pkg, resource, request.form["start"])
    try:
        draft = Draft.taken(request.get_json(silent=True)) if request.is_json else from_form(request.form)
    except ProblemError:
        said = tk._("The form did not arrive whole. Open the editor again.")
        if request.is_json:
            return jsonify({"problems": [{"message": said}]}), 400
        tk.h.flash_error(said)
        return tk.redirect_to("bmagov_dictionary_editor.edit", id=pkg["name"], resource_id=resource_id)
    wanted = "save" if request.is_json else request.form.get("do", "save")
    if wanted in ("merge", "mine"):
        return _taken(pkg, resource, draft, wanted)
    if wanted != "save" and act(draft, wanted):
        draft.unsaved = True
        return _page(pkg, resource, draft)
    return _save(pkg, resource, draft)


def editable(dataset_id: str, resource_id: str) -> tuple[Record, Record]:
    """Return dataset and resource for who may write the dictionary; answer 404 or 403 for others."""
    pkg, resource = package_and_resource(dataset_id, resource_id)
    try:
        tk.check_access("bmagov_dictionary_update", {"user": tk.current_user.name}, {"id": resource_id})
    except tk.NotAuthorized:
        tk.abort(403, tk._("You may not edit this dataset"))
    return pkg, resource


# --- reading ---


def _stored(resource_id: str, version: int | None = None) -> DictionaryAnswer | None:
    """Return a version of the dictionary, the present one by default; none when there is none."""
    asked = {"id": resource_id, **({"version": version} if version else {})}
    try:
        return tk.get_action("bmagov_dictionary_show")({}, asked)
    except tk.ObjectNotFound:
        return None


def _draft_of(stored: DictionaryAnswer | None, resource_id: str) -> Draft:
    if stored is None:
        return Draft([{"columns": [{} for _ in range(BLANK_ROWS)]}], _last_version(resource_id))
    if stored["hidden_columns"]:
        tk.abort(
            403,
            tk._("Columns of this dictionary are above your level, so you cannot edit it. Ask its agency."),
        )
    draft = Draft(shown_tables(stored["tables"]) or [{"columns": []}], stored["version"])
    draft.point_out(stored["warnings"], "_warnings")
    return draft


def _last_version(resource_id: str) -> int | None:
    """Return the number of a deletion, over which the next version is written."""
    result = tk.get_action("bmagov_dictionary_version_list")({}, {"id": resource_id, "limit": 1})
    return result[0]["version"] if result else None


# --- beginning ---


def _start_page(pkg: Record, resource: Record, error: str = "") -> str:
    return tk.render(
        "bmagov/dictionary/start.html",
        {"pkg": pkg, "pkg_dict": pkg, "resource": resource, "dataset_type": pkg["type"], "error": error},
    )


def _start(pkg: Record, resource: Record, source: str) -> Answer:
    """Show what the file or the DataStore says of its columns, as a draft; nothing is saved."""
    stored = _stored(resource["id"])
    draft = _draft_of(stored, resource["id"])
    draft.unsaved = True
    try:
        result = tk.get_action("bmagov_dictionary_propose")({}, {"id": resource["id"], "source": source})
    except tk.ValidationError as error:
        return _start_page(pkg, resource, " ".join(error.error_summary.values()))
    except tk.NotAuthorized:
        return _start_page(
            pkg, resource, tk._("The data of this file is above your level and cannot be read.")
        )
    draft.tables = _proposed(result) or [{"columns": []}]
    for kind, warning in (("_errors", False), ("_warnings", True)):
        draft.point_out(
            [problem for problem in result["problems"] if bool(problem.get("warning")) == warning], kind
        )
    return _page(pkg, resource, draft, proposed=True)


def _proposed(proposal: ProposalAnswer) -> list[Record]:
    """Return the tables of a proposal, with what is guessed marked."""
    tables = shown_tables(proposal["tables"])
    guesses = proposal["guesses"]
    for guess in guesses:
        column = tables[guess["table"]]["columns"][guess["row"] - 1]
        column["_guessed"] = [name for name in column if name != "name"]
        if guess["personal"]:
            column["_personal"] = guess["personal"]
    return tables


# --- saving ---


def _save(pkg: Record, resource: Record, draft: Draft) -> Answer:
    sent: Record = {"id": resource["id"], "tables": draft.sent(), "note": draft.note}
    if draft.version is not None:
        sent["version"] = draft.version
    try:
        tk.get_action("bmagov_dictionary_update")({}, sent)
    except tk.ValidationError as error:
        if "version" in error.error_dict and "current_version" in error.error_dict:
            return _conflict(pkg, resource, draft, error.error_dict)
        return _refused(pkg, resource, draft, error)
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))
    tk.h.flash_success(tk._("The data dictionary is saved."))
    address = tk.url_for("bmagov_dictionary.read", id=pkg["name"], resource_id=resource["id"])
    return jsonify({"location": address}) if request.is_json else tk.redirect_to(address)


def _refused(pkg: Record, resource: Record, draft: Draft, error: tk.ValidationError) -> Answer:
    results: Any = error.error_dict.get("problems")
    unplaced: list[Record] = results or [{"message": text} for text in error.error_summary.values()]
    problems = draft.point_out(unplaced, "_errors")
    if request.is_json:
        return jsonify({"problems": problems, "tables": draft.tables}), 409
    first = next((problem for problem in problems if problem["row"]), None)
    if first:
        draft.show(first["table"], first["row"])
    return _page(pkg, resource, draft, problems=problems)


# --- two people at once ---


def _conflict(pkg: Record, resource: Record, draft: Draft, errors: Record) -> Answer:
    together, theirs = _together(resource["id"], draft)
    shown = {
        "pkg": pkg,
        "pkg_dict": pkg,
        "resource": resource,
        "dataset_type": pkg["type"],
        "difference": errors.get("difference"),
        "by": theirs,
        "clashes": together.clashes,
        "draft": draft,
    }
    if request.is_json:
        body = {
            "conflict": tk.render("bmagov/dictionary/conflict_body.html", {**shown, "scripted": True}),
            "current_version": errors["current_version"],
            "merge": _form_tables(together.dictionary),
            "mine": draft.tables,
        }
        return jsonify(body), 409
    return tk.render("bmagov/dictionary/conflict.html", {**shown, "scripted": False})


def _together(resource_id: str, draft: Draft) -> tuple[Together, DictionaryAnswer | None]:
    """Return their work and mine in one, and who saved last."""
    base = _stored(resource_id, draft.version) if draft.version else None
    theirs = _stored(resource_id)
    parts = (_parsed(base), draft.dictionary(), _parsed(theirs))
    return merge(*parts), theirs


def _parsed(shown: DictionaryAnswer | None) -> Dictionary:
    return parse_dictionary({"tables": shown["tables"]}).dictionary if shown else Dictionary()


def _form_tables(dictionary: Dictionary) -> list[Record]:
    tables = to_dict(dictionary)["tables"]
    return [{**table, "columns": [shown_column(column) for column in table["columns"]]} for table in tables]


def _taken(pkg: Record, resource: Record, draft: Draft, wanted: str) -> Answer:
    """Go on with both people's work, or with mine alone, over the version that is stored now."""
    together, theirs = _together(resource["id"], draft)
    if wanted == "merge":
        draft.tables = _form_tables(together.dictionary) or [{"columns": []}]
    draft.version = theirs["version"] if theirs else _last_version(resource["id"])
    draft.table, draft.offset, draft.open, draft.unsaved = 0, 0, None, True
    return _page(pkg, resource, draft)


# --- the page ---


def _page(pkg: Record, resource: Record, draft: Draft, **more: Any) -> str:
    return tk.render(
        "bmagov/dictionary/edit.html",
        {
            "pkg": pkg,
            "pkg_dict": pkg,
            "resource": resource,
            "dataset_type": pkg["type"],
            "draft": draft,
            "state": editor_state(draft, resource),
            "problems": more.get("problems") or [],
            "proposed": bool(more.get("proposed")),
        },
    )
