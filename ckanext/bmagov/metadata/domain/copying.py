"""A new dataset out of another one: the same metadata, or those of the next year."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.base.domain.schema_facts import Facts, Field, is_empty
from ckanext.bmagov.base.domain.text import to_thai_digits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NOT_COPIED = frozenset({"name", "last_updated_date", "reference_url_catalog"})
"""What is true of the other dataset only: its address, when its data were updated, its place in a catalog."""

_NOT_COPIED_OF_FILE = frozenset({"resource_last_updated_date"})

_SHIFTED_TEXT = frozenset({
    "title", "title_en", "notes", "notes_en", "name", "description", "reference_period",
    "data_release_calendar", "resource_data_release_calendar",
})  # fmt: skip
"""Texts in which a year says which year the data are of."""

_SHIFTED_DATES = frozenset({
    "created_date", "data_release_date", "data_release_calendar",
    "resource_created_date", "resource_data_release_date", "resource_data_release_calendar",
})  # fmt: skip

_YEAR = r"(?:25[3-9]\d|26[0-4]\d|199\d|20\d\d|๒๕[๓-๙][๐-๙]|๒๖[๐-๔][๐-๙])"
# Not a part of a longer number (12,568; 2568.5) nor of a Latin word.
_ALONE = re.compile(rf"(?<![0-9๐-๙A-Za-z])(?<![0-9๐-๙][.,]){_YEAR}(?![0-9๐-๙A-Za-z]|[.,][0-9๐-๙])")
_RANGE_FOLLOWS = re.compile(rf"\s*(?:-|–|—|ถึง|to|until)\s*(?:พ\.ศ\.\s*|ค\.ศ\.\s*|ปี\s*)*(?={_YEAR})")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z")


def copy_dataset(record: Mapping[str, Any], facts: Facts) -> dict[str, object]:
    """Return the metadata that a copy starts with, of the dataset's own fields only."""
    return _copied(record, facts.dataset, _NOT_COPIED)


def copy_resource(resource: Mapping[str, Any], facts: Facts) -> dict[str, object]:
    """Return the metadata of a file for a copy. A link comes along, uploaded bytes do not."""
    copied = _copied(resource, facts.resource, _NOT_COPIED_OF_FILE)
    if resource.get("url_type") == "upload":
        copied.pop("url", None)
    return copied


def next_year_dataset(record: Mapping[str, Any], facts: Facts) -> dict[str, object]:
    """Return a copy whose years are those of the next year, for a person to look over.

    A dataset of one year moves; a series (first year before the last) grows by a year.
    """
    copied = copy_dataset(record, facts)
    shifted = {name: _shifted(name, value) for name, value in copied.items()}
    _move_years(shifted, "")
    name = str(record.get("name") or "")
    if shift_years(name) != name:
        shifted["name"] = shift_years(name)
    return shifted


def next_year_resource(resource: Mapping[str, Any], facts: Facts) -> dict[str, object]:
    """Return a copy of a file's metadata for the next year, without the link: that is last year's."""
    copied = copy_resource(resource, facts)
    copied.pop("url", None)
    shifted = {name: _shifted(name, value) for name, value in copied.items()}
    _move_years(shifted, "resource_")
    return shifted


def shift_years(text: str) -> str:
    """Return a text in which each year is one later, in either era and in either digits.

    Of a range of years (``2560-2568``, ``2560 ถึง 2568``) only the last is moved: the series grew.
    """
    result, done = [], 0
    for year in _ALONE.finditer(text):
        if _RANGE_FOLLOWS.match(text, year.end()):
            continue
        result += [text[done : year.start()], _next(year.group())]
        done = year.end()
    return "".join((*result, text[done:]))


def _next(year: str) -> str:
    later = str(int(year) + 1)
    return later if year.isascii() else to_thai_digits(later)


def _copied(record: Mapping[str, Any], fields: Sequence[Field], left: frozenset[str]) -> dict[str, object]:
    return {
        field.name: record[field.name]
        for field in fields
        if field.name not in left and not is_empty(record.get(field.name))
    }


def _shifted(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    if name in _SHIFTED_DATES and (date := _DATE.match(value)):
        return _a_year_later(*(int(part) for part in date.groups()))
    return shift_years(value) if name in _SHIFTED_TEXT else value


def _a_year_later(year: int, month: int, day: int) -> str:
    try:
        return dt.date(year + 1, month, day).isoformat()
    except ValueError:  # 29 February
        return dt.date(year + 1, month, day - 1).isoformat()


def _move_years(record: dict[str, object], prefix: str) -> None:
    first, last = f"{prefix}first_year_of_data", f"{prefix}last_year_of_data"
    if first in record and record[first] == record.get(last):
        record[first] = _next(str(record[first]))
    if last in record:
        record[last] = _next(str(record[last]))
