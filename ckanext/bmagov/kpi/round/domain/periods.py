"""What a snapshot is of: a quarter of the fiscal year, a hand-in, the sign-off."""

from __future__ import annotations

from typing import Final

QUARTERS: Final = ("q1", "q2", "q3", "q4")


def quarter_before(period: str) -> str:
    """Return the quarter before a quarter of the same year; empty for the first, and for what is none."""
    place = QUARTERS.index(period) if period in QUARTERS else 0
    return QUARTERS[place - 1] if place else ""
