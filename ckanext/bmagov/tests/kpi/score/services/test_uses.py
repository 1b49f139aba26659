"""What the catalog counts of a declared use: people of its period, and days that somebody should look at."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from ckan import model

from ckanext.bmagov.kpi.score.services import facts
from ckanext.bmagov.tests.kpi.conftest import AS_OF
from ckanext.bmagov.usage.model import Usage

DAY = dt.date(2026, 11, 20)


def used(**days: Any) -> None:
    for back, row in enumerate(days.values()):
        model.Session.add(Usage(dataset_id="d", day=DAY - dt.timedelta(days=back), **row))
    model.Session.commit()


@pytest.fixture
def counted(clean_db, rules):
    def ask(
        kind: str = "public", start: dt.date | None = None, end: dt.date | None = None
    ) -> tuple[int, int]:
        row: Any = SimpleNamespace(kind=kind, start=start, end=end)
        return facts._counted(model.Session, row, rules, "d", AS_OF)

    return ask


def test_people_count_and_clicks_do_not(counted):
    used(a={"people": 3, "downloads": 500}, b={"people": 2}, c={"people": 0, "api_calls": 900})
    assert counted() == (5, 0)


def test_uses_of_days_before_people_were_counted_are_no_people(counted):
    used(a={"downloads": 500, "api_calls": 2})
    assert counted() == (0, 0)


def test_only_the_period_counts(counted):
    used(a={"people": 1}, b={"people": 2}, c={"people": 4})
    yesterday = DAY - dt.timedelta(days=1)
    assert counted(start=yesterday, end=yesterday) == (2, 0)


def test_a_burst_is_told_by_what_is_usual_before_the_period_too(counted):
    used(a={"people": 400}, b={"people": 3}, c={"people": 2})
    assert counted(start=DAY, end=DAY) == (400, 1)


def test_other_kinds_of_use_are_not_counted(counted):
    used(a={"people": 3})
    assert counted("inside") == (0, 0)
