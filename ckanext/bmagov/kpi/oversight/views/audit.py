"""What auditors see of all agencies, and what everybody sees: overview, queue, results, calendar."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

import ckan.plugins.toolkit as tk

from ckanext.bmagov import config
from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.helpers.error_code import error_codes
from ckanext.bmagov.base.views.menu import Menu, in_menu
from ckanext.bmagov.kpi.common.helpers import bmagov_kpi_words, bmagov_kpi_year, bmagov_kpi_year_label
from ckanext.bmagov.kpi.common.views import Record, login_first, read, write
from ckanext.bmagov.kpi.common.words.labels import round_state_label, state_label
from ckanext.bmagov.kpi.oversight import formats
from ckanext.bmagov.kpi.oversight.domain import overview, trend
from ckanext.bmagov.kpi.oversight.views import audit_map, audit_trend
from ckanext.bmagov.kpi.oversight.views.audit_page import (
    auditors_only,
    is_auditor,
    page,
    roles,
    table_file,
    this_year,
    typed,
)
from ckanext.bmagov.kpi.score.domain.findings import State as FindingState

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue as Answer

bmagov_audit = Blueprint("bmagov_audit", __name__, url_prefix="/kpi")

FILTERS = ("group", "state", "round", "late", "no_register", "touched", "q")
DAY = 24 * 60 * 60
"""Seconds for which a line may be kept: it names its day, and stays true."""

FILE = "<any(csv, xlsx):extension>"


def _when_published(_: Record) -> Record | None:
    """Return what the address of the results needs; None where they are not published at all."""
    return None if config.kpi_public() == "none" else {}


# --- overview ---


@bmagov_audit.route("/<int:fiscal_year>")
@in_menu(Menu.AUDIT, N_("KPI overview"), place=1, icon="table-cells", params=this_year)
def show(fiscal_year: int) -> Answer:
    """Show agencies against criteria; who does not audit is led to what is published."""
    if not is_auditor():
        return tk.redirect_to("bmagov_audit.public", fiscal_year=fiscal_year)
    scores = read("bmagov_scorecard_list", {"fiscal_year": fiscal_year})
    wanted = _wanted()
    sort = request.args.get("sort", "")
    rows = overview.ordered(overview.chosen(scores["agencies"], wanted), sort)
    names = [criterion["id"] for criterion in scores["criteria"]]
    target = Decimal(scores["target"])
    years = trend.years(scores["agencies"])
    compares = len(years) > 1
    return page(
        "bmagov/kpi/audit_overview.html",
        fiscal_year=scores["fiscal_year"],
        scores=scores,
        wanted=wanted,
        sort=sort,
        groups=[(kind, own, overview.total(own, names, target)) for kind, own in overview.groups(rows)],
        kinds=[kind for kind, _ in overview.groups(scores["agencies"])],
        city=overview.total(rows, names, target),
        shown=len(rows),
        signs=audit_map.SIGNS,
        cells=audit_map.drawn(rows, names, f"{fiscal_year}/"),
        sparks=audit_trend.sparks(rows, years) if compares else {},
        trend=audit_trend.of_city(rows, years) if compares else None,
        late=_late(rows, scores),
        bins=overview.distribution(rows),
        states=[(state.value, state_label(state.value)) for state in FindingState],
        rounds=[(state, round_state_label(state)) for state in overview.ROUND_ORDER],
        **roles(),
    )


def _wanted() -> dict[str, str]:
    return {name: value for name in FILTERS if (value := request.args.get(name, "").strip())}


def _late(rows: list[Any], scores: Record) -> list[Record]:
    """Return what is past its deadline, a line for each criterion of each agency."""
    names = {criterion["id"]: criterion for criterion in scores["criteria"]}
    return [
        {"agency": row, "criterion": names[criterion_id], "cell": row["criteria"][criterion_id]}
        for row in rows
        for criterion_id in row["late"]
    ]


@bmagov_audit.route(f"/<int:fiscal_year>/<any(agencies, groups, late, distribution, trend):table>.{FILE}")
def table(fiscal_year: int, table: str, extension: str) -> Answer:
    """Send a table of the overview, filtered and sorted as the page was."""
    if response := auditors_only():
        return response
    scores = read("bmagov_scorecard_list", {"fiscal_year": fiscal_year})
    rows = overview.ordered(overview.chosen(scores["agencies"], _wanted()), request.args.get("sort", ""))
    header, lines = _TABLES[table](rows, scores)
    return table_file(f"kpi-{fiscal_year}-{table}", header, lines, extension)


def _agencies_table(rows: list[Any], scores: Record) -> tuple[list[str], list[list[Any]]]:
    names = [criterion["id"] for criterion in scores["criteria"]]
    header = [
        "agency", tk._("Agency"), tk._("Kind"), tk._("Result"), tk._("Due so far"),
        tk._("Still reachable"), tk._("Stated"),
        tk._("Round"), tk._("Late"), tk._("As of"),
    ]  # fmt: skip
    header += [text for name in names for text in (f"{name} {tk._('state')}", f"{name} {tk._('points')}")]
    lines = []
    for row in rows:
        kind = tk.h.bmagov_codelist_label("agency_kind", row["kind"])
        head = [row["name"], row["title"], kind, row["result"]]
        head += [overview.due_result(row), row["highest"], row["stated"]]
        head += [round_state_label(row["round"]), " ".join(row["late"]), row["as_of"]]
        cells = [row["criteria"].get(name) for name in names]
        tail = [
            text
            for cell in cells
            for text in ((cell["state_label"], cell["points"]["earned"]) if cell else ("", ""))
        ]
        lines.append([*head, *tail])
    return header, lines


def _groups_table(rows: list[Any], scores: Record) -> tuple[list[str], list[list[Any]]]:
    names = [criterion["id"] for criterion in scores["criteria"]]
    target = Decimal(scores["target"])
    header = [
        tk._("Group of agencies"), tk._("Agencies"), tk._("Scored"), tk._("Mean"), tk._("Due so far"),
        tk._("Lowest"), tk._("Highest"), tk._("At the target"), tk._("Late"), *(f"{name}%" for name in names),
    ]  # fmt: skip
    parts = [(tk.h.bmagov_codelist_label("agency_kind", kind), own) for kind, own in overview.groups(rows)]
    lines = []
    for label, own in [*parts, (tk._("The city"), rows)]:
        total = overview.total(own, names, target)
        figures = [total.agencies, total.scored, total.mean, total.due, total.lowest, total.highest]
        lines.append([label, *figures, total.reached, total.late, *total.percents.values()])
    return header, lines


def _late_table(rows: list[Any], scores: Record) -> tuple[list[str], list[list[Any]]]:
    header = ["agency", tk._("Agency"), tk._("Criterion"), tk._("Name"), tk._("State"), tk._("Points")]
    lines = [
        [
            late["agency"]["name"],
            late["agency"]["title"],
            late["criterion"]["id"],
            bmagov_kpi_words(late["criterion"]["name"]),
            late["cell"]["state_label"],
            f"{late['cell']['points']['earned']} / {late['cell']['points']['weight']}",
        ]
        for late in _late(rows, scores)
    ]
    return header, lines


def _trend_table(rows: list[Any], scores: Record) -> tuple[list[str], list[list[Any]]]:
    return audit_trend.table(rows, trend.years(scores["agencies"]))


def _distribution_table(rows: list[Any], _: Record) -> tuple[list[str], list[list[Any]]]:
    header = [tk._("Result"), tk._("Agencies")]
    return header, [[f"{bin_.low} – {bin_.high}", bin_.agencies] for bin_ in overview.distribution(rows)]


_TABLES = {
    "agencies": _agencies_table,
    "groups": _groups_table,
    "late": _late_table,
    "distribution": _distribution_table,
    "trend": _trend_table,
}


# --- queue ---


@bmagov_audit.route("/queue")
@in_menu(Menu.AUDIT, N_("Waiting for review"), place=2, icon="inbox")
def queue() -> Answer:
    """Show what waits for auditors and supervisors, the oldest first."""
    if response := auditors_only():
        return response
    year = bmagov_kpi_year()
    agencies = read("bmagov_scorecard_list", {"fiscal_year": year})["agencies"]
    return page(
        "bmagov/kpi/audit_queue.html",
        lists=_lists(),
        fiscal_year=year,
        unregistered=sum(row["no_register"] for row in agencies),
        touched_only=bool(request.args.get("touched")),
        **roles(),
    )


@bmagov_audit.route(f"/queue.{FILE}")
def queue_file(extension: str) -> Answer:
    """Send what waits."""
    if response := auditors_only():
        return response
    header = [tk._("Waits for"), "agency", tk._("Agency"), tk._("Fiscal year"), tk._("Since"), tk._("Note")]
    rows = [
        [label, row["agency"]["name"], row["agency"]["title"], row["fiscal_year"], row["since"], row["note"]]
        for _, label, rounds in _lists()
        for row in rounds
    ]
    return table_file("kpi-queue", header, rows, extension)


def _lists() -> list[tuple[str, str, list[Record]]]:
    """Return the lists of the queue with their names."""
    rounds = [
        row for row in read("bmagov_round_list", {}) if row["touched"] or not request.args.get("touched")
    ]
    objections = [row for row in rounds if row["state"] == "under_review" and row["event"] == "object"]
    reviewed = [row for row in rounds if row["state"] == "under_review" and row["event"] != "object"]
    return [
        ("submitted", tk._("Handed in, waiting for review"), _in(rounds, "submitted")),
        ("objection", tk._("Objections to answer"), objections),
        ("under_review", tk._("Under review"), reviewed),
        ("verified", tk._("Verified, waiting for sign-off"), _in(rounds, "verified")),
        ("signed_off", tk._("Signed off, waiting to be closed"), _in(rounds, "signed_off")),
    ]


def _in(rounds: list[Record], state: str) -> list[Record]:
    return [row for row in rounds if row["state"] == state]


# --- what is published ---


@bmagov_audit.route("")
@in_menu(Menu.FOOTER, N_("KPI results"), place=2, params=_when_published)
def index() -> Answer:
    """Show the results of the last year that is published."""
    listing = read("bmagov_kpi_result_list", {})
    return _public(listing["years"][0] if listing["years"] else bmagov_kpi_year())


@bmagov_audit.route("/<int:fiscal_year>/public")
def public(fiscal_year: int) -> Answer:
    """Show the published results of a year."""
    return _public(fiscal_year)


def _public(fiscal_year: int) -> Answer:
    listing = read("bmagov_kpi_result_list", {"fiscal_year": fiscal_year})
    sort = request.args.get("sort", "")
    results = _sorted_results(listing["results"], sort)
    kinds = dict.fromkeys(result["agency"]["kind"] for result in results)
    order = [*overview.GROUPS, *(kind for kind in kinds if kind not in overview.GROUPS)]
    groups = [
        (kind, [result for result in results if result["agency"]["kind"] == kind])
        for kind in order
        if kind in kinds
    ]
    means = {
        kind: overview.mean([Decimal(result["result"]) for result in own if result["result"] is not None])
        for kind, own in groups
    }
    return page(
        "bmagov/kpi/audit_public.html",
        private=False,
        fiscal_year=fiscal_year,
        listing=listing,
        sort=sort,
        groups=groups,
        means=means,
        bins=overview.distribution(listing["results"]),
    )


def _sorted_results(results: list[Record], sort: str) -> list[Record]:
    name, down = sort.removeprefix("-"), sort.startswith("-")
    if name == "title":
        return sorted(results, key=lambda row: row["agency"]["title"], reverse=down)
    if name == "result":
        known = [row for row in results if row["result"] is not None]
        known.sort(key=lambda row: Decimal(row["result"]), reverse=down)
        return known + [row for row in results if row["result"] is None]
    return results


@bmagov_audit.route(f"/<int:fiscal_year>/public.{FILE}")
def public_file(fiscal_year: int, extension: str) -> Answer:
    """Send the published results of a year."""
    listing = read("bmagov_kpi_result_list", {"fiscal_year": fiscal_year})
    header = [
        "fiscal_year", "agency", "title", "title_en", "kind", "target", "result", "measured", "signed_off_at",
        "revision", "digest", "problem",
    ]  # fmt: skip
    rows = [
        [
            result["fiscal_year"],
            *(result["agency"][name] for name in ("name", "title", "title_en", "kind")),
            *(
                result[name]
                for name in (
                    "target",
                    "result",
                    "measured",
                    "signed_off_at",
                    "revision",
                    "digest",
                    "problem",
                )
            ),
        ]
        for result in listing["results"]
    ]
    return table_file(f"kpi-results-{fiscal_year}", header, rows, extension)


@bmagov_audit.route("/log-head.txt")
def log_head() -> Answer:
    """Give the day's line of the log, to be kept by whoever wants to show later that it was changed."""
    line = read("bmagov_log_head_show", {})["line"]
    response = Response(f"{line}\n", content_type="text/plain; charset=utf-8")
    response.cache_control.public = True
    response.cache_control.s_maxage = DAY  # CKAN sets `max-age` of every answer
    return response


