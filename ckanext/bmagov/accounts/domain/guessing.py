"""How guesses are slowed: a few are free, then each costs twice the wait of the one before.

Nothing is ever locked for good: after the wait, which is bounded, the next attempt is looked at. One that
comes too early is neither looked at nor counted, so that nobody can prolong a wait by asking.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HOUR = 3600
DAY = 24 * HOUR


class Door(StrEnum):
    """What is guessed at, or asked for too often."""

    LOGIN = "login"
    PASSWORD = "password"  # noqa: S105 - the old password, on the form for a new one
    TOKEN = "token"  # noqa: S105 - an API token
    RESET = "reset"
    KEY = "key"
    INVITE = "invite"
    REGISTER = "register"


class Who(StrEnum):
    """By what attempts are counted."""

    ACCOUNT = "account"
    """The name as it was typed, whether there is such an account or not."""

    ADDRESS = "address"
    DEVICE = "device"
    """A browser in which the owner has logged in before: strangers' guesses do not slow it."""


@dataclass(frozen=True)
class Limit:
    """`free` attempts cost nothing; then `first` seconds, doubled up to `longest`.

    `keep`: seconds without an attempt after which all is forgotten.
    """

    free: int
    first: int = 5
    longest: int = 15 * 60
    keep: int = DAY

    def wait_after(self, count: int) -> int:
        """Return the seconds to wait after so many attempts."""
        over = count - self.free
        if over < 0:
            return 0
        return self.longest if over > 30 else min(self.longest, self.first * 2**over)


@dataclass(frozen=True)
class Tally:
    """Attempts so far, and until when (seconds since the epoch) the next one is not looked at."""

    count: int = 0
    until: float = 0


@dataclass(frozen=True)
class Settings:
    """What a site may set."""

    account: int = 5
    address: int = 30
    longest: int = 15 * 60


def limit(door: Door, who: Who, settings: Settings) -> Limit:
    """Return the limit of a door. The numbers are ours: OWASP ASVS 4.0 2.2.1 asks for some, and names none.

    An address is often an office of a hundred people, so more is free there, and it is forgotten sooner.
    """
    match door, who:
        case (Door.LOGIN | Door.PASSWORD, Who.ADDRESS):
            return Limit(settings.address, longest=settings.longest, keep=HOUR)
        case (Door.LOGIN | Door.PASSWORD, _):
            return Limit(settings.account, longest=settings.longest)
        case (Door.RESET, Who.ACCOUNT):
            return Limit(3, first=60, longest=HOUR)
        case (Door.RESET | Door.KEY | Door.REGISTER, _):
            return Limit(10, first=60, longest=settings.longest, keep=HOUR)
        case (Door.INVITE, _):
            return Limit(20, first=60, longest=settings.longest, keep=HOUR)
        case _:
            return Limit(20, longest=settings.longest, keep=HOUR)


def attempt(tallies: Sequence[tuple[Limit, Tally]], now: float) -> tuple[int, tuple[Tally, ...]]:
    """Let an attempt through, or not.

    :returns: the seconds to wait, and the tallies after it. With a wait nothing was counted; without one the
        attempt counts as failed until `refund` says otherwise, so that attempts at the same moment all count
    """
    longest = max((tally.until - now for _, tally in tallies), default=0)
    if longest > 0:
        return math.ceil(longest), tuple(tally for _, tally in tallies)
    after = []
    for rule, tally in tallies:
        count = tally.count + 1
        wait = rule.wait_after(count)
        after.append(Tally(count, now + wait if wait else 0))
    return 0, tuple(after)


def refund(tally: Tally) -> Tally:
    """Return a tally without the last attempt: it was right. Those before it still count."""
    return replace(tally, count=max(0, tally.count - 1), until=0)
