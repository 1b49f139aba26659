"""What stops a run."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from ckanext.bmagov.notices.domain.guard import Situation, problems
from ckanext.bmagov.notices.readers import rules

NOW = dt.datetime(2026, 12, 1, 1, tzinfo=dt.UTC)
CALM = Situation(80, 3, 1000, 1000, scoring=True, scored_at=NOW - dt.timedelta(hours=6))


def codes(**changes: object) -> list[str]:
    return [problem.code for problem in problems(replace(CALM, **changes), rules().guard, NOW)]


def test_an_ordinary_day_stops_nothing():
    assert codes() == []


@pytest.mark.parametrize(("alarmed", "stops"), [(40, []), (41, ["MANY-AT-ONCE"]), (80, ["MANY-AT-ONCE"])])
def test_more_than_half_of_the_agencies_at_once(alarmed: int, stops: list[str]):
    assert codes(alarmed=alarmed) == stops


def test_a_small_catalog_has_no_share():
    assert codes(agencies=9, alarmed=9) == []


@pytest.mark.parametrize(
    ("datasets", "stops"), [(800, []), (799, ["CATALOG-SHRANK"]), (0, ["CATALOG-SHRANK"])]
)
def test_a_catalog_that_shrank(datasets: int, stops: list[str]):
    assert codes(datasets=datasets) == stops
    assert codes(datasets=datasets, datasets_before=0) == []


def test_scores_that_are_a_day_old():
    assert codes(scored_at=NOW - dt.timedelta(hours=27)) == ["SCORES-OLD"]
    assert codes(scored_at=None) == ["SCORES-OLD"]
    assert codes(scored_at=None, scoring=False) == []
