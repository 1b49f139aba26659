"""Points reached of points due: nothing that is still to come counts against anybody."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings

from ckanext.bmagov.kpi.score.domain.due import due_so_far
from ckanext.bmagov.kpi.score.domain.engine import evaluate
from ckanext.bmagov.kpi.score.domain.facts import Facts
from ckanext.bmagov.tests.kpi.make import at, duty, event, perfect, rules, with_dataset
from ckanext.bmagov.tests.kpi.score.domain.strategies import FACTS


def due(facts, moment):
    return due_so_far(evaluate(facts, rules(), at(moment)), rules())


@pytest.mark.parametrize(
    ("moment", "weight"),
    [
        ("2020-11-01", 40),
        ("2021-01-31T23:59:58", 40),
        ("2021-01-31T23:59:59", 60),
        ("2021-04-01", 74),
        ("2021-07-01", 90),
        ("2021-09-30T23:59:59", 100),
    ],
)
def test_a_step_is_due_when_its_last_second_is_over(moment, weight):
    assert due(perfect(), moment).points.weight == weight


def test_who_keeps_the_register_and_has_done_nothing_else_is_at_a_hundred_until_january():
    facts = replace(perfect(), documents=(), proposal=None, uses=())
    current = (event("2021-01-02"),)
    facts = with_dataset(with_dataset(facts, "d1", events=current), "d2", events=current)
    early = due(facts, "2021-01-15")
    assert early.result == Decimal("100.00")
    assert evaluate(facts, rules(), at("2021-01-15")).result == Decimal("40.00")
    later = due(facts, "2021-02-01").result
    assert later is not None
    assert later < 70


def test_where_nothing_is_due_there_is_no_result():
    facts = Facts("pr", "bureau", 2564)
    assert due(facts, "2020-11-01").result is None


@settings(max_examples=40, deadline=None)
@given(FACTS)
def test_after_the_year_it_is_the_result(facts):
    card = evaluate(facts, rules(), at("2021-09-30T23:59:59"))
    assert due_so_far(card, rules()).result == card.result


def test_a_deadline_on_the_last_day_of_the_year_is_due_in_its_last_second():
    steps = tuple(replace(step, deadline=at("2021-09-30").date()) for step in rules().steps)
    policy = replace(rules(), steps=steps)
    facts = Facts("pr", "bureau", 2564, obligations=(duty(),))
    card = evaluate(facts, policy, at("2021-09-30T23:59:59"))
    assert due_so_far(card, policy).points.weight == Fraction(100)
