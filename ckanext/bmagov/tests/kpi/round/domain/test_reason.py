"""Reasons of the audit are checked by the rule that owners of data are asked by."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.reason import LONGEST_REASON, SHORTEST_REASON, check_reason
from ckanext.bmagov.kpi.round.domain.round import LONGEST_NOTE, SHORTEST_NOTE
from ckanext.bmagov.kpi.round.services import rounds


def code(check, *given) -> str | None:
    try:
        check(*given)
    except ProblemError as error:
        return error.problem.code
    return None


@given(st.text(max_size=40))
def test_the_audit_asks_for_the_same_as_the_owner_of_data(text: str):
    assert code(rounds.check_reason, text) == code(check_reason, text)
    if code(check_reason, text) is None:
        assert rounds.check_reason(text) == check_reason(text)


def test_the_audit_has_more_room_and_no_less_to_say():
    assert code(rounds.check_reason, "ก" * (LONGEST_REASON + 1)) is None
    assert code(rounds.check_reason, "ก" * (LONGEST_NOTE + 1)) == "LIMIT"
    assert SHORTEST_NOTE == SHORTEST_REASON


@pytest.mark.parametrize("check", [check_reason, rounds.check_reason])
def test_what_stands_in_the_way_is_told_to_both_kinds_of_sentences(check):
    with pytest.raises(ProblemError) as raised:
        check("เพื่อวางแผน\x00ระบายน้ำ")
    assert raised.value.problem.params["code"] == raised.value.problem.params["character"] == "U+0000"
