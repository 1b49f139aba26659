"""Which columns hold amounts, so that their digits can stand below one another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.text import to_arabic_digits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_AMOUNT: Final = re.compile(r"(?=.*\d)[-+]?(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,11})?(?:\.\d+)?%?")
"""With a 0 in front, or with more than twelve digits, it is a code or a phone."""


def number_columns(rows: Iterable[Sequence[str]]) -> frozenset[int]:
    """Return the places, from 0, of columns in whose rows stand amounts alone; empty cells say nothing."""
    amounts: set[int] = set()
    others: set[int] = set()
    for row in rows:
        for place, cell in enumerate(row):
            text = to_arabic_digits(cell.strip())
            if text:
                (amounts if _AMOUNT.fullmatch(text) else others).add(place)
    return frozenset(amounts - others)
