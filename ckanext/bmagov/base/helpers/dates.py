"""Dates in pages: พ.ศ. and Bangkok time for readers of Thai, core's own form for everybody else.

The functions with core's names replace core's helpers, so that the templates of core and of other extensions
show พ.ศ. too. What machines read (a `date_format` of digits, feeds, RDF, the API) stays Gregorian.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.calendar import (
    BANGKOK,
    ECHOED,
    STRICT,
    DateError,
    FiscalYear,
    Language,
    format_date,
    format_datetime,
    format_range,
    parse_date,
    parse_year,
    to_buddhist_year,
)
from ckanext.bmagov.base.words.dates import language, reading_text, year_text

if TYPE_CHECKING:
    from collections.abc import Callable

_BUDDHIST_ERA = "พ.ศ. "
# Core's reader of dates takes any numbers, so that 10/1/12 would be a day of the year 10.
_BEGINS_WITH_YEAR = re.compile(r"\d{4}[-/]")
# Stored years are Gregorian; whoever types a year like this counts in the Buddhist era.
_FIRST_TYPED_BUDDHIST = 2400
_FORMAT_NAMES = frozenset((None, "short", "medium", "long", "full"))


def bmagov_shows_buddhist_years() -> bool:
    """Tell whether the reader gets พ.ศ.; templates choose by this, not by the language's name."""
    return language() is Language.THAI


# --- core's helpers -----------------------------------------------------------------------------------------


@tk.chained_helper
def render_datetime(
    core: Callable[..., str],
    datetime_: Any,
    date_format: str | None = None,
    with_hours: bool = False,
    with_seconds: bool = False,
) -> str:
    """Core's helper, in Thai ``28 ตุลาคม 2563 เวลา 14.30 น.``; a given `date_format` is left to core."""
    if date_format or not bmagov_shows_buddhist_years():
        return core(datetime_, date_format=date_format, with_hours=with_hours, with_seconds=with_seconds)
    return _thai(datetime_, long=True, hours=with_hours or with_seconds, seconds=with_seconds)


@tk.chained_helper
def localised_nice_date(
    core: Callable[..., str],
    datetime_: datetime,
    show_date: bool = False,
    with_hours: bool = False,
    with_seconds: bool = False,
    format: str | None = None,  # noqa: A002 (core's name)
) -> str:
    """Core's helper; in Thai with พ.ศ. unless it is relative (`3 วันที่ผ่านมา`) or a pattern was given."""
    if not show_date or format not in _FORMAT_NAMES or not bmagov_shows_buddhist_years():
        return core(datetime_, show_date, with_hours, with_seconds, format)
    long = format not in ("short", "medium")
    return _thai(datetime_, long=long, hours=with_hours or with_seconds, seconds=with_seconds)


# --- ours ---------------------------------------------------------------------------------------------------


def bmagov_date(value: Any, *, long: bool = False) -> str:
    """Return a stored day or moment as ``28 ต.ค. 2563`` (``28 Oct 2020``); text that is no date, as it is."""
    moment = _moment(value)
    if moment is None:
        return str(value or "")
    return format_date(moment.date() if isinstance(moment, datetime) else moment, language(), long=long)


def bmagov_date_range(start: Any, end: Any, *, long: bool = False) -> str:
    """Return two stored days as ``1–30 ก.ย. 2564``; one of them alone when the other is missing."""
    first, last = _moment(start), _moment(end)
    if first is None or last is None:
        return bmagov_date(start or end, long=long)
    days = [moment.date() if isinstance(moment, datetime) else moment for moment in (first, last)]
    return format_range(days[0], days[1], language(), long=long)


def bmagov_time(value: Any, *, with_hours: bool = False, long: bool = False) -> Markup:
    """Return a ``<time>``: the short form is shown, the full one is its tooltip, machines read ISO."""
    moment = _moment(value)
    if moment is None:
        return Markup("{}").format(str(value or ""))
    return Markup('<time datetime="{machine}" title="{full}">{shown}</time>').format(
        machine=moment.isoformat(),
        full=_written(moment, long=True, hours=True),
        shown=_written(moment, long=long, hours=with_hours),
    )


def bmagov_year(value: Any) -> str:
    """Return a stored (Gregorian) year as the reader counts: ``พ.ศ. 2564``, ``2021``; text as it is."""
    text = str(value or "")
    if not (len(text) == 4 and text.isdecimal()) or not bmagov_shows_buddhist_years():
        return text
    return f"{_BUDDHIST_ERA}{to_buddhist_year(date(int(text), 12, 31))}"


def bmagov_date_input(value: Any) -> str:
    """Return what a form's field holds: a stored day as ``28 ต.ค. 2563``, anything else as typed.

    In English the ISO day stays as it is stored.
    """
    text = str(value or "")
    return bmagov_date(text) if bmagov_shows_buddhist_years() and not _is_typed_buddhist(text) else text


def bmagov_year_input(value: Any) -> str:
    """Return what a form's field holds: a stored year as the reader counts (``2564``), the rest as typed."""
    text = str(value or "")
    return text if _is_typed_buddhist(text) else bmagov_year(text).removeprefix(_BUDDHIST_ERA)


def _is_typed_buddhist(text: str) -> bool:
    """Tell a year that came back as it was typed (``2564``, ``2564-01-31``) from a stored one."""
    year = text[:4]
    return len(year) == 4 and year.isdecimal() and int(year) >= _FIRST_TYPED_BUDDHIST


def bmagov_date_reading(typed: Any, strict: bool = False, fiscal_year: int | None = None) -> str:
    """Return how a form's value is understood (``อ่านว่า 28 ต.ค. 2563``), or nothing when it is not a date.

    :param fiscal_year: the one that is spoken of, พ.ศ.
    """
    policy, within = STRICT if strict else ECHOED, FiscalYear(fiscal_year) if fiscal_year else None
    return _reading(typed, lambda text: reading_text(parse_date(text, policy, within)))


def bmagov_year_reading(typed: Any) -> str:
    """Return how a form's year is understood, in both eras, or nothing when it is not a year."""
    return _reading(typed, lambda text: year_text(parse_year(text)))


def _reading(typed: Any, read: Callable[[str], str]) -> str:
    try:
        return read(str(typed)) if typed else ""
    except DateError:
        return ""


def _thai(value: Any, *, long: bool, hours: bool, seconds: bool) -> str:
    moment = _moment(value)
    return "" if moment is None else _written(moment, long=long, hours=hours, seconds=seconds)


def _written(moment: date | datetime, *, long: bool, hours: bool, seconds: bool = False) -> str:
    if not hours or not isinstance(moment, datetime):
        day = moment.date() if isinstance(moment, datetime) else moment
        return format_date(day, language(), long=long)
    written = format_datetime(moment, language(), long=long, seconds=seconds)
    return written if moment.utcoffset() == BANGKOK.utcoffset(None) else f"{written} ({moment.tzname()})"


def _moment(value: Any) -> date | datetime | None:
    """Return a day, or a moment in the site's time zone; naive ones are UTC, as CKAN stores them."""
    if isinstance(value, str):
        if not _BEGINS_WITH_YEAR.match(value):
            return None
        try:
            if len(value) == len("2021-01-31"):
                return date.fromisoformat(value)
            value = tk.h.date_str_to_datetime(value)
        except (TypeError, ValueError, OverflowError):
            return None
    if not isinstance(value, datetime):
        return value if isinstance(value, date) else None
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        return aware.astimezone(tk.h.get_display_timezone())
    except OverflowError:
        return None
