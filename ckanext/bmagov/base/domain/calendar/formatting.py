"""Dates and times as a Thai official writes them, and the same in English with Gregorian years."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from enum import StrEnum

from ckanext.bmagov.base.domain.calendar.era import BANGKOK, to_buddhist_year
from ckanext.bmagov.base.domain.calendar.names import (
    ENGLISH_MONTHS,
    ENGLISH_MONTHS_SHORT,
    ENGLISH_WEEKDAYS,
    THAI_MONTHS,
    THAI_MONTHS_SHORT,
    THAI_WEEKDAYS,
)


class Language(StrEnum):
    """Language of the reader; anything but Thai reads Gregorian years and English names."""

    THAI = "th"
    ENGLISH = "en"


_LONG = {Language.THAI: THAI_MONTHS, Language.ENGLISH: ENGLISH_MONTHS}
_SHORT = {Language.THAI: THAI_MONTHS_SHORT, Language.ENGLISH: ENGLISH_MONTHS_SHORT}
_WEEKDAYS = {Language.THAI: THAI_WEEKDAYS, Language.ENGLISH: ENGLISH_WEEKDAYS}


def year_of(day: date, language: Language = Language.THAI) -> int:
    """Return the year a reader expects: Buddhist in Thai, Gregorian in English."""
    return to_buddhist_year(day) if language is Language.THAI else day.year


def month_name(month: int, language: Language = Language.THAI, *, long: bool = False) -> str:
    """``ต.ค.`` or ``ตุลาคม``."""
    return (_LONG if long else _SHORT)[language][month - 1]


def weekday_name(weekday: int, language: Language = Language.THAI) -> str:
    """Name of a weekday counted from Monday = 0."""
    return _WEEKDAYS[language][weekday]


def format_date(day: date, language: Language = Language.THAI, *, long: bool = False) -> str:
    """``28 ต.ค. 2563``; long: ``28 ตุลาคม 2563``."""
    return f"{day.day} {format_month(day, language, long=long)}"


def format_month(day: date, language: Language = Language.THAI, *, long: bool = False) -> str:
    """``ต.ค. 2563``."""
    return f"{month_name(day.month, language, long=long)} {year_of(day, language)}"


def format_time(moment: time | datetime, language: Language = Language.THAI, *, seconds: bool = False) -> str:
    """``14.30 น.``; in English ``14:30``."""
    mark = "." if language is Language.THAI else ":"
    clock = f"{moment.hour:02}{mark}{moment.minute:02}" + (f"{mark}{moment.second:02}" if seconds else "")
    return f"{clock} น." if language is Language.THAI else clock


def format_datetime(
    moment: datetime,
    language: Language = Language.THAI,
    *,
    long: bool = False,
    seconds: bool = False,
) -> str:
    """``28 ต.ค. 2563 14.30 น.``; long: ``28 ตุลาคม 2563 เวลา 14.30 น.``; in the moment's own zone."""
    day = format_date(moment.date(), language, long=long)
    clock = format_time(moment, language, seconds=seconds)
    if language is Language.THAI:
        return f"{day} เวลา {clock}" if long else f"{day} {clock}"
    return f"{day}, {clock}"


def format_range(start: date, end: date, language: Language = Language.THAI, *, long: bool = False) -> str:
    """``1–30 ก.ย. 2564``, ``1 ต.ค. – 30 ธ.ค. 2563``; what both days share is written once."""
    last = format_date(end, language, long=long)
    if start == end:
        return last
    if year_of(start, language) != year_of(end, language):
        return f"{format_date(start, language, long=long)} – {last}"
    if start.month != end.month:
        return f"{start.day} {month_name(start.month, language, long=long)} – {last}"
    return f"{start.day}–{last}"


def in_bangkok(moment: datetime) -> datetime:
    """Return an aware moment in Thai time; a naive one is taken as UTC, as CKAN stores it."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC).astimezone(BANGKOK)
    return moment.astimezone(BANGKOK)
