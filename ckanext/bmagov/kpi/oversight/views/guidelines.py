"""Guidelines and forms of a fiscal year: everybody reads them, auditors give them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, request

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.views.menu import Menu, in_menu
from ckanext.bmagov.kpi.common.views import Record, login_first, me, read, sent, write
from ckanext.bmagov.kpi.oversight.views.audit_page import is_auditor, page, roles, this_year, typed

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue as Answer

bmagov_guideline = Blueprint("bmagov_guideline", __name__, url_prefix="/kpi")


@bmagov_guideline.route("/guidelines/<int:fiscal_year>", methods=["GET", "POST"])
@in_menu(Menu.AUDIT, N_("Guidelines and forms"), place=7, icon="book", params=this_year)
def index(fiscal_year: int) -> Answer:
    """List what a year's KPI is worked by, and take in a new document from an auditor."""
    errors: Record = {}
    form: Record = {}
    if request.method == "POST":
        if response := login_first():
            return response
        form = typed(request.form, "title")
        given = {**form, "fiscal_year": fiscal_year, "upload": request.files.get("upload")}
        made, errors = write("bmagov_guideline_create", given)
        if not errors:
            tk.h.flash_success(tk._("“{title}” is given out.").format(title=made["title"]))
            return tk.redirect_to("bmagov_guideline.index", fiscal_year=fiscal_year)
    return _page(fiscal_year, errors=errors, typed=form)


@bmagov_guideline.route("/guidelines/<int:fiscal_year>/withdraw/<id>", methods=["POST"])
def withdraw(fiscal_year: int, id: str) -> Answer:  # noqa: A002
    """Take one back."""
    if response := login_first():
        return response
    reason = typed(request.form, "reason")
    _, errors = write("bmagov_guideline_withdraw", {**reason, "id": id})
    if errors:
        return _page(fiscal_year, errors=errors, typed=reason, withdrawing=id)
    tk.h.flash_success(tk._("It is taken back, and stays in the record."))
    return tk.redirect_to("bmagov_guideline.index", fiscal_year=fiscal_year)


@bmagov_guideline.route("/guideline/<id>")
def document(id: str) -> Answer:  # noqa: A002
    """Send the file."""
    try:
        row = tk.get_action("bmagov_guideline_show")(me(), {"id": id})
    except (tk.ObjectNotFound, tk.ValidationError):
        return tk.abort(404, tk._("There is no such document"))
    return sent({**row, "url": ""})


def _page(fiscal_year: int, **more: Any) -> Answer:
    return page(
        "bmagov/kpi/audit_guidelines.html",
        private=is_auditor(),
        fiscal_year=fiscal_year,
        guidelines=read("bmagov_guideline_list", {"fiscal_year": fiscal_year}),
        **roles(),
        **more,
    )
