"""Dates and their problems as sentences, in the reader's language."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.calendar import (
    BUDDHIST_YEARS,
    GREGORIAN_YEARS,
    OFFSET,
    DateError,
    DateProblem,
    Era,
    Language,
    Note,
    Reading,
    YearReading,
    format_date,
    format_datetime,
    month_name,
    weekday_name,
)
from ckanext.bmagov.base.words.language import lang, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def language() -> Language:
    """Return the language dates are written in: Thai with พ.ศ., or English with Gregorian years."""
    return Language.THAI if lang() == "th" else Language.ENGLISH


def date_error_text(error: DateError) -> str:
    """Return ``CODE: what is wrong and what to do``."""
    sentence = _SENTENCES[error.problem](error)
    if error.candidates and error.problem in _SUGGESTS:
        sentence = tk._("{problem}. Did you mean {dates}?").format(
            problem=sentence, dates=_alternatives(error.candidates)
        )
    return f"{error.code}: {sentence}"


def reading_text(reading: Reading) -> str:
    """Return how a typed date was understood, and what to look at twice."""
    if reading.moment:
        shown = format_datetime(reading.moment, language())
    else:
        shown = format_date(reading.day, language())
    text = tk._("Read as {date}").format(date=shown)
    if Note.MONTH_FIRST in reading.notes:
        text += " " + tk._("(the month was written before the day)")
    if Note.ASSUMED_DAY_FIRST in reading.notes:
        text += " " + tk._("(day before month)")
    return text


def year_text(reading: YearReading) -> str:
    """Return how a typed year was understood, in both eras."""
    return tk._("Read as {buddhist} (CE {gregorian})").format(
        buddhist=_year(reading.year + OFFSET, Era.BUDDHIST), gregorian=reading.year
    )


def _day(day: date) -> str:
    return format_date(day, language())


def iso_day(text: Any) -> str:
    """Return a day in words, from ISO text."""
    return _day(date.fromisoformat(str(text)))


def _alternatives(days: Sequence[date]) -> str:
    return tk._(" or ").join(_day(day) for day in days)


def _year(year: Any, era: Any) -> str:
    if era == Era.BUDDHIST:
        return tk._("BE {year}").format(year=year)
    return tk._("CE {year}").format(year=year)


def _rows(rows: Any) -> str:
    shown = ", ".join(str(row) for row in rows[:10])
    return f"{shown} …" if len(rows) > 10 else shown


def _not_exist(error: DateError) -> str:
    p = error.params
    if not p["last_day"]:
        return tk._("There is no month {month}. Type day/month/year, like 31/1/2564").format(month=p["month"])
    month = month_name(int(str(p["month"])), language())
    year = _year(p["year"], p["era"])
    if p["era"] == Era.BUDDHIST:
        year += f" ({_year(p['gregorian_year'], Era.GREGORIAN)})"
    return tk._("{day} {month} {year} does not exist. That month has {last_day} days").format(
        day=p["day"], month=month, year=year, last_day=p["last_day"]
    )


def _incomplete(error: DateError) -> str:
    missing = {
        "day": tk._("The day is missing. Type it like 31/1/2564 or 31 Jan 2021"),
        "year": tk._("The year is missing. Type it like 31/1/2564 or 31 Jan 2021"),
        "day-month": tk._("Day and month are missing. Type it like 31/1/2564 or 31 Jan 2021"),
    }
    return missing[str(error.params["missing"])]


def _out_of_range(error: DateError) -> str:
    p = error.params
    if "era" in p and len(str(p["year"])) == 4:
        return tk._(
            "{year} cannot be meant. Years are BE {be_first}-{be_last} or CE {ce_first}-{ce_last}"
        ).format(year=_year(p["year"], p["era"]), **_RANGES)
    return tk._(
        "The year {year} is out of range. Use BE {be_first}-{be_last} or CE {ce_first}-{ce_last}"
    ).format(year=p["year"], **_RANGES)


def _ambiguous(error: DateError) -> str:
    first, second = error.candidates
    return tk._("This can be read as {first} or {second}. Write the month as a word").format(
        first=_day(first), second=_day(second)
    )


def _month_first(error: DateError) -> str:
    return tk._(
        "There is no month {month}. The month seems to stand before the day: use day/month/year"
    ).format(month=error.params["day"])


def _gap(error: DateError) -> str:
    days = ", ".join(day.isoformat() for day in error.candidates)
    return tk._(
        "BE 2483 began on 1 April, so it has no {month}. Type the date with a CE year, like {dates}"
    ).format(month=month_name(int(str(error.params["month"])), language()), dates=days or "1941-01-31")


_RANGES = {
    "be_first": BUDDHIST_YEARS[0],
    "be_last": BUDDHIST_YEARS[-1],
    "ce_first": GREGORIAN_YEARS[0],
    "ce_last": GREGORIAN_YEARS[-1],
}

# The others name their candidates in the sentence.
_SUGGESTS = {
    DateProblem.FORMAT,
    DateProblem.TWO_DIGIT_YEAR,
    DateProblem.MONTH_FIRST,
    DateProblem.ISO_BUDDHIST,
    DateProblem.OUT_OF_RANGE,
}

_SENTENCES: dict[DateProblem, Callable[[DateError], str]] = {
    DateProblem.FORMAT: lambda e: tk._(
        '"{value}" cannot be read as a date. Type it like 31/1/2564 or 31 Jan 2021'
    ).format(value=shorten(e.params["typed"])),
    DateProblem.INCOMPLETE: _incomplete,
    DateProblem.TWO_DIGIT_YEAR: lambda e: tk._('The year "{year}" needs four digits').format(
        year=e.params["year"]
    ),
    DateProblem.NOT_EXIST: _not_exist,
    DateProblem.MONTH_FIRST: _month_first,
    DateProblem.AMBIGUOUS: _ambiguous,
    DateProblem.ISO_BUDDHIST: lambda e: tk._(
        "A date that begins with the year needs a CE year; {year} is a Buddhist one"
    ).format(year=e.params["year"]),
    DateProblem.BUDDHIST_GAP: _gap,
    DateProblem.OUT_OF_RANGE: _out_of_range,
    DateProblem.WEEKDAY: lambda e: tk._("{date} is a {actual}, not a {weekday}").format(
        date=_day(e.candidates[0]),
        actual=weekday_name(int(str(e.params["actual"])), language()),
        weekday=weekday_name(int(str(e.params["weekday"])), language()),
    ),
    DateProblem.TIME: lambda e: tk._('There is no such time as "{time}". Type it like 14.30').format(
        time=shorten(e.params["time"])
    ),
    DateProblem.ERA_MIXED: lambda e: tk._(
        "Rows {gregorian} have CE years while rows {buddhist} have BE years. Use one era in the whole column"
    ).format(gregorian=_rows(e.params["gregorian_rows"]), buddhist=_rows(e.params["buddhist_rows"])),
    DateProblem.ORDER: lambda e: tk._("The end, {end}, is before the start, {start}").format(
        start=iso_day(e.params["start"]), end=iso_day(e.params["end"])
    ),
    DateProblem.FUTURE: lambda e: tk._("{date} is still to come. Give a date not after today").format(
        date=iso_day(e.params["day"])
    ),
    DateProblem.YEAR_FORMAT: lambda e: tk._(
        '"{value}" is not a year. Type four digits, like 2564 or 2021'
    ).format(value=shorten(e.params["typed"])),
}
