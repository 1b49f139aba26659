"""How current data are: one judgement for the page of a dataset, the work list, the badge and the score.

Only changes of the data themselves count, never `metadata_modified` and never the day that an agency states:
saving a form again, or uploading the same bytes, moves nothing. The frequency that both sides agreed in the
register goes before the one that the dataset declares. Frequency is unit x interval (มรด. 3-1 items 9.1 and
9.2): unit `month`, interval 3 is once a quarter.
"""

# ruff: noqa: TC003 - reading stored facts and rules needs the types at run time

from __future__ import annotations

import calendar
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from ckanext.bmagov.base.domain.calendar import BANGKOK, in_bangkok
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

    def moments(self, as_of: datetime, new_rows: int) -> tuple[datetime, ...]:
        """Return when new data came, not after ``as_of``, in order; the last answer is remembered."""
        asked = (as_of, new_rows)
        if self.__dict__.get("_asked") != asked:
            moments = tuple(sorted(new_data(self.events, as_of, new_rows)))
            self.__dict__.update(_asked=asked, _moments=moments)
        return self.__dict__["_moments"]


@dataclass(frozen=True)
class Frequency:
    """How often data are updated: so many units, as in the code list `update_frequency`."""

    unit: str = ""
    interval: int = 1
    confirmed: bool = True
    """False where somebody says that data are never updated, and those who have to agree did not."""

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
    "FREQUENCY-NOT-CONFIRMED": N_("Said to be never updated; the auditors have not confirmed it."),
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
            return "FREQUENCY-NOT-DECLARED" if self.frequency.confirmed else "FREQUENCY-NOT-CONFIRMED"
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
    """Return when new data last came, not after ``as_of``."""
    return max(new_data(events, as_of, new_rows), default=None)


def new_data(events: Iterable[DataEvent], as_of: datetime, new_rows: int = 0) -> list[datetime]:
    """Return when new data came, not after ``as_of``, in no order.

    Bytes count once for each resource, when they first came as new data. Corrections do not count, nor does
    what is known to differ by fewer rows than ``new_rows``, then or when it comes again. The order in which
    events are given makes no difference.
    """
    first: dict[tuple[str, str], DataEvent] = {}
    moments: list[datetime] = []
    for event in events:
        if event.kind is not EventKind.NEW_DATA or event.at > as_of:
            continue
        if not event.sha256:
            if event.brings(new_rows):
                moments.append(event.at)
            continue
        key = (event.resource_id, event.sha256)
        known = first.get(key)
        if known is None or (event.at, not event.brings(new_rows)) < (known.at, not known.brings(new_rows)):
            first[key] = event
    return [*(event.at for event in first.values() if event.brings(new_rows)), *moments]


def unconfirmed(own: Frequency, proposed: Iterable[Frequency], day: date) -> Frequency:
    """Return by what data are judged that an agency owes, while nobody agreed how often.

    That is the stricter of what the dataset declares and what was proposed. That they are never updated
    counts only once it is agreed (`Substance.confirmed_frequency`).
    """
    offers = (own, *proposed)
    frequency = min(offers, key=lambda some: some.due_after(day) or date.max) if len(offers) > 1 else own
    return replace(frequency, confirmed=False) if frequency.unit in EXEMPT else frequency


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
    moments = history.moments(as_of, rule.new_rows)
    last = moments[-1] if moments else None
    return _judged(last, agreed or declared, rule, in_bangkok(as_of).date(), known=history.known)


def _judged(
    last: datetime | None, frequency: Frequency, rule: FreshnessRule, today: date, *, known: bool
) -> Freshness:
    never = State.DELINQUENT if known else State.UNKNOWN
    if frequency.unit in EXEMPT:
        if not frequency.confirmed:
            return Freshness(State.UNKNOWN, last, undeclared=True, frequency=frequency)
        return Freshness(State.EXEMPT if last else never, last, frequency=frequency)
    start = in_bangkok(last).date() if last else today
    due = frequency.due_after(start)
    if due is None:
        return Freshness(State.UNKNOWN, last, undeclared=True, frequency=frequency)
    if last is None:
        return Freshness(never, frequency=frequency)
    state = _state(today, due, (due - start).days, rule)
    if state in LATE and not known:
        state = State.UNKNOWN
    return Freshness(state, last, due, frequency=frequency)


