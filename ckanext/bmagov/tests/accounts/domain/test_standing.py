"""A second account of one's own is no second person."""

from __future__ import annotations

import datetime as dt

import pytest

from ckanext.bmagov.accounts.domain.standing import Invitation, check_second, may_approve_from
from ckanext.bmagov.base.domain.problem import ProblemError

DAY = dt.date(2026, 11, 1)
DAYS = 30


def made(*pairs: tuple[str, str], on: dt.date = DAY, trusted: bool = False) -> dict[str, Invitation]:
    return {user: Invitation(user, by, on, trusted) for user, by in pairs}


def verdict(actor: str, first: str, known: dict[str, Invitation], today: dt.date, days: int = DAYS) -> str:
    try:
        check_second(actor, [first], known, today, days)
    except ProblemError as error:
        return f"{error.code} {error.params['since']}"
    return ""


def test_an_account_that_was_invited_waits_until_the_day_that_is_told():
    known = made(("second", "boss"))
    for days, expected in [
        (0, "ACCOUNT-NEW 2026-12-01"),
        (29, "ACCOUNT-NEW 2026-12-01"),
        (30, ""),
        (400, ""),
    ]:
        assert verdict("second", "somebody", known, DAY + dt.timedelta(days=days)) == expected


def test_whom_a_system_administrator_made_may_at_once():
    assert verdict("second", "boss", made(("second", "boss"), trusted=True), DAY) == ""


def test_accounts_of_before_this_rule_may_at_once():
    assert verdict("old", "older", {}, DAY) == ""


def test_who_invited_the_first_is_no_second_either():
    known = made(("second", "boss"))
    assert verdict("boss", "second", known, DAY) == "INVITED-PAIR 2026-12-01"
    assert verdict("other", "second", known, DAY) == ""
    assert verdict("boss", "second", known, DAY + dt.timedelta(days=30)) == ""


def test_a_row_of_invitations_is_followed_to_its_beginning():
    known = made(("second", "boss")) | made(("third", "second"), on=DAY + dt.timedelta(days=20))
    assert verdict("boss", "third", known, DAY + dt.timedelta(days=25)) == "INVITED-PAIR 2026-12-21"


def test_a_ring_of_invitations_ends():
    assert verdict("z", "a", made(("a", "b"), ("b", "a")), DAY) == ""


def test_who_registered_waits_too():
    assert verdict("self", "boss", made(("self", "")), DAY).startswith("ACCOUNT-NEW")


def test_no_days_switch_the_rule_off():
    assert verdict("second", "boss", made(("second", "boss")), DAY, days=0) == ""


@pytest.mark.parametrize("found", [None, Invitation("a", "b", DAY, trusted=True)])
def test_who_does_not_wait_has_no_day(found: Invitation | None):
    assert may_approve_from(found, DAYS) is None
