"""What waits for auditors: what agencies handed in, and agencies that are long past a last day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.calendar import FiscalYear
from ckanext.bmagov.base.words.dates import iso_day
from ckanext.bmagov.notices.actions.sources.asker import day, moment
from ckanext.bmagov.notices.domain.lines import Line
from ckanext.bmagov.notices.readers import rules, working_days

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ckanext.bmagov.notices.actions.sources.asker import Asker

HANDED_IN: Final = frozenset({"submit", "object"})
REVIEWED: Final = frozenset({"submitted", "under_review"})


def lines(asker: Asker) -> Iterator[Line]:
    """Yield the lines of who audits."""
    if not asker.person.auditor:
        return
    for row in asker.read("bmagov_round_list") or ():
        if row["event"] in HANDED_IN and row["state"] in REVIEWED:
            yield _handed_in(row)
    year = FiscalYear.of(asker.today).year
    scores = asker.read("bmagov_scorecard_list", fiscal_year=year)
    for agency in scores["agencies"] if scores else ():
        if agency["late"] and not asker.edits(agency["id"]):
            yield from _late(asker, agency, scores)


def _handed_in(row: Mapping[str, Any]) -> Line:
    agency, year = row["agency"], row["fiscal_year"]
    said = tk._("{agency}, {year}: {event}").format(
        agency=tk.h.bmagov_title(agency), year=year, event=row["event_label"]
    )
    return Line(
        "handed_in", f"{agency['id']} {year} {row['revision']} {row['version']}", said,
        f"/kpi/{year}/{agency['name']}", tk._("Review"), at=moment(row["since"]),
    )  # fmt: skip


def _late(asker: Asker, agency: Mapping[str, Any], scores: Mapping[str, Any]) -> Iterator[Line]:
    """Tell an agency whose last day is so many working days past; once for each day that passed so."""
    year, steps = scores["fiscal_year"], _steps(asker, scores["fiscal_year"])
    listed = asker.read("bmagov_deadline_list", fiscal_year=year, id=agency["name"])
    days = {deadline["step"]: day(deadline["day"]) for deadline in listed["deadlines"]} if listed else {}
    passed = {last for name in agency["late"] if (last := days.get(steps.get(name, "")))}
    escalated = [
        last for last in passed if working_days().between(last, asker.today) >= rules().auditors_after
    ]
    if escalated:
        first = min(escalated)
        text = tk._("{agency}, {year}: past a last day since {day}; criteria {criteria}").format(
            agency=tk.h.bmagov_title(agency), year=year, day=iso_day(first.isoformat()),
            criteria=", ".join(agency["late"]),
        )  # fmt: skip
        key, link = f"{agency['id']} {year} {max(escalated)}", f"/kpi/{year}/{agency['name']}"
        yield Line("late", key, text, link, tk._("Open and read"))


def _steps(asker: Asker, year: int) -> dict[str, str]:
    """Return the step of each criterion that has one."""
    shown: Any = asker.read("bmagov_ruleset_show", fiscal_year=year)
    parts = shown["rules"]["parts"] if shown else ()
    return {item["id"]: item["step"] for part in parts for item in part["criteria"] if item.get("step")}
