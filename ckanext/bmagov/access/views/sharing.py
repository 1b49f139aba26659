"""Access on pages: the tab of a dataset, requests for access, proposals of a lower level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, request

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access.helpers import bmagov_closed_object, bmagov_questions_waiting
from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.helpers.error_code import bmagov_error_sentence
from ckanext.bmagov.base.views.menu import Menu, in_menu

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue as Answer

bmagov_access = Blueprint("bmagov_access", __name__)

Record = dict[str, Any]

# --- the tab of a dataset ---


def _of_dataset(pkg: Mapping[str, Any]) -> Record | None:
    """Return what the tab needs; None for who may not see who was given access."""
    return {"id": pkg["name"]} if tk.h.check_access("bmagov_grant_list", {"id": pkg["id"]}) else None


@bmagov_access.route("/dataset/<id>/access")
@in_menu(Menu.DATASET, N_("Access"), place=2, icon="key", params=_of_dataset)
def show(id: str) -> Answer:  # noqa: A002 (CKAN's name in URLs)
    """Show who sees a dataset and who was given access, to those who decide it."""
    if tk.current_user.is_anonymous:
        return tk.h.redirect_to("user.login", came_from=request.path)
    return _tab(id)


@bmagov_access.route("/dataset/<id>/access/grant", methods=["POST"])
def give(id: str) -> Answer:  # noqa: A002
    """Give access, or find the person who is meant."""
    typed = {
        name: request.form.get(name, "").strip()
        for name in ("user", "organization", "until", "reason", "file")
    }
    typed["user"] = request.form.get("user_found", "") or typed["user"]
    if request.form.get("find"):
        return _tab(id, typed=typed, people=_people(typed["user"]))
    about = {"resource_id": typed["file"]} if typed["file"] else {"id": id}
    params = {**about, **{name: typed[name] for name in ("user", "organization", "until", "reason")}}
    result: Any = _done("bmagov_grant_create", params)
    if isinstance(result, tk.ValidationError):
        unknown = "GRANTEE-UNKNOWN" in str(result.error_dict.get("user"))
        people = _people(typed["user"]) if unknown else []
        return _tab(id, typed=typed, errors=_sentences(result), people=people)
    tk.h.flash_success(tk._("Access is given."))
    return tk.redirect_to("bmagov_access.show", id=id)


@bmagov_access.route("/dataset/<id>/access/grant/<grant_id>/revoke", methods=["POST"])
def take_back(id: str, grant_id: str) -> Answer:  # noqa: A002
    """Take access back."""
    result = _done("bmagov_grant_revoke", {"id": grant_id, "reason": request.form.get("reason", "")})
    if isinstance(result, tk.ValidationError):
        return _tab(id, errors=_sentences(result), revoking=grant_id)
    tk.h.flash_success(tk._("The access is taken back."))
    return tk.redirect_to("bmagov_access.show", id=id)


def _tab(dataset_id: str, **more: Any) -> str:
    pkg = _call("package_show", {"id": dataset_id}, tk._("Dataset not found"))
    grants = _call("bmagov_grant_list", {"id": pkg["id"], "include_ended": True}, tk._("Dataset not found"))
    requests = _call("bmagov_access_request_list", {"which": "all", "id": pkg["id"]}, "")["results"]
    proposals = _call("bmagov_level_change_list", {"which": "all", "id": pkg["id"]}, "")["results"]
    extra: Record = {
        "pkg_dict": pkg,
        "pkg": pkg,
        "dataset_type": pkg["type"],
        "grants": grants,
        "requests": requests,
        "proposals": proposals,
        "typed": {},
        "errors": {},
        "people": [],
        "revoking": "",
        **more,
    }
    return tk.render("bmagov/access/dataset.html", extra)


def _people(typed: str) -> list[Record]:
    """Return accounts whose name is like what was typed."""
    if len(typed) < 2:
        return []
    try:
        return tk.get_action("user_autocomplete")({}, {"q": typed, "limit": 20})
    except tk.NotAuthorized:
        return []


# --- requests ---


@bmagov_access.route("/dataset/<id>/access/request", methods=["GET", "POST"])
def ask(id: str) -> Answer:  # noqa: A002
    """Ask for access to a dataset, or to one of its files."""
    if tk.current_user.is_anonymous:
        return tk.h.redirect_to("user.login", came_from=request.full_path)
    file = request.values.get("file", "")
    closed = bmagov_closed_object(file or id, of_resource=bool(file))
    if closed is None:
        return tk.abort(404, tk._("Dataset not found"))
    typed = {name: request.form.get(name, "") for name in ("reason", "until")}
    errors: Record = {}
    if request.method == "POST":
        about = {"resource_id": file} if file else {"id": id}
        result = _done("bmagov_access_request_create", {**about, **typed})
        if not isinstance(result, tk.ValidationError):
            tk.h.flash_success(tk._("Your request is sent. The owner answers it here."))
            return tk.redirect_to("bmagov_access.request_page", request_id=result["id"])
        errors = _sentences(result)
    extra = {"closed": closed, "typed": typed, "errors": errors, "file": file, "dataset_id": id}
    return tk.render("bmagov/access/ask.html", extra)


def _questions_label() -> str:
    """Return how many questions wait for the reader."""
    waiting = bmagov_questions_waiting()
    return tk._("Requests ({n})").format(n=waiting) if waiting else tk._("Requests")


def _of_agency(agency: Mapping[str, Any]) -> Record | None:
    """Return what the tab needs; None for who does not belong to the agency, or when nothing waits."""
    belongs = tk.current_user.is_authenticated and tk.h.user_in_org_or_group(agency["id"])
    return {} if belongs and bmagov_questions_waiting() else None


@bmagov_access.route("/dashboard/requests")
@in_menu(Menu.ACCOUNT, _questions_label, place=3, icon="key")
@in_menu(Menu.AGENCY, _questions_label, place=2, icon="key", params=_of_agency)
def questions() -> Answer:
    """List what the reader asked for, and what waits for the reader's answer."""
    if tk.current_user.is_anonymous:
        return tk.h.redirect_to("user.login", came_from=request.path)
    kinds = {"requests": "bmagov_access_request_list", "proposals": "bmagov_level_change_list"}
    lists = {
        name: {which: _call(action, {"which": which}, "")["results"] for which in ("to_answer", "mine")}
        for name, action in kinds.items()
    }
    grants = _call("bmagov_grant_list", {}, "")
    return tk.render("bmagov/access/questions.html", {**lists, "grants": grants, "user_dict": {}})


