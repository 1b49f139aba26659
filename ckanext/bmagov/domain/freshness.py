"""When the next update of a dataset is due by its declared frequency, and whether it has come.

Frequency is unit x interval (มรด. 3-1 items 9.1 and 9.2): unit `month`, interval 3 is once a quarter.
"""

from __future__ import annotations

import calendar
import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

MONTHS: Final = {"year": 12, "half_year": 6, "quarter": 3, "month": 1}
DAYS: Final = {"week": 7, "day": 1, "working_day": 1, "hour": 1, "minute": 1}
"""Units shorter than a day are due the next day: a page shows days."""

EXEMPT: Final = frozenset({"never"})
WITHOUT_DATE: Final = frozenset({"unknown", "real_time", "other", ""})


class Freshness(StrEnum):
    """What a reader wants to know of a dataset's age."""

    FRESH = "fresh"
    DUE = "due"
    """The next update is due within the notice."""
    OVERDUE = "overdue"
    EXEMPT = "exempt"
    """Not updated after its collection, by declaration."""
    UNKNOWN = "unknown"
    """No frequency with a date, or no update known."""


def frequency(record: Mapping[str, Any]) -> tuple[str, int]:
    """Return the unit and the interval that a dataset declares; no interval is one."""
    stored = str(record.get("update_frequency_interval") or "")
    return str(record.get("update_frequency_unit") or ""), int(stored) if stored.isdecimal() else 1


def next_due(last: dt.date, unit: str, interval: int) -> dt.date | None:
    """The last day on which the next update is in time; none for a unit without dates.

    The end of a month stays the end of a month: a month after 31 January is 28 (29) February. Working days
    pass over Saturday and Sunday; public holidays are not known here.
    """
    if unit in MONTHS:
        return _add_months(last, MONTHS[unit] * interval)
    if unit == "working_day":
        return _add_working_days(last, interval)
    if unit in ("hour", "minute"):
        return last + dt.timedelta(days=1)
    return last + dt.timedelta(days=DAYS[unit] * interval) if unit in DAYS else None


def freshness(last: dt.date | None, unit: str, interval: int, today: dt.date, notice: int = 14) -> Freshness:
    """Judge by the declared frequency. `notice` in days before the due date, which itself is in time."""
    if unit in EXEMPT:
        return Freshness.EXEMPT
    due = next_due(last, unit, interval) if last else None
    if due is None:
        return Freshness.UNKNOWN
    if today > due:
        return Freshness.OVERDUE
    return (
        Freshness.DUE
        if (due - today).days <= min(notice, _period_days(unit, interval) // 3)
        else Freshness.FRESH
    )


def _period_days(unit: str, interval: int) -> int:
    """About how long a period is, so that a weekly dataset is not always "due soon"."""
    return MONTHS[unit] * interval * 30 if unit in MONTHS else DAYS[unit] * interval


def _add_months(day: dt.date, months: int) -> dt.date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last_day = calendar.monthrange(year, month + 1)[1]
    was_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return dt.date(year, month + 1, last_day if was_last else min(day.day, last_day))


def _add_working_days(day: dt.date, count: int) -> dt.date:
    while count:
        day += dt.timedelta(days=1)
        count -= day.weekday() < calendar.SATURDAY
    return day
