"""Currency over a period: intervals that say the same as asking for each day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given, settings, strategies as st

from ckanext.bmagov.base.domain.calendar import BANGKOK, in_bangkok
from ckanext.bmagov.files.domain import (
    LATE,
    Day,
    Frequency,
    History,
    Period,
    State,
    Stretch,
    judge,
    judge_days,
)
from ckanext.bmagov.tests.files.domain.test_one_freshness import FREQUENCIES, RULES
from ckanext.bmagov.tests.kpi.make import at, event, rules
from ckanext.bmagov.tests.kpi.score.domain.strategies import EVENTS

RULE = rules().freshness
YEAR = date(2020, 10, 1)
END = at("2021-09-30T23:59:59")
DATES = st.dates(date(2020, 10, 1), date(2021, 9, 15))


def by_day(history, frequencies, rule, period):
    """The plain way: ask :func:`judge` at the end of each day."""
    out = []
    day = period.first
    while day <= period.last:
        end = min(datetime.combine(day, time.max, BANGKOK), period.as_of)
        frequency = ([own for since, own in frequencies if since <= day] or [frequencies[0][1]])[-1]
        known = history.known and not (period.seen_since and day < period.seen_since)
        result = judge(History(history.events, known), frequency, None, rule, end)
        out.append(standing(result, frequency, rule, period, end))
        day += timedelta(days=1)
    return out


def standing(result, frequency, rule, period, end) -> Day:
    if result.undeclared:
        return Day.UNDECLARED
    if result.last is None and period.opened:
        opened = History((event(period.opened.isoformat()),))
        asked = judge(opened, frequency, None, rule, max(end, at(f"{period.opened}T12:00:00")))
        if asked.state not in LATE:
            return Day.WAITING
    return {
        State.OVERDUE: Day.OVERDUE,
        State.DELINQUENT: Day.LATE,
        State.UNKNOWN: Day.UNKNOWN,
    }.get(result.state, Day.CURRENT)


def days(stretches: tuple[Stretch, ...]) -> list[Day]:
    return [stretch.day for stretch in stretches for _ in range(stretch.days)]


@settings(max_examples=200)
@given(
    st.lists(EVENTS, max_size=6),
    st.booleans(),
    st.lists(st.tuples(DATES, FREQUENCIES), min_size=1, max_size=3, unique_by=lambda pair: pair[0]),
    RULES,
    DATES,
    st.integers(0, 200),
    st.booleans(),
    st.none() | DATES,
)
def test_intervals_say_what_a_loop_over_the_days_says(
    events, known, frequencies, rule, first, length, opened, seen_since
):
    as_of = datetime.combine(first + timedelta(days=length), time(18, 30), BANGKOK)
    period = Period(first, as_of, first if opened else None, seen_since)
    history = History(tuple(events), known)
    stretches = judge_days(history, sorted(frequencies), rule, period)

    assert days(stretches) == by_day(history, sorted(frequencies), rule, period)
    assert stretches[0].first == first
    assert stretches[-1].last == in_bangkok(as_of).date()
    for before, after in pairwise(stretches):
        assert after.first == before.last + timedelta(days=1)
        assert after.day is not before.day


def counted(stretches) -> dict[Day, int]:
    found = days(stretches)
    return {day: found.count(day) for day in Day if day in found}


def test_late_for_eleven_months_and_one_upload_on_the_last_day_is_about_a_twelfth():
    history = History((event("2020-09-30", "a"), event("2021-09-30", "b")))
    stretches = judge_days(history, [(YEAR, Frequency("month"))], RULE, Period(YEAR, END))
    assert counted(stretches)[Day.CURRENT] == 31 + RULE.grace_days + 1


def test_an_honest_monthly_publisher_is_current_on_all_days():
    events = [event(f"2020-{month:02}-28", f"a{month}") for month in (9, 10, 11, 12)]
    events += [event(f"2021-{month:02}-28", f"b{month}") for month in range(1, 10)]
    stretches = judge_days(History(tuple(events)), [(YEAR, Frequency("month"))], RULE, Period(YEAR, END))
    assert stretches == (Stretch(YEAR, date(2021, 9, 30), Day.CURRENT),)


def test_until_the_first_update_is_due_no_day_counts():
    period = Period(date(2021, 2, 1), END, opened=date(2021, 2, 1))
    stretches = judge_days(History(), [(YEAR, Frequency("month"))], RULE, period)
    assert [stretch.day for stretch in stretches] == [Day.WAITING, Day.LATE]
    assert stretches[0].last == date(2021, 3, 1) + timedelta(days=RULE.grace_days)


def test_days_before_anything_was_recorded_are_unknown_and_not_late():
    history = History((event("2021-01-10", "a"),))
    period = Period(YEAR, END, seen_since=date(2020, 12, 1))
    stretches = judge_days(history, [(YEAR, Frequency("year"))], RULE, period)
    assert [stretch.day for stretch in stretches] == [Day.UNKNOWN, Day.LATE, Day.CURRENT]
