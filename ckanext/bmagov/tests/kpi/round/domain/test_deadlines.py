"""Moving a deadline: what is refused, and who would lose what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.kpi.round.domain.deadlines import check_move, losses
from ckanext.bmagov.kpi.score.domain.engine import evaluate
from ckanext.bmagov.tests.kpi.make import at, day, perfect, rules

NOW = at("2020-12-01")
JANUARY = day("2021-01-31")


def code_of(step: str, after: str, **more) -> str:
    given = {"handed_in": (), "confirmed": False, **more}
    try:
        check_move(step, JANUARY, day(after), NOW, **given)
    except ProblemError as error:
        return error.code
    return ""


@pytest.mark.parametrize(
    ("step", "after", "more", "code"),
    [
        ("1", "2021-02-28", {"handed_in": ("pr",)}, ""),
        ("1", "2021-01-31", {"handed_in": ("pr",)}, ""),
        ("1", "2021-01-30", {"handed_in": ("pr",), "confirmed": True}, "DEADLINE-HANDED-IN"),
        ("1", "2021-01-30", {}, "DEADLINE-UNCONFIRMED"),
        ("1", "2021-01-30", {"confirmed": True}, ""),
        ("1", "2020-11-01", {"confirmed": True}, ""),
        ("report", "2020-11-30", {"confirmed": True}, "DEADLINE-PAST"),
        ("report", "2020-12-01", {"confirmed": True}, ""),
    ],
)
def test_forward_always_and_backwards_while_nobody_has_handed_in(step, after, more, code):
    assert code_of(step, after, **more) == code


def test_who_could_still_be_in_time_loses_what_is_late_at_once():
    gone = losses(rules(), [("pr", "bureau")], "1", day("2020-11-01"), NOW)
    assert {(loss.criterion, loss.before, loss.after) for loss in gone} == {
        ("2.1.1", 5, Fraction(5, 2)), ("2.1.2", 5, Fraction(5, 2)), ("2.1.3", 5, Fraction(5, 2)),
        ("2.1.4", 5, Fraction(5, 2)),
    }  # fmt: skip
    assert losses(rules(), [("pr", "bureau")], "1", day("2020-12-01"), NOW) == (), "there is still a day"
    assert losses(rules(), [("pr", "museum")], "1", day("2020-11-01"), NOW) == (), "it is not asked of it"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 120), st.integers(0, 200))
def test_no_move_that_is_taken_lowers_what_came_in_time(earlier, came):
    """Whatever was handed in before the old last day keeps its points."""
    before = rules()
    facts = perfect()
    moment = at("2020-10-15") + timedelta(days=came)
    documents = tuple(replace(one, received_at=moment) for one in facts.documents)
    after = JANUARY - timedelta(days=earlier)
    moved = replace(
        before, steps=tuple(replace(one, deadline=after) if one.id == "1" else one for one in before.steps)
    )
    try:
        check_move("1", JANUARY, after, moment, handed_in=("pr",), confirmed=True)
    except ProblemError:
        return
    facts = replace(facts, documents=documents)
    cards = [evaluate(facts, each, at("2021-09-15")) for each in (before, moved)]
    assert cards[0].points.earned <= cards[1].points.earned