@bmagov_access.route("/access/request/<request_id>", methods=["GET", "POST"])
def request_page(request_id: str) -> Answer:
    """Show one request, and answer it or take it back."""
    actions = {"withdraw": "bmagov_access_request_withdraw"}
    return _question(
        "bmagov_access_request_show",
        request_id,
        actions.get(request.form.get("answer", ""), "bmagov_access_request_answer"),
        "bmagov/access/request.html",
        tk._("Request not found"),
    )


@bmagov_access.route("/access/level-change/<change_id>", methods=["GET", "POST"])
def level_page(change_id: str) -> Answer:
    """Show one proposal of a lower level, and answer it or take it back."""
    actions = {"withdraw": "bmagov_level_change_withdraw"}
    return _question(
        "bmagov_level_change_show",
        change_id,
        actions.get(request.form.get("answer", ""), "bmagov_level_change_answer"),
        "bmagov/access/level_change.html",
        tk._("Proposal not found"),
    )


def _question(show_action: str, question_id: str, action: str, template: str, absent: str) -> Answer:
    if tk.current_user.is_anonymous:
        return tk.h.redirect_to("user.login", came_from=request.path)
    errors: Record = {}
    if request.method == "POST":
        params = {
            "id": question_id,
            **{name: request.form.get(name, "") for name in ("answer", "reason", "until")},
        }
        result = _done(action, {name: value for name, value in params.items() if value})
        if not isinstance(result, tk.ValidationError):
            tk.h.flash_success(tk._("The answer is saved."))
            return tk.redirect_to(request.path)
        errors = _sentences(result)
    shown = _call(show_action, {"id": question_id}, absent)
    page = tk.render(template, {"question": shown, "errors": errors, "typed": request.form})
    return (page, 409) if errors and shown["state"] != "open" else page


# --- what they have in common ---


def _call(action: str, params: Mapping[str, Any], absent: str) -> Any:
    """Call a reading action; what is not there or not the reader's becomes a page that says so."""
    try:
        return tk.get_action(action)({}, dict(params))
    except tk.ObjectNotFound:
        return tk.abort(404, absent)
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error) or tk._("The owner of these data decides this"))


def _done(action: str, params: Mapping[str, Any]) -> Any:
    """Call a changing action. Returns the error of a wrong input, to be shown with what was typed."""
    try:
        return tk.get_action(action)({}, dict(params))
    except tk.ValidationError as error:
        return error
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error) or tk._("Dataset not found"))
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error) or tk._("The owner of these data decides this"))


def _sentences(error: tk.ValidationError) -> Record:
    return {
        name: [
            bmagov_error_sentence(str(message))
            for message in (messages if isinstance(messages, list) else [messages])
        ]
        for name, messages in error.error_dict.items()
    }
