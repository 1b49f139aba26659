"""How the rows of two tables differ, by their fingerprints: exactly where it can be told, else with an error.

Of tables whose sketches do not hold all rows, those rows are compared that both sketches would hold. They are
a random sample of each table, so a share of it tells the share of the table: within the interval of Wilson
(JASA 22, 1927) in 95 of 100 cases.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ckanext.bmagov.base.domain.content.fingerprint import Fingerprint

CERTAIN: Final = 1.96
"""Standard deviations on either side that hold 95 of 100 cases."""


@dataclass(frozen=True)
class Share:
    """A share (0 to 1) with the bounds within which it lies in 95 of 100 cases; equal bounds are exact."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Difference:
    """Rows of the later table that the earlier had not, and the other way; so many more or less at most."""

    new: int
    gone: int
    margin: int = 0
    """0 where all rows were compared."""

    @property
    def most(self) -> int:
        """Return how many rows differ at most: a row that was changed is gone once and new once."""
        return max(self.new, self.gone) + self.margin


def contained(part: Fingerprint, whole: Fingerprint) -> Share | None:
    """Return which share of the rows of one table is in another; None where too few could be compared.

    The larger the other is beside it, the fewer rows can be compared, and the further apart the bounds.
    """
    if not part.rows:
        return None
    if part.has_rows_of(whole):
        return Share(1.0, 1.0, 1.0)
    if whole.rows == 0:
        return Share(0.0, 0.0, 0.0)
    limit = _limit(part, whole)
    sampled = _up_to(part, limit)
    if not sampled:
        return None
    rows = sum(sampled.values())
    common = sum(min(count, whole.sketch.get(value, 0)) for value, count in sampled.items())
    share = common / rows
    if rows == part.rows:  # all of them
        return Share(share, share, share)
    return Share(share, *_wilson(share, len(sampled)))


def difference(before: Fingerprint, after: Fingerprint) -> Difference:
    """Return how the rows of a table differ from those it had before."""
    if after.has_rows_of(before):
        return Difference(0, 0)
    if not before.rows or not after.rows:
        return Difference(after.rows, before.rows)
    if _limit(before, after) is None:
        return Difference(_more(after, before), _more(before, after))
    least, common, most = _common(before, after)
    new, gone = after.rows - common, before.rows - common
    return Difference(new, gone, max(most - common, common - least))


def _common(before: Fingerprint, after: Fingerprint) -> tuple[int, int, int]:
    """Return how many rows both have: the least, the likeliest and the most. They are not all the same."""
    most = min(before.rows, after.rows) - (before.rows == after.rows)
    sides = [(contained(before, after), before.rows), (contained(after, before), after.rows)]
    known = [(share, rows) for share, rows in sides if share is not None]
    if not known:
        return 0, 0, most
    share, rows = min(known, key=lambda side: (side[0].high - side[0].low) * side[1])
    likely, low, high = (min(most, round(value * rows)) for value in (share.value, share.low, share.high))
    return low, likely, high


def _limit(first: Fingerprint, second: Fingerprint) -> int | None:
    return min((table.limit for table in (first, second) if table.limit is not None), default=None)


def _up_to(table: Fingerprint, limit: int | None) -> dict[int, int]:
    return {value: count for value, count in table.sketch.items() if limit is None or value <= limit}


def _more(table: Fingerprint, other: Fingerprint) -> int:
    return sum(max(0, count - other.sketch.get(value, 0)) for value, count in table.sketch.items())


def _wilson(share: float, size: int) -> tuple[float, float]:
    """Return the interval of a share that was seen in a sample of a size."""
    square = CERTAIN * CERTAIN
    middle = share + square / (2 * size)
    spread = CERTAIN * math.sqrt(share * (1 - share) / size + square / (4 * size * size))
    below = 1 + square / size
    return max(0.0, (middle - spread) / below), min(1.0, (middle + spread) / below)
