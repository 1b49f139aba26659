"""Guesses cost more and more time, and nobody is locked out for good."""

from __future__ import annotations

import itertools

import pytest

from ckanext.bmagov.accounts.domain.guessing import Door, Limit, Settings, Tally, Who, attempt, limit, refund

RULE = Limit(free=3, first=5, longest=60)


def through(count: int, rule: Limit = RULE, *, now: float = 0) -> Tally:
    """Return the tally after so many attempts, each as early as it is looked at."""
    tally = Tally()
    for _ in range(count):
        now = max(now, tally.until)
        wait, (tally,) = attempt([(rule, tally)], now)
        assert wait == 0
    return tally


def test_the_first_attempts_are_free_and_then_each_costs_twice_as_much():
    waits = [RULE.wait_after(count) for count in range(1, 9)]
    assert waits == [0, 0, 5, 10, 20, 40, 60, 60]


def test_no_count_makes_a_wait_longer_than_the_longest():
    assert RULE.wait_after(10**9) == RULE.longest


def test_who_comes_too_early_is_told_how_long_to_wait_and_prolongs_nothing():
    tally = through(3)
    for now in (0, 1, 4.2):
        wait, (after,) = attempt([(RULE, tally)], now)
        assert (wait, after) == (5 - int(now), tally)
    assert attempt([(RULE, tally)], 5)[0] == 0


def test_attempts_at_the_same_moment_all_count():
    tally, passed = Tally(), 0
    for _ in range(100):
        wait, (tally,) = attempt([(RULE, tally)], 0)
        passed += wait == 0
    assert passed == RULE.free


def test_one_wait_is_enough_to_refuse_and_then_nothing_is_counted_anywhere():
    slow, fresh = through(5), Tally()
    wait, after = attempt([(RULE, slow), (RULE, fresh)], slow.until - 1)
    assert (wait, after) == (1, (slow, fresh))


def test_a_right_attempt_is_taken_back_and_those_before_it_are_not():
    tally = through(3)
    back = refund(tally)
    assert back == Tally(2, 0)
    assert refund(Tally()) == Tally()


def test_a_day_of_guessing_is_worth_few_guesses():
    rule, now, guesses, tally = limit(Door.LOGIN, Who.ACCOUNT, Settings()), 0.0, 0, Tally()
    while now < 24 * 3600:
        _, (tally,) = attempt([(rule, tally)], now)
        guesses += 1
        now = max(now, tally.until)
    assert guesses < 120


@pytest.mark.parametrize(("door", "who"), itertools.product(Door, Who))
def test_every_door_has_a_limit_that_ends_by_itself(door: Door, who: Who):
    rule = limit(door, who, Settings(account=2, address=7, longest=33))
    assert rule.free > 0
    assert 0 < rule.longest <= 3600
    assert rule.keep >= 3600
    assert rule.wait_after(rule.free) > 0


def test_a_site_sets_the_limits_of_logins():
    settings = Settings(account=2, address=7, longest=33)
    assert limit(Door.LOGIN, Who.ACCOUNT, settings).free == 2
    assert limit(Door.LOGIN, Who.DEVICE, settings).free == 2
    assert limit(Door.LOGIN, Who.ADDRESS, settings).free == 7
    assert limit(Door.LOGIN, Who.ACCOUNT, settings).longest == 33
