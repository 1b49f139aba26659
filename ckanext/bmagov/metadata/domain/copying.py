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

_RELEASE_DATES = frozenset({"data_release_date", "resource_data_release_date"})
"""Days on which data came out: next year's may not have come yet."""

_PLANNED_DATES = frozenset({"data_release_calendar", "resource_data_release_calendar"})
"""Days on which data are to come out, which may lie ahead."""

_YEAR = r"(?:25[3-9]\d|26[0-4]\d|199\d|20\d\d|๒๕[๓-๙][๐-๙]|๒๖[๐-๔][๐-๙])"
# Not a part of a longer number (12,568; 2568.5) nor of a Latin word.
# The "fiscal year" of English titles stands right before its number (FY2026).
_BEGINS = r"(?:(?<![0-9๐-๙A-Za-z])(?<![0-9๐-๙][.,])|(?<=\bFY)|(?<=\bfy))"
_ALONE = re.compile(rf"{_BEGINS}{_YEAR}(?![0-9๐-๙A-Za-z]|[.,][0-9๐-๙])")
_RANGE_FOLLOWS = re.compile(rf"\s*(?:-|–|—|ถึง|to|until)\s*(?:พ\.ศ\.\s*|ค\.ศ\.\s*|ปี\s*)*(?={_YEAR})")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z")


def copy_dataset(record: Mapping[str, Any], facts: Facts) -> dict[str, object]:
    """Return the metadata that a copy starts with, of the dataset's own fields only."""
    return _copied(record, facts.dataset, _NOT_COPIED)


def copy_resource(resource: Mapping[str, Any], facts: Facts) -> dict[str, object]:
    """Return the metadata of a file for a copy. A link comes along, uploaded bytes do not.

    What has no link gets an empty one: views of CKAN read the address of every file.
    """
    copied = _copied(resource, facts.resource, _NOT_COPIED_OF_FILE)
    link = "" if resource.get("url_type") == "upload" else copied.get("url", "")
    return {**copied, "url": link}


def next_year_dataset(record: Mapping[str, Any], facts: Facts, today: dt.date) -> dict[str, object]:
    """Return a copy whose years are those of the next year, for a person to look over.

    A dataset of one year moves; a series (first year before the last) grows by a year. When the data were
    first made stays as it is, and a day of release that would lie ahead of `today` is left to the editor.
    """
    shifted = _shifted(copy_dataset(record, facts), today)
    _move_years(shifted, "")
    name = str(record.get("name") or "")
    if shift_years(name) != name:
        shifted["name"] = shift_years(name)
    return shifted


def next_year_resource(resource: Mapping[str, Any], facts: Facts, today: dt.date) -> dict[str, object]:
    """Return a copy of a file's metadata for the next year, without the link: that is last year's."""
    shifted = _shifted({**copy_resource(resource, facts), "url": ""}, today)
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


def _shifted(copied: Mapping[str, object], today: dt.date) -> dict[str, object]:
    shifted = {name: _later(name, value) for name, value in copied.items()}
    ahead = {name for name in _RELEASE_DATES & shifted.keys() if str(shifted[name]) > today.isoformat()}
    return {name: value for name, value in shifted.items() if name not in ahead}


def _later(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    if name in _RELEASE_DATES | _PLANNED_DATES and (date := _DATE.match(value)):
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
