"""The quarters of an agency's year, as they were kept: side by side, and one with what changed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.calendar import FiscalYear
from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.views.menu import Menu, in_menu
from ckanext.bmagov.kpi.common.helpers import bmagov_kpi_words
from ckanext.bmagov.kpi.common.views import Record, login_first, read, year_page
from ckanext.bmagov.kpi.common.words.labels import period_label
from ckanext.bmagov.kpi.oversight.views.audit_page import table_file
from ckanext.bmagov.kpi.round.domain.periods import QUARTERS

if TYPE_CHECKING:
    import datetime as dt

    from flask.typing import ResponseReturnValue as Answer

bmagov_quarters = Blueprint(
    "bmagov_quarters", __name__, url_prefix="/organization/<id>/kpi/<int:fiscal_year>"
)
bmagov_quarters.before_request(login_first)


@bmagov_quarters.route("/quarters")
@in_menu(Menu.YEAR, N_("Quarters"), place=9, icon="chart-column")
def index(id: str, fiscal_year: int) -> Answer:  # noqa: A002 (CKAN's name in URLs)
    """Show the results of the quarters, and that one was not measured where nothing was kept."""
    about = {"id": id, "fiscal_year": fiscal_year}
    kept = {item["period"]: item for item in read("bmagov_snapshot_list", about) if item["is_quarter"]}
    return year_page(
        "bmagov/kpi/quarters.html",
        id,
        fiscal_year,
        here="quarters",
        quarters=[_quarter(name, end, kept.get(name)) for name, end in _ends(fiscal_year)],
    )


@bmagov_quarters.route(f"/quarters/<any({', '.join(QUARTERS)}):period>")
def show(id: str, fiscal_year: int, period: str) -> Answer:  # noqa: A002
    """Show a quarter: its score card, and what differs from the one before."""
    about = {"id": id, "fiscal_year": fiscal_year}
    kept = read("bmagov_snapshot_show", {**about, "period": period})
    return year_page("bmagov/kpi/quarter.html", id, fiscal_year, here="quarters", kept=kept)


@bmagov_quarters.route("/quarters.<any(csv, xlsx):extension>")
def table(id: str, fiscal_year: int, extension: str) -> Answer:  # noqa: A002
    """Send the points of each criterion at the end of each quarter."""
    about = {"id": id, "fiscal_year": fiscal_year}
    listed = [item["period"] for item in read("bmagov_snapshot_list", about) if item["is_quarter"]]
    cards = {name: read("bmagov_snapshot_show", {**about, "period": name})["card"] for name in listed}
    header = [tk._("Criterion"), tk._("Name"), *(period_label(name) for name in QUARTERS)]
    result = [tk._("Result"), "", *(_result(cards.get(name)) for name in QUARTERS)]
    points = {name: _points(card) for name, card in cards.items()}
    names = {
        criterion["id"]: bmagov_kpi_words(criterion["name"])
        for card in cards.values()
        for criterion in _criteria(card)
    }
    lines = [
        [criterion, name, *(points.get(quarter, {}).get(criterion, "") for quarter in QUARTERS)]
        for criterion, name in names.items()
    ]
    agency = read("bmagov_round_show", {**about, "changes": False})["agency"]["name"]
    return table_file(f"kpi-{fiscal_year}-{agency}-quarters", header, [*lines, result], extension)


def _ends(fiscal_year: int) -> list[tuple[str, dt.date]]:
    return [(f"q{quarter.number}", quarter.end) for quarter in FiscalYear(fiscal_year).quarters]


def _quarter(name: str, end: dt.date, kept: Record | None) -> Record:
    is_over = end < today()
    return {
        "period": name, "label": period_label(name), "end": end.isoformat(), "is_over": is_over, "kept": kept,
    }  # fmt: skip


def _criteria(card: Record) -> list[Record]:
    return [criterion for part in card["parts"] for criterion in part["criteria"]]


def _points(card: Record) -> dict[str, Any]:
    return {criterion["id"]: criterion["points"]["earned"] for criterion in _criteria(card)}


def _result(card: Record | None) -> Any:
    return card["result"] if card else ""
