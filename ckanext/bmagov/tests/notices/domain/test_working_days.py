"""Days on which offices work, with the holidays of Thailand as our file has them."""

from __future__ import annotations

import datetime as dt

import pytest

from ckanext.bmagov.notices.domain.working_days import WorkingDays

DAYS = WorkingDays.from_plain({"2569": ["2026-12-07", "2026-12-10", "2026-12-31"], "2570": ["2027-01-01"]})
D = dt.date


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (D(2026, 12, 4), True),
        (D(2026, 12, 5), False),
        (D(2026, 12, 7), False),
        (D(2026, 12, 8), True),
        (D(2026, 12, 10), False),
    ],
)
def test_neither_weekends_nor_holidays_are_worked_on(day: dt.date, works: bool):
    assert DAYS.is_working(day) is works


def test_the_last_working_day_before_a_long_weekend():
    assert DAYS.last_until(D(2026, 12, 7)) == D(2026, 12, 4)
    assert DAYS.last_until(D(2026, 12, 8)) == D(2026, 12, 8)


def test_working_days_are_counted_after_the_first_until_the_last():
    assert DAYS.between(D(2026, 12, 4), D(2026, 12, 4)) == 0
    assert DAYS.between(D(2026, 12, 4), D(2026, 12, 8)) == 1
    assert DAYS.between(D(2026, 12, 4), D(2026, 12, 11)) == 3
    assert DAYS.between(D(2026, 12, 8), D(2026, 12, 4)) == 0


def test_from_october_on_the_next_year_is_asked_for():
    only = WorkingDays.from_plain({"2569": []})
    assert only.missing_year(D(2026, 9, 30)) is None
    assert only.missing_year(D(2026, 10, 1)) == 2570
    assert only.missing_year(D(2027, 1, 4)) == 2570
    assert DAYS.missing_year(D(2026, 12, 1)) is None


def test_a_day_in_another_year_is_refused():
    with pytest.raises(ValueError, match="2027-01-01 is not in 2569"):
        WorkingDays.from_plain({"2569": ["2027-01-01"]})


def test_our_file_knows_this_fiscal_year_and_no_day_of_a_weekend():
    from ckanext.bmagov.notices.readers import working_days

    ours = working_days()
    assert {2569, 2570} <= ours.years
    assert not [day for day in ours.holidays if day.weekday() > 4]