# --- calendar ---


@bmagov_audit.route("/calendar")
def calendars() -> Answer:
    """Lead to the current fiscal year."""
    return tk.redirect_to("bmagov_audit.calendar", fiscal_year=bmagov_kpi_year())


@bmagov_audit.route("/calendar/<int:fiscal_year>", methods=["GET", "POST"])
@in_menu(Menu.AUDIT, N_("Calendar"), place=5, icon="calendar-days", params=this_year)
def calendar(fiscal_year: int) -> Answer:
    """Show all deadlines and how they were moved; supervisors move them."""
    errors: Record = {}
    trial: Record | None = None
    form: Record = {name: request.args.get(name, "") for name in ("step", "id")}
    if request.method == "POST":
        if response := login_first():
            return response
        form = typed(request.form, "step", "id", "before", "after", "reason", "confirmed")
        params = {name: value for name, value in form.items() if value or name != "id"}
        _, errors = write("bmagov_deadline_move", {**params, "fiscal_year": fiscal_year})
        if "DEADLINE-UNCONFIRMED" in error_codes(errors):
            trial, _ = write("bmagov_deadline_try", _tried(params, fiscal_year))
        if not errors:
            tk.h.flash_success(tk._("The deadline is moved. The old day stays in the record."))
            return tk.redirect_to("bmagov_audit.calendar", fiscal_year=fiscal_year)
    about: Record = {"fiscal_year": fiscal_year}
    audits = is_auditor()
    listing = read(
        "bmagov_deadline_list", {**about, "id": form["id"]} if audits and form.get("id") else about
    )
    chosen = next(
        (deadline for deadline in listing["deadlines"] if deadline["step"] == form.get("step")), None
    )
    rights = roles() if audits else {"audits": False, "supervises": False}
    agencies = read("bmagov_scorecard_list", about)["agencies"] if rights["supervises"] and chosen else []
    return page(
        "bmagov/kpi/audit_calendar.html",
        errors=errors,
        private=audits,
        fiscal_year=listing["fiscal_year"],
        listing=listing,
        chosen=chosen,
        trial=trial,
        agencies=agencies,
        typed=form,
        **rights,
    )


