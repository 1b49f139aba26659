"""Freshness comes from new data only, against the declared frequency, until midnight in Bangkok."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ckanext.bmagov.domain.kpi.facts import EventKind
from ckanext.bmagov.domain.kpi.freshness import Freshness, State, judge, last_new_data, share

from .make import at, day, event, rules

RULE = rules().freshness


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
    result = judge([event("2021-01-31")], "month", 1, at(as_of), RULE)
    assert result == Freshness(state, at("2021-01-31"), day("2021-02-28"))


def test_days_of_grace_come_after_the_due_day():
    rule = replace(RULE, grace_days=3)
    assert judge([event("2021-01-31")], "month", 1, at("2021-03-03"), rule).state is State.DUE
    assert judge([event("2021-01-31")], "month", 1, at("2021-03-04"), rule).state is State.OVERDUE


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
    assert judge(events, unit, 1, at("2021-06-01"), RULE, history_known=known).state is state


def test_what_the_agency_leaves_undeclared_is_not_our_fault():
    undeclared = judge([event("2021-05-01")], "other", 1, at("2021-06-01"), RULE)
    unseen = judge([], "month", 1, at("2021-06-01"), RULE, history_known=False)
    assert share(undeclared, RULE) == (0, 0)
    assert share(unseen, RULE) == (0, 1)
