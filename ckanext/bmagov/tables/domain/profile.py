"""What a column holds, as it is stored with a load and shown: counts, ends, frequent values, a histogram."""

from __future__ import annotations

from typing import Any, Final, TypedDict

TOPS: Final = 20
BINS: Final = 20
LONGEST: Final = 200
"""Characters of a value that are kept."""


class Frequent(TypedDict):
    """A value that comes often, and how often."""

    value: str
    count: int


class ColumnProfile(TypedDict):
    """What one column holds.

    `distinct` and `missing` count values and empty cells; `smallest` and `largest` are ISO for days, texts
    are compared as the database sorts Thai. `tops` are the most frequent values that come more than once;
    `is_listed` says that they are all there are. `bins` count numbers and days between `smallest` and
    `largest`, in equal steps.
    """

    distinct: int
    missing: int
    smallest: str
    largest: str
    tops: list[Frequent]
    is_listed: bool
    bins: list[int]


def profile(rows: int, counts: Any, tops: list[tuple[str, int]], bins: list[int]) -> ColumnProfile:
    """Put together what the database counted.

    :param counts: distinct values, cells with a value, smallest and largest as text
    """
    distinct, filled, smallest, largest = counts
    return {
        "distinct": distinct,
        "missing": rows - filled,
        "smallest": _short(smallest),
        "largest": _short(largest),
        "tops": [{"value": _short(value), "count": count} for value, count in tops],
        "is_listed": len(tops) == distinct and all(len(value) <= LONGEST for value, _ in tops),
        "bins": bins,
    }


def _short(text: str | None) -> str:
    return (text or "")[:LONGEST]
