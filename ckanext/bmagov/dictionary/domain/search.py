"""What of a column is searched, and how well it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.text import match_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckanext.bmagov.dictionary.domain.spec import Column, Table

SEPARATOR: Final = "\n"
"""Between texts, so that no word is found across two of them; :func:`match_key` leaves none within."""

MOST_VALUES: Final = 200
"""Allowed values whose labels are searched."""


def title_key(column: Column) -> str:
    """Name and labels as they are compared."""
    return _keys((column.name, column.label_th, column.label_en))


def search_key(table: Table, column: Column) -> str:
    """Everything about a column that is searched, as it is compared."""
    values = column.allowed[:MOST_VALUES]
    return _keys(
        (
            *(column.name, column.label_th, column.label_en, column.description, column.description_en),
            *(column.unit, table.name, table.label_th, table.label_en),
            *(text for value in values for text in (value.label_th, value.label_en)),
        )
    )


def _keys(texts: Iterable[str]) -> str:
    keys = [match_key(text) for text in texts if text]
    return SEPARATOR.join(["", *dict.fromkeys(keys), ""]) if keys else ""
