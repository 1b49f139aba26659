"""A link for a new password opens the door once it is right, and for as long as it says."""

from __future__ import annotations

import pytest

from ckanext.bmagov.accounts.domain.reset_key import is_right, new_key

NOW = 1_800_000_000


def test_a_key_holds_until_its_hour_and_no_longer():
    key = new_key(NOW, 24)
    assert is_right(key, key, NOW)
    assert is_right(key, f" {key}\n", NOW + 24 * 3600)
    assert not is_right(key, key, NOW + 24 * 3600 + 1)


def test_no_two_keys_are_the_same():
    assert len({new_key(NOW, 24) for _ in range(100)}) == 100


@pytest.mark.parametrize("given", ["", "x", "ก", "none", "0" * 32])
def test_a_wrong_key_opens_nothing(given: str):
    assert not is_right(new_key(NOW, 24), given, NOW)


@pytest.mark.parametrize("stored", ["", "-", "abc"])
def test_who_has_no_key_is_not_opened_by_none(stored: str):
    assert not is_right(stored, stored, NOW)


def test_the_end_cannot_be_moved_by_who_holds_the_key():
    key = new_key(NOW, 1)
    assert not is_right(key, key.rpartition("-")[0] + f"-{NOW * 2:x}", NOW)


def test_a_key_of_before_this_rule_still_opens():
    assert is_right("0123456789abcdef", "0123456789abcdef", NOW)
