"""Linked systems and the governance record, as pages of an agency's year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, request

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.views.menu import Menu, in_menu
from ckanext.bmagov.kpi.common.views import Record, login_first, read, write, year_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue as Answer

bmagov_governance = Blueprint("bmagov_governance", __name__)
bmagov_governance.before_request(login_first)

YEAR = "/organization/<id>/kpi/<int:fiscal_year>"
LINK = ("dataset", "system", "url")
ITEM = ("kind", "title", "text", "day", "result", "document", "url")


@bmagov_governance.route(f"{YEAR}/systems", methods=["GET", "POST"])
@in_menu(Menu.YEAR, N_("Linked systems"), place=7, icon="link")
def systems(id: str, fiscal_year: int) -> Answer:  # noqa: A002 (CKAN's name in URLs)
    """Show in which systems the agency's datasets are, and declare one."""
    typed = _typed(request.args, LINK)
    errors: Record = {}
    if request.method == "POST":
        typed = _typed(request.form, LINK)
        given = {**typed, "dataset": typed["dataset"].rstrip("/").rsplit("/", 1)[-1]}
        _, errors = write("bmagov_system_link_create", {**given, "id": id, "fiscal_year": fiscal_year})
        if not errors:
            tk.h.flash_success(tk._("It is declared. It counts when an auditor has confirmed it."))
            return tk.redirect_to("bmagov_governance.systems", id=id, fiscal_year=fiscal_year)
    return _systems(id, fiscal_year, typed=typed, errors=errors)


def _systems(id: str, fiscal_year: int, **more: Any) -> Answer:  # noqa: A002
    about = {"id": id, "fiscal_year": fiscal_year}
    extra = {
        "listing": read("bmagov_system_link_list", about),
        "audits": _may("system_link_confirm", about),
        **more,
    }
    return year_page("bmagov/kpi/systems.html", id, fiscal_year, here="systems", **extra)


@bmagov_governance.route(f"{YEAR}/systems/<item>/<any(confirm, withdraw):what>", methods=["POST"])
def systems_change(id: str, fiscal_year: int, item: str, what: str) -> Answer:  # noqa: A002
    """Confirm a link, or take it back."""
    params = {"id": id, "fiscal_year": fiscal_year, "item": item}
    reason = request.form.get("reason", "").strip()
    if what == "withdraw":
        params["reason"] = reason
    _, errors = write(f"bmagov_system_link_{what}", params)
    if not errors:
        said = tk._("It is confirmed and counts.") if what == "confirm" else tk._("It is taken back.")
        tk.h.flash_success(said)
        return tk.redirect_to("bmagov_governance.systems", id=id, fiscal_year=fiscal_year)
    return _systems(id, fiscal_year, errors=errors, withdrawing=item, reason=reason)


@bmagov_governance.route(f"{YEAR}/governance", methods=["GET", "POST"])
@in_menu(Menu.YEAR, N_("Data governance"), place=8, icon="scale-balanced")
def governance(id: str, fiscal_year: int) -> Answer:  # noqa: A002
    """Show the six parts of the agency's data governance, and enter into one."""
    typed = _typed(request.args, ("kind",))
    errors: Record = {}
    if request.method == "POST":
        typed = _typed(request.form, ITEM)
        _, errors = write("bmagov_governance_item_create", {**typed, "id": id, "fiscal_year": fiscal_year})
        if not errors:
            tk.h.flash_success(tk._("The entry is saved."))
            return tk.redirect_to("bmagov_governance.governance", id=id, fiscal_year=fiscal_year)
    return _governance(id, fiscal_year, typed=typed, errors=errors)


def _governance(id: str, fiscal_year: int, **more: Any) -> Answer:  # noqa: A002
    about = {"id": id, "fiscal_year": fiscal_year}
    record = read("bmagov_governance_show", about)
    kinds = {kind["id"]: kind for part in record["parts"] for kind in part["kinds"]}
    kind = kinds.get(more.get("typed", {}).get("kind", ""))
    documents = (
        [document for document in read("bmagov_deliverable_list", about) if document["current"]]
        if kind
        else []
    )
    extra = {"record": record, "kind": kind, "documents": documents, **more}
    return year_page("bmagov/kpi/governance.html", id, fiscal_year, here="governance", **extra)


@bmagov_governance.route(f"{YEAR}/governance/<item>/withdraw", methods=["POST"])
def governance_withdraw(id: str, fiscal_year: int, item: str) -> Answer:  # noqa: A002
    """Take an entry back, with a reason."""
    reason = request.form.get("reason", "").strip()
    params = {"id": id, "fiscal_year": fiscal_year, "item": item, "reason": reason}
    _, errors = write("bmagov_governance_item_withdraw", params)
    if not errors:
        tk.h.flash_success(tk._("It is taken back, and stays in the record."))
        return tk.redirect_to("bmagov_governance.governance", id=id, fiscal_year=fiscal_year)
    return _governance(id, fiscal_year, errors=errors, withdrawing=item, reason=reason)


def _typed(form: Any, names: tuple[str, ...]) -> dict[str, str]:
    return {name: form.get(name, "").strip().replace("\r\n", "\n") for name in names}


def _may(action: str, about: Record) -> bool:
    try:
        tk.check_access(f"bmagov_{action}", {}, about)
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return False
    return True
