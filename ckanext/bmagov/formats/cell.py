"""Cells of CSV files that people open in a spreadsheet."""

from __future__ import annotations

_CALCULATED = ("=", "+", "-", "@", "\t", "\r")


def plain_cell(value: object) -> str:
    """Return a value as text that a spreadsheet shows and does not calculate."""
    text = str(value)
    return f"'{text}" if text.startswith(_CALCULATED) else text
