"""What auditors look at first: a page of agencies with their flags, and the same as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, request

import ckan.plugins.toolkit as tk
from ckan.lib.pagination import Page

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.views.menu import Menu, in_menu
from ckanext.bmagov.kpi.common.views import read
from ckanext.bmagov.kpi.oversight.views.audit_page import auditors_only, page, table_file, this_year

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue as Answer

bmagov_risk = Blueprint("bmagov_risk", __name__, url_prefix="/kpi/<int:fiscal_year>")
bmagov_risk.before_request(auditors_only)

ON_A_PAGE = 50
IN_A_FILE = 200


@bmagov_risk.route("/risk")
@in_menu(Menu.AUDIT, N_("What to look at first"), place=3, icon="flag", params=this_year)
def index(fiscal_year: int) -> Answer:
    """List the agencies of a year, those with the greatest risk first."""
    number = tk.h.get_page_number(request.args)
    about = {"fiscal_year": fiscal_year, "limit": ON_A_PAGE, "offset": (number - 1) * ON_A_PAGE}
    listing = read("bmagov_risk_list", about)
    pager = Page(
        collection=listing["agencies"],
        page=number,
        presliced_list=True,
        url=lambda page, **_: tk.url_for("bmagov_risk.index", fiscal_year=fiscal_year, page=page),
        item_count=listing["count"],
        items_per_page=ON_A_PAGE,
    )
    return page("bmagov/kpi/audit_risk.html", fiscal_year=fiscal_year, listing=listing, pager=pager)


@bmagov_risk.route("/risk.<any(csv, xlsx):extension>")
def table(fiscal_year: int, extension: str) -> Answer:
    """Send all flags, a line for each; an agency without any has a line, too."""
    header = [
        "agency", tk._("Agency"), tk._("Risk"), tk._("Result"), tk._("As of"), tk._("Code"),
        tk._("Subject"), tk._("What to look at"), tk._("Weight"), tk._("Address"),
    ]  # fmt: skip
    return table_file(f"kpi-{fiscal_year}-risk", header, _lines(fiscal_year), extension)


def _lines(fiscal_year: int) -> list[list[Any]]:
    lines: list[list[Any]] = []
    count, offset = 1, 0
    while offset < count:
        about = {"fiscal_year": fiscal_year, "limit": IN_A_FILE, "offset": offset}
        listing = read("bmagov_risk_list", about)
        count, offset = listing["count"], offset + IN_A_FILE
        for row in listing["agencies"]:
            head = [row["name"], row["title"], row["risk"], row["result"], row["as_of"]]
            lines += [
                [*head, flag["code"], flag["title"], flag["text"], flag["weight"], flag["link"]]
                for flag in row["flags"]
            ]
            if row["hidden"] or not row["flags"]:
                lines.append([*head, "", "", row["hidden"], "", ""])
    return lines
