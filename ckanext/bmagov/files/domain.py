"""How current data are: one judgement for the page of a dataset, the work list, the badge and the score.

Only changes of the data themselves count, never `metadata_modified` and never the day that an agency states:
saving a form again, or uploading the same bytes, moves nothing. The frequency that both sides agreed in the
register goes before the one that the dataset declares. Frequency is unit x interval (มรด. 3-1 items 9.1 and
9.2): unit `month`, interval 3 is once a quarter.
"""

# ruff: noqa: TC003 - reading stored facts and rules needs the types at run time

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.domain.plain import DERIVED

MONTHS: Final = {"year": 12, "half_year": 6, "quarter": 3, "month": 1}
DAYS: Final = {"week": 7, "day": 1, "working_day": 1, "hour": 1, "minute": 1}
"""Units shorter than a day are due the next day: pages show days."""

EXEMPT: Final = frozenset({"never"})
WITHOUT_DATE: Final = frozenset({"unknown", "real_time", "other", ""})
ALWAYS: Final = {"real_time": "day"}
"""Data that flow all the time must show a change every day."""


class EventKind(StrEnum):
    """What a change of a file or table was, by the publisher's word or by the DataStore."""

    NEW_DATA = "new_data"
    """ข้อมูลชุดใหม่"""
    CORRECTION = "correction"
    """แก้ไขเท่านั้น"""


@dataclass(frozen=True)
class DataEvent:
    """A change of the data itself, never of its description.

    Without a hash (rows written to a table) it always counts.
    """

    at: datetime
    kind: EventKind
    resource_id: str
    sha256: str = ""
    differing: int | None = None
    """At most so many rows are new or gone against the data before; None where nobody could measure it."""

    def brings(self, rows: int) -> bool:
        """Tell whether so many rows differ, for all that is known."""
        return self.differing is None or self.differing >= rows


@dataclass(frozen=True)
class History:
    """The changes of a dataset's data; not ``known`` when they could not be read in full."""

    events: tuple[DataEvent, ...] = ()
    known: bool = True


@dataclass(frozen=True)
class Frequency:
    """How often data are updated: so many units, as in the code list `update_frequency`."""

    unit: str = ""
    interval: int = 1

    def due_after(self, day: date) -> date | None:
        """Return the last day on which the update after a day is in time; None without a period."""
        return next_due(day, ALWAYS.get(self.unit, self.unit), self.interval)


@dataclass(frozen=True)
class FreshnessRule:
    """Thresholds of freshness, and what each state is worth (KPI design, "Freshness")."""

    notice_days: int
    """So many days before the due date a dataset is `due`; never more than a third of its period."""
    grace_days: int
    """So many days after the due date are still in time."""
    delinquent_periods: Decimal
    """After so many periods of silence beyond the due date `overdue` becomes `delinquent`."""
    overdue_share: Decimal
    undeclared_share: Decimal
    """For a dataset without a frequency that has dates: the duty to declare one is the agency's."""
    new_rows: int = field(default=0, metadata=DERIVED)
    """So many rows at least differ, or an event brought no new data (`Substance.new_rows`)."""


WITHOUT_RULES: Final = FreshnessRule(14, 0, Decimal(1), Decimal("0.5"), Decimal(0))
"""Holds on a site where no rule set was ever published."""


class State(StrEnum):
    """What the age of the data means against the frequency."""

    FRESH = "fresh"
    DUE = "due"
    """In time, and the next update is due within the notice or the days of grace."""
    OVERDUE = "overdue"
    DELINQUENT = "delinquent"
    """Long overdue, or no data ever came."""
    EXEMPT = "exempt"
    """Not updated after its collection, by declaration."""
    UNKNOWN = "unknown"


LATE: Final = frozenset({State.OVERDUE, State.DELINQUENT})
_REASONS: Final[Mapping[State, str]] = {
    State.FRESH: "DATA-FRESH",
    State.DUE: "DATA-DUE",
    State.OVERDUE: "DATA-OVERDUE",
    State.DELINQUENT: "DATA-DELINQUENT",
    State.EXEMPT: "DATA-EXEMPT",
    State.UNKNOWN: "DATA-UNKNOWN",
}

FRESHNESS_SENTENCES: Final[Mapping[str, str]] = {
    "FREQUENCY-NOT-DECLARED": N_("The dataset declares no update frequency."),
    "DATA-FRESH": N_("Current. Last new data on {last}, next due {due} ({frequency})."),
    "DATA-DUE": N_("Current, and due by {due}. Last new data on {last} ({frequency})."),
    "DATA-OVERDUE": N_("Overdue since {due}. Last new data on {last} ({frequency})."),
    "DATA-DELINQUENT": N_("Long overdue, since {due}. Last new data on {last} ({frequency})."),
    "DATA-EXEMPT": N_("Not updated after collection; the data came on {last}."),
    "DATA-NEVER": N_("No data have come yet ({frequency})."),
    "DATA-UNKNOWN": N_("The history of changes could not be read. This costs no points."),
}
"""Why data count as current or not, by the code of :attr:`Freshness.reason`."""


