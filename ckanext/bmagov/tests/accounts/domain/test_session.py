"""A session counts while its account's epoch is its own, and no longer than it may."""

from __future__ import annotations

import pytest

from ckanext.bmagov.accounts.domain.session import Session, is_over, lowered, read

LIMITS = {"idle": 600, "longest": 3600}


@pytest.mark.parametrize(
    ("session", "epoch", "now", "over"),
    [
        (Session(3, 1000, 1000), 3, 1000, False),
        (Session(3, 1000, 1000), 4, 1000, True),
        (Session(4, 1000, 1000), 3, 1000, True),
        (Session(3, 1000, 1000), 3, 1600, False),
        (Session(3, 1000, 1000), 3, 1601, True),
        (Session(3, 1000, 4500), 3, 4600, False),
        (Session(3, 1000, 4500), 3, 4601, True),
        (Session(), 0, 10**9, False),
        (Session(), 1, 10**9, True),
    ],
)
def test_what_ends_a_session(session: Session, epoch: int, now: float, over: bool):
    assert is_over(session, epoch, now, **LIMITS) is over


@pytest.mark.parametrize("odd", [None, "7", True, [], {}])
def test_what_is_no_number_is_not_there(odd: object):
    raw = {"bmagov_epoch": odd, "bmagov_began": odd, "bmagov_seen": odd}
    assert read(raw) == Session()


def test_a_session_is_read_from_its_cookie():
    assert read({"bmagov_epoch": 2, "bmagov_began": 5, "bmagov_seen": 6.5}) == Session(2, 5, 6.5)


@pytest.mark.parametrize(
    ("before", "after", "less"),
    [
        ("admin", "editor", True),
        ("editor", "member", True),
        ("member", "editor", False),
        ("admin", "admin", False),
        ("member", "strange", True),
        ("strange", "member", False),
    ],
)
def test_which_change_of_role_takes_something_away(before: str, after: str, less: bool):
    assert lowered(before, after) is less