def _tried(form: Record, fiscal_year: int) -> Record:
    return {
        "fiscal_year": fiscal_year,
        **{name: form[name] for name in ("step", "id", "after") if name in form},
    }


@bmagov_audit.route(f"/calendar/<int:fiscal_year>.{FILE}")
def calendar_file(fiscal_year: int, extension: str) -> Answer:
    """Send the deadlines, a line for each."""
    listing = read("bmagov_deadline_list", {"fiscal_year": fiscal_year})
    header = ["step", tk._("Name"), tk._("Last day"), tk._("As the rules say"), tk._("Moved because")]
    rows = [
        [
            deadline["step"],
            bmagov_kpi_words(deadline["name"]),
            deadline["day"],
            deadline["written"],
            deadline["moves"][-1]["reason"] if deadline["moves"] else "",
        ]
        for deadline in listing["deadlines"]
    ]
    return table_file(f"kpi-calendar-{fiscal_year}", header, rows, extension)


@bmagov_audit.route("/calendar/<int:fiscal_year>.ics")
def feed(fiscal_year: int) -> Answer:
    """Send the deadlines for calendars of phones and mail programs."""
    listing = read("bmagov_deadline_list", {"fiscal_year": fiscal_year})
    rules = read("bmagov_ruleset_show", {"fiscal_year": fiscal_year})
    site = tk.h.url_for("bmagov_audit.calendar", fiscal_year=fiscal_year, qualified=True)
    host = site.split("//", 1)[-1].split("/", 1)[0]
    begins = dt.datetime.fromisoformat(f"{rules['effective_from']}T00:00:00+07:00")
    events = [
        formats.Event(
            uid=f"kpi-{listing['kpi']}-{fiscal_year}-{deadline['step']}@{host}",
            day=dt.date.fromisoformat(deadline["day"]),
            summary=_summary(deadline),
            changed=dt.datetime.fromisoformat(deadline["moves"][-1]["at"]) if deadline["moves"] else begins,
            sequence=len(deadline["moves"]),
            description=_moved(deadline),
            url=site,
        )
        for deadline in listing["deadlines"]
    ]
    name = f"{bmagov_kpi_words(rules['name'])} {bmagov_kpi_year_label(fiscal_year)}"
    headers = {
        "Content-Disposition": f'inline; filename="kpi-{fiscal_year}.ics"',
        "Cache-Control": "no-cache",
    }
    return Response(formats.write(name, events), headers=headers, content_type=formats.MEDIA_TYPE)


def _summary(deadline: Record) -> str:
    name = bmagov_kpi_words(deadline["name"])
    if deadline["step"] == "report":
        return tk._("KPI, last day: {name}").format(name=name)
    return tk._("KPI, last day of step {n}: {name}").format(n=deadline["step"], name=name)


def _moved(deadline: Record) -> str:
    if not deadline["moves"]:
        return ""
    last = deadline["moves"][-1]
    return tk._("Moved from {before}: {reason}").format(
        before=tk.h.bmagov_date(last["before"]), reason=last["reason"]
    )
