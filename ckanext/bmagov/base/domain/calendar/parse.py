"""Typed dates, in the forms Thai officials type them, to days.

Read: ``28/10/2563``, ``31-03-2564``, ``30 ก.ย. 2564``, ``วันพุธที่ ๒๘ ตุลาคม พ.ศ. ๒๕๖๓``, ``1/31/2021``,
``Jan 31, 2021``, ``2021-01-31``, ``2021-01-31T23:30:00Z``, each with Thai or Arabic digits and stray spaces.
General date libraries cannot be used: they take 29/2/2564 for a day in the Gregorian year 2564.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.calendar.era import BANGKOK, OFFSET, Era, era_of, to_gregorian_year
from ckanext.bmagov.base.domain.calendar.errors import DateError, DateProblem
from ckanext.bmagov.base.domain.calendar.excel import from_excel_serial
from ckanext.bmagov.base.domain.calendar.names import MONTH_BY_KEY, WEEKDAY_BY_KEY
from ckanext.bmagov.base.domain.calendar.reading import (
    STRICT,
    Note,
    Policy,
    Reading,
    YearReading,
    bangkok_reading,
)
from ckanext.bmagov.base.domain.text import find_control_character, normalize_line, to_arabic_digits

if TYPE_CHECKING:
    from ckanext.bmagov.base.domain.calendar.fiscal import FiscalYear

_LONGEST = 80

_ERA_KEYS = {
    "พศ": Era.BUDDHIST,
    "be": Era.BUDDHIST,
    "คศ": Era.GREGORIAN,
    "ce": Era.GREGORIAN,
    "ad": Era.GREGORIAN,
}
_ERA_AT_END = re.compile(f"(?:{'|'.join(_ERA_KEYS)})$")

_CLOCK = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
_TIME = re.compile(rf"(?:[ ,]+|(?<=\d)t)(?:เวลา *|at *)?{_CLOCK} *(?P<half>am|pm)?(?: *(?:น\.?|นาฬิกา))?$")
_ISO_MOMENT = re.compile(
    rf"(?P<day>\d{{4}}-\d{{2}}-\d{{2}})[t ]{_CLOCK} *(?P<zone>z|utc|gmt|[+-]\d{{2}}:?\d{{2}}|[+-]\d{{2}})$"
)
_WEEKDAY = re.compile(
    rf"(?:วัน *)?(?P<weekday>{'|'.join(sorted(WEEKDAY_BY_KEY, key=len, reverse=True))})"
    r"\.?(?: *ที่)?[ ,]*(?=\d|[a-z])"
)
_PREFIX = re.compile(r"(?:ณ *)?(?:วัน *ที่ *)?")

_SEPARATOR = r" *(?P<separator>[/.\-]| ) *"
_NUMBERS = re.compile(
    rf"(?P<first>\d{{1,2}}){_SEPARATOR}(?P<second>\d{{1,2}}) *(?P=separator) *(?P<year>[^\d]*\d+[^\d]*)"
)
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}}){_SEPARATOR}(?P<month>\d{{1,2}}) *(?P=separator) *(?P<day>\d{{1,2}})"
)
_DAY_AND_NAME = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?P<month>[^\d]+)(?P<year>\d+)(?P<era>[^\d]*)")
_NAME_AND_DAY = re.compile(
    r"(?P<month>[^\d]+)(?P<day>\d{1,2})(?:st|nd|rd|th)?[ ,]+(?P<year>[^\d]*\d+)(?P<era>[^\d]*)"
)
_ERA_YEAR = re.compile(r"(?P<before>[^\d]*)(?P<year>\d+)(?P<after>[^\d]*)")
_SERIAL = re.compile(r"\d{5}")
_MONTH_NUMBERS = re.compile(r"\d{1,2} *[/.\-] *\d{4}|\d{4} *[/.\-] *\d{1,2}")
_DAY_MONTH_NUMBERS = re.compile(r"\d{1,2} *[/.\-] *\d{1,2}")
_LETTERS_ONLY = re.compile(r"[ ./,\-]+")


@dataclass(frozen=True)
class _Parts:
    """Numbers as written, before they are checked against the calendar."""

    day: int
    month: int
    year: int
    era: Era | None
    digits: int
    notes: tuple[Note, ...] = ()
    swappable: bool = False
    """Day and month are both numbers, so either may have been written first."""
    year_first: bool = False


def parse_date(typed: str, policy: Policy = STRICT, within: FiscalYear | None = None) -> Reading:
    """Read a typed date.

    :param within: the fiscal year that is spoken of. Of two readings (``5/11/2026``) the only one inside of
        it is taken; with a Buddhist year the day always comes first (``3/4/2564``). Either carries a note.
    :raises DateError: with the reason and, where there is one, what may have been meant
    """
    text = _prepare(typed)
    if moment := _iso_moment(text):
        return bangkok_reading(moment)
    text, clock = _split_time(text)
    text, weekday = _split_weekday(_PREFIX.sub("", text, count=1))
    parts = _read_parts(text)
    if parts is None:
        raise _refusal(typed, text)
    reading = _resolve(parts, policy, within)
    if weekday is not None and reading.day.weekday() != weekday:
        raise DateError(
            DateProblem.WEEKDAY, {"weekday": weekday, "actual": reading.day.weekday()}, (reading.day,)
        )
    if clock is None:
        return reading
    return replace(reading, moment=datetime.combine(reading.day, clock, BANGKOK))


def parse_year(typed: str) -> YearReading:
    """Read a typed year in either era: ``2564``, ``พ.ศ. ๒๕๖๔``, ``ค.ศ. 2021``, ``ปี 2564``.

    :raises DateError: two digits, out of range, or not a year
    """
    text = re.sub(r"^(?:ประจำ)? *ปี *", "", _prepare(typed))
    match = _ERA_YEAR.fullmatch(text)
    if match is None:
        raise DateError(DateProblem.YEAR_FORMAT, {"typed": typed})
    known, marked = _era_marker(match["before"], match["after"])
    if not known:
        raise DateError(DateProblem.YEAR_FORMAT, {"typed": typed})
    year = int(match["year"])
    if len(match["year"]) <= 2:
        raise DateError(DateProblem.TWO_DIGIT_YEAR, {"year": match["year"]})
    era = _plausible_era(year, len(match["year"]), marked)
    return YearReading(year - OFFSET if era is Era.BUDDHIST else year, era)


def _prepare(typed: str) -> str:
    text = to_arabic_digits(normalize_line(typed)).casefold()
    if not text or len(text) > _LONGEST or find_control_character(text):
        raise DateError(DateProblem.FORMAT, {"typed": typed})
    return text


# --- pieces around the date ---------------------------------------------------------------------------------


def _iso_moment(text: str) -> datetime | None:
    """Read an ISO date and time that names its zone; without a zone it is an ordinary date with a time."""
    match = _ISO_MOMENT.fullmatch(text)
    if match is None:
        return None
    year, month, day_of_month = (int(part) for part in match["day"].split("-"))
    day = _resolve(_Parts(day_of_month, month, year, None, 4, year_first=True), STRICT).day
    return datetime.combine(day, _clock(match), _zone(match["zone"]))


def _zone(written: str) -> timezone:
    if written[0] not in "+-":
        return UTC
    hours, minutes = int(written[1:3]), int(written[-2:]) if len(written) > 3 else 0
    if hours > 14 or minutes > 59:
        raise DateError(DateProblem.TIME, {"time": written})
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if written[0] == "-" else offset)


def _split_time(text: str) -> tuple[str, time | None]:
    match = _TIME.search(text)
    if match is None:
        return text, None
    return text[: match.start()], _clock(match)


def _clock(match: re.Match[str]) -> time:
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    half = match.groupdict().get("half")
    if half and not 1 <= hour <= 12:
        hour = 99
    elif half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59 or second > 59:
        raise DateError(DateProblem.TIME, {"time": match.group().strip()})
    return time(hour, minute, second)


def _split_weekday(text: str) -> tuple[str, int | None]:
    match = _WEEKDAY.match(text)
    if match is None:
        return text, None
    return text[match.end() :], WEEKDAY_BY_KEY[match["weekday"]]


def _era_marker(*around: str) -> tuple[bool, Era | None]:
    """Return whether the letters around a year are an era or nothing, and which era."""
    letters = "".join(_LETTERS_ONLY.sub("", part) for part in around)
    return letters in {*_ERA_KEYS, ""}, _ERA_KEYS.get(letters)


def _month_and_era(name: str) -> tuple[int | None, Era | None]:
    """Split ``มกราคม พ.ศ.`` into its month and era."""
    letters = _LETTERS_ONLY.sub("", name)
    match = _ERA_AT_END.search(letters)
    era = None
    if match and letters not in MONTH_BY_KEY:
        letters, era = letters[: match.start()], _ERA_KEYS[match.group()]
    return MONTH_BY_KEY.get(letters), era


# --- the date itself ----------------------------------------------------------------------------------------


def _read_parts(text: str) -> _Parts | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return _Parts(int(match["day"]), int(match["month"]), int(match["year"]), None, 4, year_first=True)
    if match := _NUMBERS.fullmatch(text):
        year = _ERA_YEAR.fullmatch(match["year"])
        known, era = _era_marker(year["before"], year["after"]) if year else (False, None)
        if not year or not known:
            return None
        first, second = int(match["first"]), int(match["second"])
        return _Parts(first, second, int(year["year"]), era, len(year["year"]), swappable=True)
    return _month_name_parts(text)


def _month_name_parts(text: str) -> _Parts | None:
    for form in (_DAY_AND_NAME, _NAME_AND_DAY):
        match = form.fullmatch(text)
        if match is None:
            continue
        digits = match["year"].lstrip("".join(c for c in match["year"] if not c.isdigit()))
        month, era_before = _month_and_era(match["month"] + match["year"].removesuffix(digits))
        known, era_after = _era_marker(match["era"])
        if month is None or not known or len(digits) > 4:
            continue
        return _Parts(int(match["day"]), month, int(digits), era_before or era_after, len(digits))
    return None


def _refusal(typed: str, text: str) -> DateError:
    """Say as exactly as possible why this is no date."""
    match = _ERA_YEAR.fullmatch(text)
    if match and len(match["year"]) == 4 and _era_marker(match["before"], match["after"])[0]:
        return DateError(DateProblem.INCOMPLETE, {"missing": "day-month", "typed": typed})
    if match and len(match["year"]) == 4 and _month_and_era(match["before"])[0]:
        return DateError(DateProblem.INCOMPLETE, {"missing": "day", "typed": typed})
    if match and len(match["year"]) <= 2 and _month_and_era(match["after"] or match["before"])[0]:
        return DateError(DateProblem.INCOMPLETE, {"missing": "year", "typed": typed})
    if _MONTH_NUMBERS.fullmatch(text):
        return DateError(DateProblem.INCOMPLETE, {"missing": "day", "typed": typed})
    if _DAY_MONTH_NUMBERS.fullmatch(text):
        return DateError(DateProblem.INCOMPLETE, {"missing": "year", "typed": typed})
    candidates = (from_excel_serial(int(text)).day,) if _SERIAL.fullmatch(text) else ()
    return DateError(DateProblem.FORMAT, {"typed": typed}, candidates)


# --- against the calendar -----------------------------------------------------------------------------------


def _resolve(parts: _Parts, policy: Policy, within: FiscalYear | None = None) -> Reading:
    if parts.digits <= 2:
        raise DateError(
            DateProblem.TWO_DIGIT_YEAR, {"year": f"{parts.year:02}"}, _two_digit_candidates(parts)
        )
    era = _plausible_era(parts.year, parts.digits, parts.era)
    parts = replace(parts, era=era)
    if parts.year_first and era is Era.BUDDHIST and not policy.take_iso_buddhist:
        raise DateError(DateProblem.ISO_BUDDHIST, {"year": parts.year}, _possible(parts))
    if parts.swappable:
        parts = _settle_order(parts, policy, within)
    return Reading(_to_day(parts), era, notes=parts.notes)


def _plausible_era(year: int, digits: int, marked: Era | None) -> Era:
    era = era_of(year)
    if digits != 4 or era is None or (marked and marked is not era):
        params: dict[str, int | str | tuple[int, ...]] = {"year": year}
        if marked:
            params["era"] = marked.value
        raise DateError(DateProblem.OUT_OF_RANGE, params)
    return era


def _settle_order(parts: _Parts, policy: Policy, within: FiscalYear | None) -> _Parts:
    """Decide which of two numbers is the day."""
    swapped = replace(parts, day=parts.month, month=parts.day)
    if parts.month > 12:
        if swapped.month > 12 or not _possible(swapped):
            return parts
        if parts.era is Era.BUDDHIST or not policy.take_month_first:
            params = {"day": swapped.day, "month": swapped.month}
            raise DateError(DateProblem.MONTH_FIRST, params, _possible(swapped))
        return replace(swapped, notes=(Note.MONTH_FIRST,))
    if parts.day > 12 or parts.day == parts.month:
        return parts
    if parts.era is Era.BUDDHIST and (policy.assume_day_first or within):
        return replace(parts, notes=(Note.ASSUMED_DAY_FIRST,))
    candidates = _possible(parts) + _possible(swapped)
    if len(candidates) < 2:
        return parts
    inside = [day in within for day in candidates] if within else []
    if sum(inside) != 1:
        raise DateError(DateProblem.AMBIGUOUS, {}, candidates)
    if inside[0]:
        return replace(parts, notes=(Note.ASSUMED_DAY_FIRST,))
    return replace(swapped, notes=(Note.MONTH_FIRST,))


def _to_day(parts: _Parts) -> date:
    month_exists = 1 <= parts.month <= 12
    gregorian: int | None = parts.year
    if parts.era is Era.BUDDHIST:
        gregorian = to_gregorian_year(parts.year, parts.month if month_exists else 4)
    if gregorian is None:
        days = (date(1940, parts.month, 1), date(1941, parts.month, 1))
        candidates = tuple(day.replace(day=parts.day) for day in days if 1 <= parts.day <= 28)
        raise DateError(DateProblem.BUDDHIST_GAP, {"day": parts.day, "month": parts.month}, candidates)
    last_day = calendar.monthrange(gregorian, parts.month)[1] if month_exists else 0
    if not 1 <= parts.day <= last_day:
        raise DateError(
            DateProblem.NOT_EXIST,
            {
                "day": parts.day,
                "month": parts.month,
                "year": parts.year,
                "era": (parts.era or Era.GREGORIAN).value,
                "gregorian_year": gregorian,
                "last_day": last_day,
            },
        )
    return date(gregorian, parts.month, parts.day)


def _possible(parts: _Parts) -> tuple[date, ...]:
    try:
        return (_to_day(parts),)
    except DateError:
        return ()


def _two_digit_candidates(parts: _Parts) -> tuple[date, ...]:
    """15/8/68 is likely 2568 and 28 Feb 21 likely 2021: the century that gives a day from 2000 on."""
    if parts.year + 2500 - OFFSET >= 2000:
        return _possible(replace(parts, year=2500 + parts.year, era=Era.BUDDHIST))
    return _possible(replace(parts, year=2000 + parts.year, era=Era.GREGORIAN))
