"""Dates, times and years in a column of data: one format and one era, declared or found.

A column says how its dates are written (`DD/MM/YYYY`, `วว/ดด/ปปปป`, `%d/%m/%Y`) and in which era. Where it
does not, dates are read as everywhere in the catalog (`domain.calendar`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain import calendar
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import to_arabic_digits

if TYPE_CHECKING:
    from collections.abc import Mapping

ERAS: Final = ("be", "ce")

_PARTS: Final = {"Y": r"(?P<year>\d{4})", "M": r"(?P<month>\d{1,2})", "D": r"(?P<day>\d{1,2})"}
_FIXED: Final = {"MM": r"(?P<month>\d{2})", "DD": r"(?P<day>\d{2})"}
_CLOCK: Final = {"H": r"(?P<hour>\d{1,2})", "N": r"(?P<minute>\d{2})", "S": r"(?P<second>\d{2})"}
_TOKEN: Final = re.compile(r"Y+|M+|D+|H+|N+|S+|[^A-Za-zก-๙]|T")
_LETTERS: Final = str.maketrans("ปดว", "YMD")
_STRFTIME: Final = {"%Y": "YYYY", "%m": "MM", "%d": "DD", "%H": "HH", "%M": "NN", "%S": "SS"}
_ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
)
_TIME: Final = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?(?: *(?:น\.?|นาฬิกา))?")


@dataclass(frozen=True)
class DateForm:
    """How a column writes its dates.

    `native` says that the cells were dates and not text (XLSX): these arrive as ISO with a Gregorian year,
    whatever the column shows, and are taken so.
    """

    pattern: str = ""
    era: str = ""
    native: bool = False


ANY_FORM: Final = DateForm()


def is_date_pattern(pattern: str) -> bool:
    """Tell whether a declared format can be read: day, month and year, each once, in any order."""
    return _compile(pattern) is not None


def read_date(text: str, form: DateForm = ANY_FORM) -> date:
    """Read a day. A time of day beside it is too much.

    :raises ProblemError: the codes of `calendar.Problem`, `VALUE-TYPE`, `DATE-PATTERN`, `DATE-ERA`
    """
    day, clock = _read(text, form)
    if clock is not None:
        raise ProblemError("VALUE-TYPE", type="date")
    return day


def read_datetime(text: str, form: DateForm = ANY_FORM) -> datetime:
    """Read a day with its time; without one it is midnight. Times without a zone stay so.

    :raises ProblemError: as :func:`read_date`
    """
    if _ISO_MOMENT.fullmatch(text) and (form.native or (not form.pattern and form.era != "be")):
        _refuse_buddhist(text)
        try:
            return datetime.fromisoformat(text)
        except ValueError as error:
            raise ProblemError("DATE-NOT-EXIST", typed=text) from error
    day, clock = _read(text, form)
    return datetime.combine(day, clock or time())


def read_time(text: str) -> time:
    """Read a time of day: `14:30`, `14.30 น.`.

    :raises ProblemError: `DATE-TIME` (`time`)
    """
    match = _TIME.fullmatch(to_arabic_digits(text))
    if match:
        hour, minute, second = (int(part or 0) for part in match.groups())
        if hour < 24 and minute < 60 and second < 60:
            return time(hour, minute, second)
    raise ProblemError("DATE-TIME", time=text)


def read_year(text: str, era: str = "") -> int:
    """Read a year as the Gregorian one.

    :raises ProblemError: the codes of `calendar.Problem`, and `DATE-ERA` (`era`)
    """
    try:
        reading = calendar.parse_year(text)
    except calendar.DateError as error:
        raise ProblemError(error.code, **error.params) from error
    _check_era(reading.era.value, era)
    return reading.year


def era_in(text: str) -> str:
    """The era of the year in a date that is otherwise sound: `be`, `ce`, or nothing when none can be told."""
    for number in re.findall(r"\d{4}", to_arabic_digits(text)):
        era = calendar.era_of(int(number))
        if era:
            return era.value
    return ""


def is_iso(text: str) -> bool:
    """Tell whether a text begins as a date of ISO."""
    return bool(_ISO_DAY.match(text))


def _read(text: str, form: DateForm) -> tuple[date, time | None]:
    iso = _ISO_DAY.fullmatch(text) is not None
    if iso and form.native:
        try:
            return date.fromisoformat(text), None
        except ValueError as error:
            raise ProblemError("DATE-NOT-EXIST", typed=text) from error
    if form.pattern:
        return _read_pattern(text, form)
    if iso and form.era != "be":
        _refuse_buddhist(text)
        try:
            return date.fromisoformat(text), None
        except ValueError as error:
            raise ProblemError("DATE-NOT-EXIST", typed=text) from error
    policy = calendar.Policy(assume_day_first=True, take_iso_buddhist=form.era == "be")
    try:
        reading = calendar.parse_date(text, policy)
    except calendar.DateError as error:
        raise ProblemError(error.code, **error.params) from error
    _check_era(reading.era.value, form.era)
    clock = reading.moment.time() if reading.moment else None
    return reading.day, clock


def _refuse_buddhist(text: str) -> None:
    year = int(text[:4])
    if year in calendar.BUDDHIST_YEARS:
        raise ProblemError("DATE-ISO-BE", year=year)
    if calendar.era_of(year) is None:
        raise ProblemError("DATE-OUT-OF-RANGE", year=year)


def _check_era(actual: str, declared: str) -> None:
    if declared and actual != declared:
        raise ProblemError("DATE-ERA", era=declared)


@lru_cache(maxsize=256)
def _compile(pattern: str) -> re.Pattern[str] | None:
    """Return a regular expression for a format; none when it is no format of a day."""
    letters = _normal(pattern)
    tokens = _TOKEN.findall(letters)
    if "".join(tokens) != letters:
        return None
    parts: list[str] = []
    for piece in tokens:
        known = _FIXED.get(piece) or {**_PARTS, **_CLOCK}.get(piece[:1])
        parts.append(known or (r"[T ]" if piece in ("T", " ") else re.escape(piece)))
    kinds = [token[0] for token in tokens if token[0] in "YMDHNS"]
    once = len(kinds) == len(set(kinds)) and set("YMD") <= set(kinds)
    year = next((token for token in tokens if token[0] == "Y"), "")
    return re.compile("".join(parts)) if once and len(year) == 4 else None


def _normal(pattern: str) -> str:
    """Write all the same way: Y year, M month, D day, H hour, N minute, S second."""
    for code, letters in _STRFTIME.items():
        pattern = pattern.replace(code, letters)
    text = re.sub(r"[bB][eE] *$|พ\.?ศ\.? *$|ค\.?ศ\.? *$", "", pattern.strip()).strip()
    text = text.translate(_LETTERS).upper()
    return re.sub(r"(?<=H[:.])M+", "NN", text) if "H" in text else text


def _read_pattern(text: str, form: DateForm) -> tuple[date, time | None]:
    compiled = _compile(form.pattern)
    match = compiled.fullmatch(to_arabic_digits(text)) if compiled else None
    if match is None:
        raise ProblemError("DATE-PATTERN", pattern=form.pattern)
    numbers: Mapping[str, int] = {name: int(digits) for name, digits in match.groupdict().items()}
    year, month, day = numbers["year"], numbers["month"], numbers["day"]
    era = calendar.era_of(year)
    if era is None:
        raise ProblemError("DATE-OUT-OF-RANGE", year=year)
    _check_era(era.value, form.era)
    if era is calendar.Era.BUDDHIST:
        gregorian = calendar.to_gregorian_year(year, month)
        if gregorian is None:
            raise ProblemError("DATE-BE-GAP", day=day, month=month)
        year = gregorian
    try:
        clock = time(numbers.get("hour", 0), numbers.get("minute", 0), numbers.get("second", 0))
        return date(year, month, day), clock if "hour" in numbers else None
    except ValueError as error:
        raise ProblemError("DATE-NOT-EXIST", typed=text) from error
