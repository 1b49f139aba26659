"""Results over the years: gaps stay gaps, and means are of who has a result."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ckanext.bmagov.kpi.oversight.domain import trend


def row(**results: str):
    return {
        "trend": [
            {"fiscal_year": int(year[1:]), "result": result, "final": year == "y2568"}
            for year, result in results.items()
        ]
    }


ROWS = [row(y2566="50", y2568="70"), row(y2568="80.01", y2570="90")]


class TestYears:
    def test_years_between_are_shown_though_nobody_has_a_result(self):
        assert trend.years(ROWS) == [2566, 2567, 2568, 2569, 2570]

    def test_only_the_last_that_have_results_count(self):
        assert trend.years(ROWS, most=2) == [2568, 2569, 2570]

    def test_nobody_has_a_result(self):
        assert trend.years([row()]) == []


class TestCity:
    def test_means_are_of_who_has_a_result_and_a_gap_has_none(self):
        found = trend.city(ROWS, trend.years(ROWS))
        assert [one.mean for one in found] == [
            Decimal("50.00"),
            None,
            Decimal("75.01"),
            None,
            Decimal("90.00"),
        ]
        assert [(one.agencies, one.final) for one in found] == [(1, 0), (0, 0), (2, 2), (0, 0), (1, 0)]

    def test_years_that_are_not_shown_are_left_out(self):
        assert [one.fiscal_year for one in trend.city(ROWS, [2570])] == [2570]


class TestDrawing:
    @pytest.mark.parametrize(
        ("values", "path"),
        [
            ((0, 100), "M0,20 60,0"),
            ((0, None, 50), "M0,20h0M60,10h0"),
            ((0, 50, None, 100), "M0,20 20,10M60,0h0"),
            ((None, None), ""),
            ((25,), "M0,15h0"),
            ((), ""),
        ],
    )
    def test_no_line_goes_through_a_gap(self, values, path):
        numbers = [None if one is None else Decimal(one) for one in values]
        found = trend.drawn(numbers, 60, 20)
        assert found.path == path
        assert [one is None for one in found.places] == [one is None for one in values]
