"""How much two words resemble each other, for suggestions: never a reason to take one for the other."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

RESEMBLES: Final = 0.5
"""From so much on a word is suggested (0 to 1)."""


def nearest(
    written: str, known: Iterable[str], count: int = 1, *, least: float = RESEMBLES
) -> tuple[str, ...]:
    """Return the known words that resemble most what was written, best first, at most so many.

    >>> nearest("colunms", ["columns", "rows"])
    ('columns',)
    """
    return tuple(difflib.get_close_matches(written, list(known), n=count, cutoff=least))


def likeness(word: str, other: str) -> float:
    """Return how much two words resemble each other: 0 (nothing) to 1 (the same)."""
    return difflib.SequenceMatcher(None, word, other).ratio()
