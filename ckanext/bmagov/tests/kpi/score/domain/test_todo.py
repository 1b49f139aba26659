"""The to-do tells the truth: one act, one line, and doing it adds exactly what the line says."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings

from ckanext.bmagov.kpi.score.domain.criteria.check import (
    DATABASE_PAGE,
    DICTIONARY_FORM,
    METADATA_FORM,
    SYSTEMS_PAGE,
)
from ckanext.bmagov.kpi.score.domain.engine import evaluate
from ckanext.bmagov.kpi.score.domain.facts import Facts
from ckanext.bmagov.kpi.score.domain.mended import PUBLISH, Doing, ends_of
from ckanext.bmagov.kpi.score.domain.todo import MOST_LISTED, open_acts, tasks
from ckanext.bmagov.tests.kpi.make import (
    AS_OF,
    at,
    dataset,
    document,
    duty,
    event,
    perfect,
    rules,
    with_dataset,
)
from ckanext.bmagov.tests.kpi.score.domain.strategies import FACTS, MOMENTS


def todo(facts, moment=AS_OF, policy=None, candidates=()):
    policy = policy or rules()
    card = evaluate(facts, policy, moment)
    return tasks(open_acts(card, policy), card, facts, policy, candidates)


def naming(facts, candidates=()):
    """The line of the page of the database."""
    lines = todo(facts, at("2021-03-01"), candidates=candidates)
    return next(line for line in lines if line.act.form == DATABASE_PAGE)


def result(facts, moment=AS_OF, policy=None) -> Decimal:
    return evaluate(facts, policy or rules(), moment).result or Decimal(0)


def results_of(task, facts, moment=AS_OF, policy=None, candidates=()):
    """The results of doing an act in facts, scored from the beginning."""
    doing = Doing(facts, task.act, task.findings, policy or rules(), moment, candidates)
    return [result(end, moment, policy) for end in ends_of(doing)]


def without_database(**changes):
    facts = perfect()
    return replace(facts, proposal=replace(facts.proposal, dataset_id="", **changes))


def test_who_has_done_everything_has_nothing_to_do():
    assert todo(perfect()) == ()


def test_naming_the_dataset_is_one_line_and_adds_what_it_adds():
    """K-D9: it stood there five times, and brought a fifth of what was promised."""
    facts = without_database()
    poor = dataset(
        "poor", columns=(), in_datastore=False, imported=None, systems={}, milestones={}, events=()
    )
    line = naming(facts, [(poor, ())])
    assert len(line.findings) == 5
    assert line.exact
    named = replace(
        facts,
        proposal=replace(facts.proposal, dataset_id="poor"),
        datasets=(*facts.datasets, replace(poor, milestones={"metadata": at("2021-03-01")})),
    )
    moment = at("2021-03-01")
    assert line.gain == result(named, moment) - result(facts, moment)


def test_between_several_datasets_the_line_tells_both_ends():
    facts = without_database()
    poor = dataset(
        "poor", columns=(), in_datastore=False, imported=None, systems={}, milestones={}, events=()
    )
    rich = dataset("rich")
    line = naming(facts, [(poor, ()), (rich, ())])
    assert (
        Decimal(0)
        < line.least
        < line.gain
        == result(perfect(), at("2021-03-01")) - result(facts, at("2021-03-01"))
    )


def test_without_any_dataset_to_name_nothing_is_promised():
    line = naming(without_database())
    assert (line.least, line.gain) == (Decimal("0.00"), Decimal("30.00"))


def test_publishing_again_mends_every_criterion_of_the_dataset():
    facts = with_dataset(perfect(), "d1", in_catalog=False)
    (line,) = todo(facts)
    assert (line.act.form, line.act.subject) == (PUBLISH, "d1")
    assert {finding.criterion for finding in line.findings} == {"1.1", "1.3"}
    assert line.exact
    assert line.gain == result(perfect()) - result(facts)


def test_the_dictionary_is_a_line_of_its_own():
    facts = with_dataset(perfect(), "d1", columns=(), mandatory_missing=("notes",))
    lines = {line.act.form: line for line in todo(facts)}
    metadata, dictionary = lines[METADATA_FORM], lines[DICTIONARY_FORM]
    (finding,) = metadata.findings
    assert (finding.params["lacking"], finding.params["missing"]) == (("metadata",), ("notes",))
    assert dictionary.findings[0].params["lacking"] == ("dictionary",)
    assert metadata.exact
    assert dictionary.exact
    both = result(perfect()) - result(facts)
    assert abs(metadata.gain + dictionary.gain - both) <= Decimal("0.01"), "each is rounded by itself"


def test_a_link_counts_in_full_when_somebody_else_has_confirmed_it():
    facts = with_dataset(perfect("district_office"), "d1", systems={"indicator": True})
    facts = with_dataset(facts, "d2", in_catalog=False)
    line = next(line for line in todo(facts) if line.act.form == SYSTEMS_PAGE)
    assert line.least < line.gain
    linked = with_dataset(facts, "d1", systems={"indicator": True, "district_catalog": True})
    assert line.gain == result(linked) - result(facts)


def test_a_frequency_may_be_declared_in_several_ways():
    old = dataset("d1", frequency_unit="", events=(event("2021-01-01"),))
    facts = replace(perfect(), datasets=(old, *perfect().datasets[1:]))
    (line,) = todo(facts)
    assert line.act.form == METADATA_FORM
    assert (line.least, line.exact) == (Decimal("0.00"), False)


def test_the_list_is_as_long_as_somebody_reads_it():
    duties = tuple(duty(f"o{number}", f"gone{number}") for number in range(MOST_LISTED + 20))
    facts = Facts("pr", "bureau", 2564, obligations=duties)
    assert len(open_acts(evaluate(facts, rules(), AS_OF), rules())) == MOST_LISTED


def test_a_document_mends_its_criterion_and_its_day_stands_there():
    facts = replace(perfect(), documents=tuple(perfect().documents[1:]))
    line = next(line for line in todo(facts, at("2021-01-25")) if line.act.subject == "working_group_order")
    assert (line.gain, line.exact, str(line.deadline), line.overdue) == (
        Decimal("5.00"),
        True,
        "2021-01-31",
        False,
    )
    more = replace(facts, documents=(*facts.documents, document("working_group_order", "2021-01-25")))
    assert result(more, at("2021-01-25")) - result(facts, at("2021-01-25")) == line.gain


@settings(max_examples=80, deadline=None)
@given(FACTS, MOMENTS)
def test_doing_an_act_adds_exactly_its_points(facts, moment):
    card = evaluate(facts, rules(), moment)
    for task in tasks(open_acts(card, rules()), card, facts, rules()):
        added = [after - (card.result or Decimal(0)) for after in results_of(task, facts, moment)]
        if task.exact:
            assert set(added) == {task.gain}, task
        else:
            assert all(task.least <= gain <= task.gain for gain in added), task
            assert not added or min(added) == task.least


@settings(max_examples=40, deadline=None)
@given(FACTS, MOMENTS)
def test_no_act_stands_there_twice(facts, moment):
    acts = [task.act for task in todo(facts, moment)]
    assert len(acts) == len(set(acts))


@pytest.mark.parametrize("year", [2564, 2570])
def test_each_line_begins_with_what_brings_most(year):
    facts = Facts("pr", "bureau", year, obligations=(duty(dataset_id=""),))
    moment = at(f"{year - 543}-01-15")
    gains = [task.gain for task in todo(facts, moment, rules(year))]
    assert gains == sorted(gains, reverse=True)
