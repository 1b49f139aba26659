"""Keys of links that set a password: they know when they end, so that an old mail opens nothing."""

from __future__ import annotations

import hmac
import secrets

RESET_HOURS = 24
INVITE_HOURS = 7 * 24
"""Ours: a reset is used at once, an invitation after the weekend."""


def new_key(now: float, hours: int) -> str:
    """Return a key that holds for some hours from now (seconds since the epoch)."""
    return f"{secrets.token_hex(16)}-{int(now) + hours * 3600:x}"


def is_right(stored: str, given: str, now: float) -> bool:
    """Decide whether a key opens the door today. One without an end is of before this rule and has none."""
    right = hmac.compare_digest(stored.encode("utf-8", "replace"), given.strip().encode("utf-8", "replace"))
    if not right or len(stored) < 5:
        return False
    _, dash, end = stored.rpartition("-")
    if not dash:
        return True
    try:
        return now <= int(end, 16)
    except ValueError:
        return True
