"""Cells of CSV files that people open in a spreadsheet."""

from __future__ import annotations

import re
from typing import Final

_CALCULATED = ("=", "+", "-", "@", "\t", "\r")
_GUARDED: Final = re.compile(r"'+[=+\-@\t\r]")


def plain_cell(value: object) -> str:
    """Return a value as text that a spreadsheet shows and does not calculate."""
    text = str(value)
    return f"'{text}" if text.startswith(_CALCULATED) else text


def guarded(text: str) -> str:
    """As :func:`plain_cell`, in a way that :func:`unguarded` takes back from any text."""
    return f"'{text}" if text.startswith(_CALCULATED) or _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """Return the text of a cell without the mark that keeps a spreadsheet from calculating."""
    return text[1:] if _GUARDED.match(text) else text
