"""The overview: what agencies reach together, their order, and samples that can be drawn again."""

from __future__ import annotations

from decimal import Decimal

from ckanext.bmagov.kpi.oversight.domain.overview import chosen, distribution, groups, mean, ordered, total
from ckanext.bmagov.kpi.round.domain.sample import sample


def row(title, result, kind="bureau", *, late=(), percent=None, state="fail", due=None):
    cell = {"state": state, "percent": percent}
    return {
        "title": title,
        "title_en": "",
        "name": title,
        "kind": kind,
        "result": result,
        "highest": None,
        "stated": None,
        "due_so_far": {"earned": "1", "weight": "2", "result": due} if result else None,
        "late": list(late),
        "round": "draft",
        "criteria": {"1.1": cell},
    }


ROWS = [
    row("ก", "100", percent=100, state="pass"),
    row("ข", None),
    row("ค", "40.005", "district_office", late=["1.1"], percent=25),
]


class TestTogether:
    def test_never_scored_is_counted_not_averaged(self):
        found = total(ROWS, ["1.1"], Decimal(100))
        assert (found.agencies, found.scored, found.mean) == (3, 2, Decimal("70.00"))
        assert (found.reached, found.late, found.percents) == (1, 1, {"1.1": 62})

    def test_of_what_is_due_the_mean_is_of_those_where_something_is(self):
        rows = [row("ก", "10", due="80.00"), row("ข", None), row("ค", "5", due="61.01"), row("ง", "0")]
        assert total(rows, ["1.1"], Decimal(100)).due == Decimal("70.51")
        assert [one["title"] for one in ordered(rows, "-due")] == ["ก", "ค", "ข", "ง"]

    def test_of_nothing_there_is_no_mean(self):
        assert mean([]) is None
        assert total([], ["1.1"], Decimal(100)).percents == {"1.1": None}

    def test_a_full_result_stands_in_the_last_tenth(self):
        assert [one.agencies for one in distribution(ROWS)] == [0, 0, 0, 0, 1, 0, 0, 0, 0, 1]

    def test_groups_keep_the_order_of_the_overview(self):
        assert [kind for kind, _ in groups(reversed(ROWS))] == ["bureau", "district_office"]


class TestOrder:
    def test_unknown_values_come_last_up_and_down(self):
        assert [one["title"] for one in ordered(ROWS, "result")] == ["ค", "ก", "ข"]
        assert [one["title"] for one in ordered(ROWS, "-result")] == ["ก", "ค", "ข"]
        assert ordered(ROWS, "there-is-none") == ROWS

    def test_filters_hold_together(self):
        assert [one["title"] for one in chosen(ROWS, {"late": "1", "group": "district_office"})] == ["ค"]
        assert chosen(ROWS, {"q": "ก", "state": "fail"}) == []


class TestSample:
    def test_the_seed_decides_not_the_order_of_what_is_drawn_from(self):
        items = [str(number) for number in range(50)]
        drawn = sample(items, 5, "ก", str)
        assert drawn == sample(reversed(items), 5, "ก", str)
        assert drawn != sample(items, 5, "ข", str)
        assert len(sample(items, 99, "ก", str)) == 50
