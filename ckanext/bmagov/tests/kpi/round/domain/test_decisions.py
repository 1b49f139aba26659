"""The auditor's word beside the machine's."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.kpi.round.domain.decisions import Override, apply_overrides
from ckanext.bmagov.kpi.score.domain.engine import evaluate
from ckanext.bmagov.tests.kpi.make import AS_OF, at, perfect, rules


def override(criterion: str = "2.1.1", share: str = "0.5", when: str = "2021-09-20", **changes) -> Override:
    return replace(Override(criterion, Decimal(share), "suda", at(when), "คำสั่งไม่ระบุผู้รับผิดชอบ"), **changes)


CARD = evaluate(perfect(), rules(), AS_OF)


def test_both_words_stand_side_by_side():
    outcome = apply_overrides(CARD, rules(), [override()])
    assert (outcome.machine, outcome.decided) == (Decimal("100.00"), Decimal("97.50"))
    one = next(one for one in outcome.criteria if one.criterion == "2.1.1")
    assert (one.machine.earned, one.decided.earned, one.state.value) == (5, Decimal("2.5"), "partial")


def test_without_a_word_the_machine_s_stands():
    outcome = apply_overrides(CARD, rules(), [])
    assert outcome.decided == outcome.machine


def test_of_two_words_the_later_counts_in_any_order():
    words = [override(share="0", when="2021-09-21"), override(share="1", when="2021-09-22")]
    assert {apply_overrides(CARD, rules(), order).decided for order in (words, words[::-1])} == {
        Decimal("100.00")
    }


@pytest.mark.parametrize(
    ("word", "code"),
    [
        (override("9.9"), "CRITERION-UNKNOWN"),
        (override("1.2"), "CRITERION-NOT-APPLICABLE"),
        (override(share="1.1"), "SHARE-RANGE"),
        (override(share="NaN"), "SHARE-RANGE"),
        (override(reason="  "), "REASON-REQUIRED"),
    ],
)
def test_a_word_that_cannot_be_is_refused(word, code):
    with pytest.raises(ProblemError, match=code):
        apply_overrides(CARD, rules(), [word])


def test_a_card_of_other_rules_is_refused():
    with pytest.raises(ProblemError, match="RULESET-OTHER"):
        apply_overrides(CARD, replace(rules(), objection_days=3), [])
