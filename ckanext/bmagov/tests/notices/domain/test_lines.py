"""What is told when, and to whom."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from ckanext.bmagov.notices.domain.lines import (
    Line,
    Person,
    Section,
    merged,
    of_person,
    stage_of,
    staged,
    unseen,
)
from ckanext.bmagov.notices.domain.rules import parse_rules
from ckanext.bmagov.notices.domain.working_days import WorkingDays
from ckanext.bmagov.notices.readers import rules as our_rules

D = dt.date
DAYS = WorkingDays(frozenset({D(2026, 12, 7)}), frozenset({2569}))
RULES = our_rules()
ACT = RULES.kinds["act"]
TODAY = D(2026, 12, 1)
"""A Tuesday."""


def line(kind: str = "act", key: str = "x", **more: Any) -> Line:
    return Line(kind, key, "ทำ", "/x", "ไป", **more)


class TestStages:
    @pytest.mark.parametrize(
        ("today", "stage"),
        [
            (D(2026, 10, 30), ""),
            (D(2026, 11, 20), "before-30"),  # 30 days before Monday 21 December is Saturday 21 November
            (D(2026, 11, 23), "before-30"),
            (D(2026, 12, 14), "before-7"),
            (D(2026, 12, 17), "before-7"),
            (D(2026, 12, 18), "before-1"),  # the day before is a Sunday
            (D(2026, 12, 21), "before-1"),
            (D(2026, 12, 23), "before-1"),
            (D(2026, 12, 24), "after-3"),
            (D(2027, 1, 4), "after-10"),
            (D(2027, 1, 22), "after-24"),
            (D(2027, 6, 1), "after-24"),
        ],
    )
    def test_a_last_day_is_told_before_and_after(self, today: dt.date, stage: str):
        assert stage_of(ACT, D(2026, 12, 21), None, today, WorkingDays()) == stage

    def test_a_holiday_is_no_day_after(self):
        due = D(2026, 12, 4)
        assert stage_of(ACT, due, None, D(2026, 12, 9), DAYS) == "before-1"
        assert stage_of(ACT, due, None, D(2026, 12, 10), DAYS) == "after-3"

    def test_what_waits_without_a_last_day_counts_from_its_beginning(self):
        kind = RULES.kinds["asked"]
        assert stage_of(kind, None, TODAY, TODAY, DAYS) == "new"
        assert stage_of(kind, None, TODAY, D(2026, 12, 4), DAYS) == "after-3"

    def test_who_comes_late_hears_of_the_last_stage_only(self):
        (told,) = staged([line(due=TODAY + dt.timedelta(days=5))], RULES, TODAY, DAYS)
        assert told.stage == "before-7"


class TestTheList:
    def test_what_presses_most_comes_first(self):
        lines = [
            line("decided", at=dt.datetime(2026, 11, 30, 3, tzinfo=dt.UTC)),
            line("asked", at=dt.datetime(2026, 11, 30, 3, tzinfo=dt.UTC)),
            line(due=D(2026, 12, 3)),
            line(due=D(2026, 10, 1), key="old"),
        ]
        shown = staged(lines, RULES, TODAY, DAYS)
        assert [one.section(TODAY) for one in shown] == list(Section)

    def test_of_two_of_a_day_the_one_that_brings_more(self):
        lines = [line(key="a", due=TODAY, gain=Decimal(1)), line(key="b", due=TODAY, gain=Decimal(5))]
        assert [line_.key for line_ in staged(lines, RULES, TODAY, DAYS)] == ["b", "a"]

    def test_old_news_is_left_out_and_so_is_what_is_far_off(self):
        old = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
        assert staged([line("decided", at=old), line(due=D(2027, 9, 30))], RULES, TODAY, DAYS) == []

    def test_nobody_is_told_of_their_own_act(self):
        lines = [line("decided", by="me"), line("decided", by="you"), line("act")]
        assert len(of_person(lines, Person("me"))) == 2

    def test_new_data_bring_the_points_of_the_score_and_stand_once(self):
        form = "/dataset/resources/1"
        data = Line("data", "d", "ข้อมูล", form, "ไป", due=TODAY)
        act = Line("act", "a", "ทำ", form, "ไป", least=Decimal(1), gain=Decimal(2))
        other = line(key="b")
        (first, second) = merged([act, data, other])
        assert (first.kind, first.gain, first.least) == ("data", Decimal(2), Decimal(1))
        assert second is other


def test_the_bell_counts_what_was_not_seen_at_its_stage():
    lines = [line(stage="before-7"), line(key="y", stage="new")]
    assert unseen(lines, ()) == 2
    assert unseen(lines, [lines[0].name]) == 1
    assert unseen([line(stage="before-1")], [lines[0].name]) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"kinds": {"act": {"befor": [7]}}},
        {"kinds": {"act": {"to": "nobody"}}, "auditors_after": 1},
        {"kinds": {}},
    ],
)
def test_a_file_of_rules_with_something_else_is_refused(wrong: dict[str, Any]):
    with pytest.raises(ValueError, match=r"befor|to|auditors_after"):
        parse_rules(wrong)
