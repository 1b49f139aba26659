"""How long a deleted dataset can come back, and under which address."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

DAYS: Final = 30
"""Days after its deletion in which the editors of its agency can bring a dataset back."""

_LONGEST_NAME: Final = 100


def kept_until(deleted_at: dt.datetime) -> dt.datetime:
    """Return the moment until which a dataset can come back."""
    return deleted_at + dt.timedelta(days=DAYS)


def can_come_back(deleted_at: dt.datetime, now: dt.datetime) -> bool:
    """Return whether a dataset can still come back."""
    return now <= kept_until(deleted_at)


def last_moment(now: dt.datetime) -> dt.datetime:
    """Return the moment before which nothing that was deleted can come back any more."""
    return now - dt.timedelta(days=DAYS)


def free_name(name: str, is_taken: Callable[[str], bool]) -> str:
    """Return the address of a dataset that comes back: its own, or with a number when that is taken."""
    return first_free(name, is_taken, "-{n}", _LONGEST_NAME)


def first_free(name: str, is_taken: Callable[[str], bool], end: str, longest: int) -> str:
    """Return a name as it is when it is free, else with the first number from 2 that makes it so.

    :param end: how the number stands behind the name, with `{n}`
    :param longest: characters that a name may have
    """
    number, free = 1, name
    while is_taken(free):
        number += 1
        ending = end.format(n=number)
        free = name[: longest - len(ending)] + ending
    return free