@dataclass(frozen=True)
class Freshness:
    """The state, and why: the last new data, the last day for the next, the frequency it is judged by."""

    state: State
    last: datetime | None = None
    due: date | None = None
    undeclared: bool = False
    """No frequency with dates is declared: unknown, and the agency can change it."""
    frequency: Frequency = Frequency()
    """By which the data are judged."""

    @property
    def last_day(self) -> date | None:
        """Return the day in Bangkok on which new data last came."""
        return in_bangkok(self.last).date() if self.last else None

    @property
    def reason(self) -> str:
        """Return the code of the sentence that says why."""
        if self.undeclared:
            return "FREQUENCY-NOT-DECLARED"
        if self.last is None and self.state is not State.UNKNOWN:
            return "DATA-NEVER"
        return _REASONS[self.state]

    @property
    def params(self) -> dict[str, str | int]:
        """Return what the sentence names; days are ISO, and empty where there is none."""
        return {
            "unit": self.frequency.unit,
            "interval": self.frequency.interval,
            "last": self.last_day.isoformat() if self.last_day else "",
            "due": self.due.isoformat() if self.due else "",
        }


def declared(record: Mapping[str, Any]) -> Frequency:
    """Return the frequency that a dataset declares; no interval is one."""
    stored = str(record.get("update_frequency_interval") or "")
    return Frequency(str(record.get("update_frequency_unit") or ""), int(stored) if stored.isdecimal() else 1)


def stated_day(record: Mapping[str, Any]) -> date | None:
    """Return the day on which the agency says the data were updated: a remark, by which nothing is judged."""
    try:
        return date.fromisoformat(record.get("last_updated_date") or "")
    except ValueError:
        return None


def last_new_data(events: Iterable[DataEvent], as_of: datetime, new_rows: int = 0) -> datetime | None:
    """Return when new data last came, not after ``as_of``.

    Bytes count once for each resource, when they first came as new data. Corrections do not count, nor does
    what is known to differ by fewer rows than ``new_rows``. The order in which events are given makes no
    difference.
    """
    first: dict[tuple[str, str], datetime] = {}
    last: datetime | None = None
    for event in events:
        if event.kind is not EventKind.NEW_DATA or event.at > as_of or not event.brings(new_rows):
            continue
        if not event.sha256:
            last = event.at if last is None else max(last, event.at)
            continue
        key = (event.resource_id, event.sha256)
        first[key] = min(event.at, first.get(key, event.at))
    return max((*first.values(), *([last] if last else [])), default=None)


def judge(
    history: History,
    declared: Frequency,
    agreed: Frequency | None,
    rule: FreshnessRule,
    as_of: datetime,
) -> Freshness:
    """Judge by the agreed frequency, or else by the declared one; a due day lasts until midnight in Bangkok.

    With a history that could not be read in full, what is seen can show that data are in time, never that
    they are late: then the state is unknown.
    """
    frequency = agreed or declared
    last = last_new_data(history.events, as_of, rule.new_rows)
    never = State.DELINQUENT if history.known else State.UNKNOWN
    if frequency.unit in EXEMPT:
        return Freshness(State.EXEMPT if last else never, last, frequency=frequency)
    start = in_bangkok(last or as_of).date()
    due = frequency.due_after(start)
    if due is None:
        return Freshness(State.UNKNOWN, last, undeclared=True, frequency=frequency)
    if last is None:
        return Freshness(never, frequency=frequency)
    state = _state(in_bangkok(as_of).date(), due, (due - start).days, rule)
    if state in LATE and not history.known:
        state = State.UNKNOWN
    return Freshness(state, last, due, frequency=frequency)


def _state(today: date, due: date, period: int, rule: FreshnessRule) -> State:
    if today < due - timedelta(days=min(rule.notice_days, period // 3)):
        return State.FRESH
    grace_end = due + timedelta(days=rule.grace_days)
    if today <= grace_end:
        return State.DUE
    limit = int(rule.delinquent_periods * period)
    return State.OVERDUE if today <= grace_end + timedelta(days=limit) else State.DELINQUENT


def next_due(last: date, unit: str, interval: int) -> date | None:
    """Return the last day on which the next update is in time; None for a unit without dates.

    The end of a month stays the end of a month: a month after 31 January is 28 (29) February. Working days
    pass over Saturday and Sunday; public holidays are not known here.
    """
    if unit in MONTHS:
        return _add_months(last, MONTHS[unit] * interval)
    if unit == "working_day":
        return _add_working_days(last, interval)
    if unit in ("hour", "minute"):
        return last + timedelta(days=1)
    return last + timedelta(days=DAYS[unit] * interval) if unit in DAYS else None


def _add_months(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last_day = calendar.monthrange(year, month + 1)[1]
    was_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(year, month + 1, last_day if was_last else min(day.day, last_day))


def _add_working_days(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < calendar.SATURDAY
    return day
