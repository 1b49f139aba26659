"""Due dates and what they mean."""

from __future__ import annotations

import datetime as dt

import pytest

from ckanext.bmagov.domain.freshness import Freshness, freshness, next_due

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


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (DAY(2026, 12, 1), Freshness.FRESH),
        (DAY(2027, 3, 1), Freshness.DUE),
        (DAY(2027, 3, 15), Freshness.DUE),
        (DAY(2027, 3, 16), Freshness.OVERDUE),
    ],
)
def test_a_yearly_dataset_grows_old(today, state):
    assert freshness(DAY(2026, 3, 15), "year", 1, today) is state


def test_a_weekly_dataset_is_not_due_from_its_first_day():
    assert freshness(DAY(2026, 11, 16), "week", 1, DAY(2026, 11, 17)) is Freshness.FRESH
    assert freshness(DAY(2026, 11, 16), "week", 1, DAY(2026, 11, 22)) is Freshness.DUE


def test_what_is_never_updated_is_exempt():
    assert freshness(None, "never", 0, DAY(2026, 11, 22)) is Freshness.EXEMPT


@pytest.mark.parametrize("unit", ["unknown", "real_time", "other", ""])
def test_no_date_no_judgement(unit):
    assert freshness(DAY(2020, 1, 1), unit, 1, DAY(2026, 11, 22)) is Freshness.UNKNOWN


def test_without_any_update_nothing_is_known():
    assert freshness(None, "month", 1, DAY(2026, 11, 22)) is Freshness.UNKNOWN
