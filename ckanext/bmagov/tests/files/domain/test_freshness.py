"""Freshness comes from new data only, against the frequency in force, until midnight in Bangkok."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from ckanext.bmagov.files.domain import (
    EventKind,
    Frequency,
    Freshness,
    History,
    State,
    declared,
    judge,
    last_new_data,
    next_due,
    stated_day,
)
from ckanext.bmagov.kpi.score.domain.currency import share
from ckanext.bmagov.tests.kpi.make import at, day, event, rules

DAY = dt.date


@pytest.mark.parametrize(
    ("last", "unit", "interval", "due"),
    [
        (DAY(2026, 3, 15), "year", 1, DAY(2027, 3, 15)),
        (DAY(2024, 2, 29), "year", 1, DAY(2025, 2, 28)),
        (DAY(2026, 1, 31), "month", 1, DAY(2026, 2, 28)),
        (DAY(2026, 2, 28), "month", 1, DAY(2026, 3, 31)),
        (DAY(2026, 11, 30), "quarter", 1, DAY(2027, 2, 28)),
        (DAY(2026, 1, 15), "half_year", 2, DAY(2027, 1, 15)),
        (DAY(2026, 11, 22), "week", 2, DAY(2026, 12, 6)),
        (DAY(2026, 11, 22), "day", 1, DAY(2026, 11, 23)),
        (DAY(2026, 11, 20), "working_day", 1, DAY(2026, 11, 23)),
        (DAY(2026, 11, 22), "minute", 5, DAY(2026, 11, 23)),
        (DAY(2026, 11, 22), "real_time", 1, None),
        (DAY(2026, 11, 22), "other", 1, None),
    ],
)
def test_next_update_is_due(last, unit, interval, due):
    assert next_due(last, unit, interval) == due


RULE = rules().freshness
MONTHLY, YEARLY = Frequency("month"), Frequency("year")


def judged(events, unit, as_of, rule=RULE, known=True, agreed=None):
    return judge(History(tuple(events), known), Frequency(unit), agreed, rule, at(as_of))


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        ("2021-02-18T23:59:59", State.FRESH),
        ("2021-02-19T00:00:00", State.DUE),
        ("2021-02-28T23:59:59", State.DUE),
        ("2021-02-28T16:59:59+00:00", State.DUE),
        ("2021-02-28T17:00:00+00:00", State.OVERDUE),
        ("2021-03-01T00:00:00", State.OVERDUE),
        ("2021-03-28T23:59:59", State.OVERDUE),
        ("2021-03-29T00:00:00", State.DELINQUENT),
    ],
)
def test_a_month_after_the_last_of_january(as_of, state):
    """Period 28 days, notice a third of it (9 days), delinquent after one period more."""
    result = judged([event("2021-01-31")], "month", as_of)
    assert result == Freshness(state, at("2021-01-31"), day("2021-02-28"), frequency=MONTHLY)


def test_days_of_grace_come_after_the_due_day():
    rule = replace(RULE, grace_days=3)
    assert judged([event("2021-01-31")], "month", "2021-03-03", rule).state is State.DUE
    assert judged([event("2021-01-31")], "month", "2021-03-04", rule).state is State.OVERDUE


@pytest.mark.parametrize(
    "later",
    [
        event("2021-05-01", "same"),
        event("2021-05-01", "other", EventKind.CORRECTION),
        event("2021-05-01", "", EventKind.CORRECTION),
        event("2021-12-01", "future"),
    ],
    ids=["same bytes again", "correction of a file", "correction of a table", "after the moment asked for"],
)
def test_what_is_not_new_data_moves_nothing(later):
    assert last_new_data([event("2021-01-05", "same"), later], at("2021-06-01")) == at("2021-01-05")


def test_the_same_bytes_in_another_file_are_new_there():
    events = [event("2021-01-05", "same"), event("2021-05-01", "same", resource="r2")]
    assert last_new_data(events, at("2021-06-01")) == at("2021-05-01")


def test_equal_times_are_read_alike_in_any_order():
    events = [event("2021-01-05", "a", EventKind.CORRECTION), event("2021-01-05", "a"), event("2021-01-05")]
    assert {last_new_data(order, at("2021-06-01")) for order in (events, events[::-1])} == {at("2021-01-05")}


@pytest.mark.parametrize(
    ("unit", "events", "known", "state"),
    [
        ("never", [event("2010-01-01")], True, State.EXEMPT),
        ("never", [], True, State.DELINQUENT),
        ("never", [], False, State.UNKNOWN),
        ("year", [], True, State.DELINQUENT),
        ("year", [], False, State.UNKNOWN),
        ("year", [event("2010-01-01")], False, State.UNKNOWN),
        ("year", [event("2021-01-01")], False, State.FRESH),
        ("real_time", [event("2021-05-31")], True, State.DUE),
        ("real_time", [event("2021-05-01")], True, State.DELINQUENT),
        ("unknown", [event("2021-05-01")], True, State.UNKNOWN),
    ],
)
def test_frequencies_without_a_plain_period(unit, events, known, state):
    assert judged(events, unit, "2021-06-01", known=known).state is state


def test_what_the_agency_leaves_undeclared_is_not_our_fault():
    undeclared = judged([event("2021-05-01")], "other", "2021-06-01")
    unseen = judged([], "month", "2021-06-01", known=False)
    assert share(undeclared, RULE) == (0, 0)
    assert share(unseen, RULE) == (0, 1)


@pytest.mark.parametrize(
    ("events", "unit", "known", "reason"),
    [
        ([event("2021-05-20")], "month", True, "DATA-FRESH"),
        ([event("2021-05-02")], "month", True, "DATA-DUE"),
        ([event("2021-04-20")], "month", True, "DATA-OVERDUE"),
        ([event("2021-01-20")], "month", True, "DATA-DELINQUENT"),
        ([event("2021-01-20")], "month", False, "DATA-UNKNOWN"),
        ([], "month", False, "DATA-UNKNOWN"),
        ([], "month", True, "DATA-NEVER"),
        ([], "never", True, "DATA-NEVER"),
        ([event("2011-01-20")], "never", True, "DATA-EXEMPT"),
        ([event("2021-05-20")], "", True, "FREQUENCY-NOT-DECLARED"),
    ],
)
def test_every_judgement_says_why(events, unit, known, reason):
    assert judged(events, unit, "2021-06-01", known=known).reason == reason


def test_what_both_sides_agreed_goes_before_what_the_dataset_declares():
    found = judged([event("2021-01-31")], "year", "2021-06-01", agreed=MONTHLY)
    assert (found.state, found.frequency) == (State.DELINQUENT, MONTHLY)
    assert found.params == {"unit": "month", "interval": 1, "last": "2021-01-31", "due": "2021-02-28"}
    assert judged([event("2021-01-31")], "year", "2021-06-01").frequency == YEARLY


def test_bytes_that_come_back_are_old():
    """A, then B, then A again: the last new data are B."""
    events = [event("2021-01-05", "a"), event("2021-06-01", "b"), event("2021-11-01", "a")]
    assert judged(events, "year", "2021-12-01").last == at("2021-06-01")


def test_a_stated_day_is_read_beside_and_nothing_else_is():
    assert stated_day({"last_updated_date": "2021-05-01"}) == day("2021-05-01")
    assert stated_day({"last_updated_date": "พฤษภาคม"}) is None is stated_day({})


@pytest.mark.parametrize(("stored", "interval"), [("3", 3), ("", 1), (None, 1), ("x", 1)])
def test_no_interval_is_one(stored, interval):
    record = {"update_frequency_unit": "month", "update_frequency_interval": stored}
    assert declared(record) == Frequency("month", interval)
