"""How long a deleted dataset can come back, and where it stands then."""

from __future__ import annotations

import datetime as dt

from ckanext.bmagov.metadata.domain.trash import can_come_back, free_name, kept_until

DELETED = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)


def test_thirty_days_and_no_moment_longer():
    last = kept_until(DELETED)
    assert last == dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
    assert can_come_back(DELETED, last)
    assert not can_come_back(DELETED, last + dt.timedelta(seconds=1))


def test_its_own_address_when_that_is_free_else_the_next_number():
    assert free_name("canals", set().__contains__) == "canals"
    assert free_name("canals", {"canals", "canals-2"}.__contains__) == "canals-3"


def test_an_address_never_grows_too_long():
    name = "a" * 100
    assert free_name(name, {name}.__contains__) == "a" * 98 + "-2"