def _state(today: date, due: date, period: int, rule: FreshnessRule) -> State:
    if today < due - timedelta(days=min(rule.notice_days, period // 3)):
        return State.FRESH
    if today <= due + timedelta(days=rule.grace_days):
        return State.DUE
    return State.OVERDUE if today <= _overdue_end(due, period, rule) else State.DELINQUENT


def _overdue_end(due: date, period: int, rule: FreshnessRule) -> date:
    return due + timedelta(days=rule.grace_days + int(rule.delinquent_periods * period))


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
    last_day = _last_day(year, month + 1)
    was_last = day.day == _last_day(day.year, day.month)
    return date(year, month + 1, last_day if was_last else min(day.day, last_day))


@lru_cache(maxsize=2048)
def _last_day(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _add_working_days(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < calendar.SATURDAY
    return day


# --- over a period ---


class Day(StrEnum):
    """How data stood on a day, for a share of days."""

    CURRENT = "current"
    """In time, in the notice or the days of grace, or never updated by agreement."""
    OVERDUE = "overdue"
    LATE = "late"
    """Long overdue, or no data had come."""
    UNDECLARED = "undeclared"
    """Without a frequency to be judged by."""
    UNKNOWN = "unknown"
    WAITING = "waiting"
    """No data had come, and the first were not yet due."""


_DAYS: Final[Mapping[State, Day]] = {
    State.FRESH: Day.CURRENT,
    State.DUE: Day.CURRENT,
    State.EXEMPT: Day.CURRENT,
    State.OVERDUE: Day.OVERDUE,
    State.DELINQUENT: Day.LATE,
    State.UNKNOWN: Day.UNKNOWN,
}


@dataclass(frozen=True)
class Stretch:
    """Days in a row, from the first to the last, on which data stood alike."""

    first: date
    last: date
    day: Day

    @property
    def days(self) -> int:
        """Return how many days these are."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Period:
    """From which day until which moment data are judged, and what is known of the days between."""

    first: date
    as_of: datetime
    opened: date | None = None
    """The day on which the data were first asked for, where nobody could have had them before: until the
    first would have been due, no day counts."""
    seen_since: date | None = None
    """The first day of which all changes are known; None: all days. Before it nothing shows as late."""

    @property
    def last(self) -> date:
        """Return the day of the moment, in Bangkok."""
        return in_bangkok(self.as_of).date()


def judge_days(
    history: History, frequencies: Sequence[tuple[date, Frequency]], rule: FreshnessRule, period: Period
) -> tuple[Stretch, ...]:
    """Judge each day of a period as :func:`judge` would have at its end; days that are alike are one stretch.

    :param frequencies: by which data are judged, each from its day on, in order; the first holds before its
        day, too
    """
    moments = history.moments(period.as_of, rule.new_rows)
    days = [in_bangkok(moment).date() for moment in moments]
    since = [day for day, _ in frequencies]
    turns = {period.first, *days, *since, *([period.seen_since] if period.seen_since else [])}
    starts = sorted(day for day in turns if period.first <= day <= period.last)
    stretches: list[Stretch] = []
    for first, after in zip(starts, [*starts[1:], period.last + timedelta(days=1)], strict=True):
        place = bisect_right(days, first)
        last = moments[place - 1] if place else None
        frequency = frequencies[max(bisect_right(since, first) - 1, 0)][1]
        known = history.known and not (period.seen_since and first < period.seen_since)
        for begin in _turns(last, frequency, rule, period.opened, first, after):
            day = _day_of(last, frequency, rule, begin, period.opened, known=known)
            if stretches and stretches[-1].day is day:
                begin = stretches.pop().first  # noqa: PLW2901 - it goes on
            if stretches:
                stretches[-1] = replace(stretches[-1], last=begin - timedelta(days=1))
            stretches.append(Stretch(begin, after - timedelta(days=1), day))
    return tuple(stretches)


def _turns(
    last: datetime | None,
    frequency: Frequency,
    rule: FreshnessRule,
    opened: date | None,
    first: date,
    after: date,
) -> Iterator[date]:
    """Return the days from ``first`` on, before ``after``, on which the age alone may change the state."""
    yield first
    start = in_bangkok(last).date() if last else opened
    due = frequency.due_after(start) if start and frequency.unit not in EXEMPT else None
    if start is None or due is None:
        return
    ends = (due + timedelta(days=rule.grace_days), _overdue_end(due, (due - start).days, rule))
    for day in sorted({end + timedelta(days=1) for end in ends}):
        if first < day < after:
            yield day


def _day_of(
    last: datetime | None,
    frequency: Frequency,
    rule: FreshnessRule,
    today: date,
    opened: date | None,
    *,
    known: bool,
) -> Day:
    result = _judged(last, frequency, rule, today, known=known)
    if result.undeclared:
        return Day.UNDECLARED
    if last is None and opened:
        asked = datetime.combine(opened, time.min, BANGKOK)
        if _judged(asked, frequency, rule, today, known=True).state not in LATE:
            return Day.WAITING
    return _DAYS[result.state]
