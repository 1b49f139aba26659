"""The KPI on pages: years, steps with what ticks them, entries by month, links to workspaces."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import policy
from ckanext.bmagov.base.domain.calendar import FiscalYear, Language, format_month, format_range
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.words.dates import language
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.kpi.common.services.agencies import find_scored
from ckanext.bmagov.kpi.common.words.labels import day_label, document_label, origin_label, use_label
from ckanext.bmagov.kpi.rules.domain.ruleset import DEFAULT_KPI
from ckanext.bmagov.kpi.rules.services import rules as rule_service
from ckanext.bmagov.kpi.score.domain.facts import Origin, UseKind

if TYPE_CHECKING:
    from collections.abc import Iterable

Record = dict[str, Any]


def bmagov_kpi_words(text: dict[str, str]) -> str:
    """Return the words of a rule set in the reader's language."""
    return text.get(lang()) or text["th"]


def bmagov_kpi_year_label(fiscal_year: int) -> str:
    """Return ``ปีงบประมาณ พ.ศ. 2570``; in English with the Gregorian years."""
    label = tk._("Fiscal year {year}").format(year=fiscal_year)
    begins = FiscalYear(fiscal_year).start.year
    return label if language() is Language.THAI else f"{label} ({begins}/{begins + 1 - 2000})"


def bmagov_kpi_years() -> list[int]:
    """Return the fiscal years that have rules in force, the newest first."""
    known = rule_service.years(model.Session)
    return sorted({year for kpi, year in known if kpi == DEFAULT_KPI}, reverse=True)


def bmagov_kpi_year() -> int:
    """Return the current fiscal year, or the last that has rules."""
    current = FiscalYear.of(today()).year
    years = bmagov_kpi_years()
    return next((year for year in years if year <= current), years[-1] if years else current)


def workspace_year(agency_id: str) -> int | None:
    """Return the year for the tab of an agency's workspace; None for who has none there."""
    try:
        tk.check_access("bmagov_scorecard_show", {}, {"id": agency_id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return None
    year = bmagov_kpi_year()
    rules = rule_service.in_force(model.Session, DEFAULT_KPI, year, today())
    return year if rules and find_scored(model.Session, rules, agency_id) else None


def bmagov_kpi_mine() -> list[Record]:
    """Return how far the agencies of the reader's own are, for the list of one's work."""
    own = access.reader(access.signed_in()).roles
    if not own:
        return []
    year = bmagov_kpi_year()
    try:
        listing = tk.get_action("bmagov_scorecard_list")({}, {"fiscal_year": year})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return []
    return [{**agency, "fiscal_year": year} for agency in listing["agencies"] if agency["id"] in own]


def bmagov_kpi_document_label(kind: str) -> str:
    """Return the name of a kind of document."""
    return document_label(kind)


def bmagov_kpi_choices(name: str) -> list[tuple[str, str]]:
    """Return the choices of a field of the workspace's forms: value and label."""
    if name == "use":
        return [(kind.value, use_label(kind.value)) for kind in UseKind]
    if name == "origin":
        return [(origin.value, origin_label(origin.value)) for origin in Origin]
    rules = policy()
    return [
        (level, tk.h.bmagov_codelist_label("data_classification", level))
        for level in rules.levels
        if rules.stores_bytes(level)
    ]


def bmagov_kpi_months(fiscal_year: int, entries: Iterable[Record]) -> list[Record]:
    """Return the quarters of a year, each with its months and their entries by day."""
    known = list(entries)
    return [
        {
            "number": quarter.number,
            "range": format_range(quarter.start, quarter.end, language()),
            "is_current": today() in quarter,
            "months": [
                {"label": _month(rows[0]["day"]), "entries": rows}
                for _, group in groupby(
                    (entry for entry in known if entry["quarter"] == quarter.number),
                    key=lambda entry: entry["day"][:7],
                )
                if (rows := list(group))
            ],
        }
        for quarter in FiscalYear(fiscal_year).quarters
    ]


def bmagov_kpi_strip(strip: Iterable[str]) -> list[Record]:
    """Return the stretches of days of a finding: ``first``, ``last``, ``day``, ``label``, ``days`` and
    ``place``, the number of days before.
    """
    stretches: list[Record] = []
    place = 0
    for part in strip:
        span, day = part.split(" ")
        first, last = map(date.fromisoformat, span.split("/"))
        days = (last - first).days + 1
        stretches.append(
            {
                "first": first.isoformat(),
                "last": last.isoformat(),
                "day": day,
                "label": day_label(day),
                "days": days,
                "place": place,
            }
        )
        place += days
    return stretches


def _month(day: str) -> str:
    return format_month(date.fromisoformat(day), language(), long=True)


# --- the steps of Part 2 ---


def timeline(
    rules: Record, deadlines: list[Record], card: Record, documents: list[Record], round_: Record
) -> list[Record]:
    """Return the steps with deadlines, each with what belongs to it and when that came.

    Criteria tick themselves from the catalog; documents that no criterion asks for, by being handed in. The
    last step is the report itself.
    """
    criteria = [criterion for part in card["parts"] for criterion in part["criteria"]]
    asked = {
        criterion["params"].get("kind")
        for part in rules["parts"]
        for criterion in part["criteria"]
        if criterion.get("params")
    }
    days = {deadline["step"]: deadline for deadline in deadlines}
    steps = []
    for step in rules["steps"]:
        items = [_criterion_item(criterion) for criterion in criteria if criterion["step"] == step["id"]]
        items += [
            _document_item(deliverable, documents)
            for deliverable in step["deliverables"]
            if deliverable.get("kind") and deliverable["kind"] not in asked
        ]
        steps.append(_step(step["id"], step["name"], days[step["id"]], items))
    handed_in = [decision for decision in round_["decisions"] if decision["event"] == "submit"]
    report = {
        "name": tk._("Report signed and handed in"),
        "done": round_["state"] not in ("draft", "returned"),
        "day": handed_in[-1]["at"] if handed_in else "",
        "late": False,
        "page": "submit",
    }
    return [*steps, _step("report", days["report"]["name"], days["report"], [report])]


def _step(name: str, title: Record, deadline: Record, items: list[Record]) -> Record:
    counted = [item for item in items if item["done"] is not None]
    done = bool(counted) and all(item["done"] for item in counted)
    return {
        "id": name,
        "name": title,
        "deadline": deadline["day"],
        "moved": deadline["day"] != deadline["written"],
        "moves": deadline["moves"],
        "items": items,
        "done": done,
        "begun": any(item["done"] for item in counted),
        "overdue": not done and deadline["day"] < today().isoformat(),
    }


def _criterion_item(criterion: Record) -> Record:
    """Return a criterion of a step; ``done`` is None when it does not apply or could not be seen."""
    days = [finding["day"] for finding in criterion["findings"] if finding["day"]]
    late = any(finding["late"] for finding in criterion["findings"])
    seen = criterion["state"] not in ("unknown", "not_applicable")
    done = criterion["state"] == "pass" or (criterion["state"] == "partial" and late)
    return {
        "name": bmagov_kpi_words(criterion["name"]),
        "criterion": criterion["id"],
        "done": done if seen else None,
        "late": late and done,
        "day": max(days) if days and done else "",
        "state": criterion["state"],
    }


def _document_item(deliverable: Record, documents: list[Record]) -> Record:
    received = [document["received_at"] for document in documents if document["kind"] == deliverable["kind"]]
    return {
        "name": bmagov_kpi_words(deliverable["name"]),
        "done": bool(received),
        "day": min(received, default=""),
        "late": False,
        "page": "documents",
    }
