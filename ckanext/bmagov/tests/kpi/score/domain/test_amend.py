"""What is amended is what a whole run would have found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies as st

from ckanext.bmagov.kpi.score.domain.amend import amend, asked_in_full
from ckanext.bmagov.kpi.score.domain.criteria import CHECKS
from ckanext.bmagov.kpi.score.domain.engine import evaluate
from ckanext.bmagov.tests.kpi.make import AS_OF, dataset, duty, event, perfect, rules, with_dataset
from ckanext.bmagov.tests.kpi.score.domain.strategies import DATASETS, FACTS


def of_duties(facts, datasets):
    """The facts with the duties of some datasets only."""
    return replace(facts, obligations=tuple(one for one in facts.obligations if one.dataset_id in datasets))


def kept(card, facts, datasets):
    duties = {one.id for one in of_duties(facts, datasets).obligations}
    full = asked_in_full(rules())
    return [one for one in card.findings if one.criterion in full or one.subject_id in duties]


def amended(before, after, datasets):
    card = evaluate(before, rules(), AS_OF)
    scores = {one.id: one for one in card.criteria}
    found = kept(card, before, datasets)
    return card, amend(scores, card.counts, found, of_duties(after, datasets), rules(), AS_OF)


@settings(max_examples=150, deadline=None)
@given(FACTS, st.lists(DATASETS, min_size=1, max_size=3, unique_by=lambda one: one.id))
def test_amending_gives_what_a_whole_run_gives(facts, changed):
    """Datasets come, change and go; duties, documents and uses stay."""
    names = {one.id for one in changed}
    after = replace(facts, datasets=(*(one for one in facts.datasets if one.id not in names), *changed))
    before, found = amended(facts, after, names)
    whole = evaluate(after, rules(), AS_OF)
    assert found is not None
    assert tuple(found.scores.values()) == whole.criteria
    assert (found.totals.result, found.totals.highest) == (whole.result, whole.highest)
    assert (found.totals.points, found.totals.parts) == (whole.points, whole.parts)
    assert found.counts == whole.counts
    replaced = {(one.criterion, one.subject_id): one for one in found.findings}
    untouched = [one for one in before.findings if one not in kept(before, facts, names)]
    by_duty = [one for one in whole.findings if one.criterion not in asked_in_full(rules())]
    assert [replaced.get((one.criterion, one.subject_id), one) for one in by_duty] == by_duty
    assert {one.subject_id for one in by_duty} <= {
        *(one.subject_id for one in untouched),
        *(subject for _, subject in replaced),
    }


def test_of_the_register_alone_nothing_else_is_asked():
    before = perfect()
    after = replace(with_dataset(before, "d1", events=(event("2020-11-01"),)), documents=(), uses=())
    card = evaluate(before, rules(), AS_OF)
    scores = {one.id: one for one in card.criteria}
    found = [one for one in card.findings if one.subject_id == "o1"]
    part = of_duties(after, {"d1"})
    mended = amend(scores, card.counts, found, part, rules(), AS_OF, register_only=True)
    assert mended is not None
    whole = evaluate(replace(after, documents=before.documents, uses=before.uses), rules(), AS_OF)
    assert (tuple(mended.scores.values()), mended.counts) == (whole.criteria, whole.counts)
    assert {one.subject_id for one in mended.findings} == {"o1"}


def test_a_register_that_is_not_the_one_that_was_scored_is_scored_anew():
    facts = perfect()
    card = evaluate(facts, rules(), AS_OF)
    scores = {one.id: one for one in card.criteria}
    more = replace(facts, obligations=(duty("o9", "d1"),))
    assert amend(scores, card.counts, kept(card, facts, {"d1"}), more, rules(), AS_OF) is None


def test_criteria_that_are_not_those_of_the_rules_are_scored_anew():
    facts = perfect()
    card = evaluate(facts, rules(), AS_OF)
    assert amend({}, card.counts, [], of_duties(facts, {"d1"}), rules(), AS_OF) is None


def test_only_the_duties_of_what_changed_are_judged_again():
    before = perfect()
    after = with_dataset(before, "d1", events=(event("2020-11-01"),))
    _, found = amended(before, after, {"d1"})
    assert found is not None
    full = asked_in_full(rules())
    assert {one.subject_id for one in found.findings if one.criterion not in full} == {"o1"}


@pytest.mark.parametrize("name", [name for name in sorted(CHECKS) if not CHECKS[name].by_duty])
def test_no_other_check_reads_the_register(name):
    criterion = next(one for one in rules().criteria if one.check == name)
    facts = perfect()
    without = replace(facts, obligations=(), datasets=(*facts.datasets, dataset("more")))
    found = [
        [one for one in evaluate(each, rules(), AS_OF).findings if one.criterion == criterion.id]
        for each in (facts, without)
    ]
    assert found[0] == found[1]


def test_a_change_of_some_datasets_says_nothing_of_the_register():
    asking = replace(rules(), substance=replace(rules().substance, register_required=True))
    for before in (perfect(), replace(perfect(), obligations=())):
        after = with_dataset(before, "new", has_owner=False)
        card = evaluate(before, asking, AS_OF)
        scores = {one.id: one for one in card.criteria}
        found = kept(card, before, {"new"})
        mended = amend(scores, card.counts, found, of_duties(after, {"new"}), asking, AS_OF)
        whole = evaluate(after, asking, AS_OF)
        assert mended is not None
        assert (tuple(mended.scores.values()), mended.counts) == (whole.criteria, whole.counts)
