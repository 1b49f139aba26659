"""Questions are answered once, by somebody else, with a reason."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from ckanext.bmagov.access.domain.requests import (
    Event,
    State,
    check_until,
    state_after,
)
from ckanext.bmagov.base.domain.problem import ProblemError


def code(call, *args, **more) -> str:
    with pytest.raises(ProblemError) as caught:
        call(*args, **more)
    return caught.value.code


class TestAnswer:
    @pytest.mark.parametrize(
        ("event", "target"),
        [(Event.GRANT, State.GRANTED), (Event.APPROVE, State.APPROVED), (Event.REFUSE, State.REFUSED)],
    )
    def test_somebody_else_answers_with_a_reason(self, event: Event, target: State):
        assert state_after("open", event, asked_by="a", actor="b", reason="ตามภารกิจ") == target
        assert code(state_after, "open", event, asked_by="a", actor="b", reason=" ok ") == "REASON-REQUIRED"
        assert code(state_after, "open", event, asked_by="a", actor="a", reason="ตามภารกิจ") == "OWN-QUESTION"

    def test_only_who_asked_takes_it_back(self):
        assert state_after("open", Event.WITHDRAW, asked_by="a", actor="a") == State.WITHDRAWN
        assert code(state_after, "open", Event.WITHDRAW, asked_by="a", actor="b") == "NOT-YOUR-QUESTION"

    def test_no_way_leads_out_of_an_answer(self):
        for state, event, actor in product([s for s in State if s != State.OPEN], Event, "ab"):
            found = code(state_after, state, event, asked_by="a", actor=actor, reason="ตามภารกิจ")
            assert found == "ALREADY-ANSWERED"

    def test_nobody_approves_alone_by_any_sequence(self):
        """Whatever one person does to their own question, it is never granted or approved."""
        for first, second in product(Event, repeat=2):
            state: str = State.OPEN
            for event in (first, second):
                try:
                    state = state_after(state, event, asked_by="a", actor="a", reason="ตามภารกิจ")
                except ProblemError:
                    continue
            assert state in (State.OPEN, State.WITHDRAWN)


class TestUntil:
    TODAY = date(2026, 11, 22)

    def test_today_and_the_last_day_count(self):
        assert check_until(self.TODAY, self.TODAY, 30) == self.TODAY
        assert check_until(date(2026, 12, 22), self.TODAY, 30) == date(2026, 12, 22)

    def test_beyond_is_refused(self):
        assert code(check_until, date(2026, 11, 21), self.TODAY, 30) == "UNTIL-PAST"
        assert code(check_until, date(2026, 12, 23), self.TODAY, 30) == "UNTIL-LATE"
