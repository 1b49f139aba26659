"""What a standard form may say of values: they stand there only as the standard writes its types."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, Table

_ISO_DATE: Final = re.compile(r"(?:yyyy|%y|ปปปป)-(?:mm|%m|ดด)-(?:dd|%d|วว)", re.IGNORECASE)
_PATTERNS: Final = {
    "integer": re.compile(r"[+-]?[0-9]+"),
    "number": re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?"),
    "boolean": re.compile("true|false"),
    "year": re.compile(r"[0-9]{4}"),
    "email": re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"),
    "url": re.compile(r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:/[A-Za-z0-9._~/-]*)?"),
}
_MOMENTS: Final[dict[str, tuple[re.Pattern[str], Callable[[str], object]]]] = {
    "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), date.fromisoformat),
    "datetime": (
        re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"),
        datetime.fromisoformat,
    ),
    "time": (re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}"), time.fromisoformat),
}


def is_standard(kind: str, text: str) -> bool:
    """Tell whether a text is a value of one of our types as Table Schema and CSVW write it."""
    if kind in _PATTERNS:
        return _PATTERNS[kind].fullmatch(text) is not None
    if kind in _MOMENTS:
        pattern, parse = _MOMENTS[kind]
        return pattern.fullmatch(text) is not None and _parses(parse, text)
    if kind in ("json", "geometry"):
        return kind == "json" and text.startswith("{") and _parses(json.loads, text)
    return True


def _parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except (ValueError, RecursionError):
        return False
    return True


def standard_type(column: Column) -> str:
    """Return the type of a column for a standard; text where its days are not written as the standard's are.

    A day as `31/12/2567` would be called wrong, or be taken for one of the Gregorian year 2567.
    """
    other_form = column.date_format and not _ISO_DATE.match(column.date_format)
    if column.type in ("date", "datetime") and (other_form or column.era == "be"):
        return "text"
    return "text" if column.type == "year" and column.era == "be" else column.type


def leads(dictionary: Dictionary, table: Table, column: Column) -> bool:
    """Whether a column refers to one that is here: the standards know no key that leads out of a package."""
    if column.references is None:
        return False
    other = dictionary.table(column.references.table) if column.references.table else table
    return other is not None and any(known.name == column.references.column for known in other.columns)
