"""What the colours of a map say: classes of numbers, or the words that come most often."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.text import to_arabic_digits

if TYPE_CHECKING:
    from collections.abc import Sequence

CLASSES: Final = 5
WORDS: Final = 7
MOSTLY: Final = 0.9
"""Share of the values that must be numbers for a column to be one of numbers."""


@dataclass(frozen=True)
class Class:
    """A colour and how many have it. `low` and `high` are the ends of numbers; a `word` has none."""

    count: int
    word: str = ""
    low: float | None = None
    high: float | None = None
    other: bool = False
    """All the words that have no colour of their own."""


@dataclass(frozen=True)
class Legend:
    """The classes, and the one of each value; None of those without one."""

    classes: tuple[Class, ...]
    of: tuple[int | None, ...]


def number_of(text: str) -> float | None:
    """Return the number that a text is; thousands and Thai digits are read."""
    try:
        number = float(to_arabic_digits(text).replace(",", ""))
    except ValueError:
        return None
    return number if abs(number) < 1e18 else None  # no nan either


def legend(values: Sequence[str | None]) -> Legend:
    """Make classes: of numbers with about as many values each, else of words, the most frequent first."""
    said = [value for value in values if value]
    numbers = [None if value is None else number_of(value) for value in values]
    known = sorted(number for number in numbers if number is not None)
    if said and len(known) >= MOSTLY * len(said) and len(set(known)) > WORDS:
        return _of_numbers(numbers, known)
    common = Counter(said).most_common()
    own = {word: place for place, (word, _) in enumerate(common[:WORDS])}
    classes = [Class(count, word) for word, count in common[:WORDS]]
    if len(common) > WORDS:
        classes.append(Class(sum(count for _, count in common[WORDS:]), other=True))
    return Legend(tuple(classes), tuple(own.get(value, WORDS) if value else None for value in values))


def in_classes(numbers: Sequence[float]) -> Legend:
    """Make classes of numbers alone, with about as many in each."""
    return _of_numbers(numbers, sorted(numbers)) if numbers else Legend((), ())


def _of_numbers(numbers: Sequence[float | None], known: Sequence[float]) -> Legend:
    ends = [known[min(len(known) - 1, len(known) * (part + 1) // CLASSES - 1)] for part in range(CLASSES)]
    ends = sorted(set(ends))
    ends[-1] = known[-1]
    of = tuple(
        None if number is None else next(place for place, end in enumerate(ends) if number <= end)
        for number in numbers
    )
    counts = Counter(of)
    members = [[number for number in known if _place(number, ends) == place] for place in range(len(ends))]
    classes = [
        Class(counts[place], low=group[0], high=group[-1]) for place, group in enumerate(members) if group
    ]
    return Legend(tuple(classes), of)


def _place(number: float, ends: Sequence[float]) -> int:
    return next(place for place, end in enumerate(ends) if number <= end)
