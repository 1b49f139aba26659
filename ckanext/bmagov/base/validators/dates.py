"""Validators for dates and years as people type them; stored is ISO and Gregorian."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.calendar import (
    ECHOED,
    STRICT,
    DateError,
    DateProblem,
    FiscalYear,
    Policy,
    check_not_future,
    parse_date,
    parse_year,
)
from ckanext.bmagov.base.domain.text import normalize_line
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.words.dates import date_error_text

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FISCAL_YEAR = re.compile(r"2[45]\d\d")

# Problems of text that is no date at all, or a month of every year: sentences keep it.
_MAY_BE_A_SENTENCE = {DateProblem.FORMAT, DateProblem.INCOMPLETE}


def bmagov_date(value: Any) -> Any:
    """Accept a date in either era and return it as ``2021-01-31``.

    ``1/2/2564`` is taken day first, so use it where the form shows how a date was read
    (``bmagov/snippets/date_echo.html``); elsewhere use `bmagov_date_strict`.
    """
    return _iso(value, ECHOED)


def bmagov_date_strict(value: Any) -> Any:
    """Accept a date that can be read in one way only and return it as ``2021-01-31``."""
    return _iso(value, STRICT)


def bmagov_date_of_year(key: Any, data: Any, errors: Any, context: Any) -> None:
    """Accept a date as it is meant in the `fiscal_year` (พ.ศ.) beside it, and store it as ``2021-01-31``.

    Without a fiscal year that can be read, as `bmagov_date_strict`.
    """
    written = str(data.get(("fiscal_year",), ""))
    year = FiscalYear(int(written)) if _FISCAL_YEAR.fullmatch(written) else None
    data[key] = _iso(data.get(key), STRICT, year)


def bmagov_date_or_text(value: Any) -> Any:
    """Accept a date, returned as ``2021-01-31``, or a sentence such as ``ทุกวันที่ 3 ของเดือน``.

    A date that does not exist is refused: it was meant as a date.
    """
    if _is_empty(value) or not isinstance(value, str):
        return _iso(value, ECHOED)
    try:
        return parse_date(value, ECHOED).day.isoformat()
    except DateError as error:
        if error.problem in _MAY_BE_A_SENTENCE and any(char.isalpha() for char in value):
            return normalize_line(value)
        raise tk.Invalid(date_error_text(error)) from error


def bmagov_date_not_future(value: Any) -> Any:
    """Refuse a date after today in Bangkok; put it after `bmagov_date`.

    CKAN runs it even when `bmagov_date` has refused the value: then there is nothing to add.
    """
    if not isinstance(value, str) or not _ISO_DAY.fullmatch(value):
        return value
    try:
        check_not_future(date.fromisoformat(value), today())
    except DateError as error:
        raise tk.Invalid(date_error_text(error)) from error
    except ValueError:
        return value
    return value


def bmagov_year(value: Any) -> Any:
    """Accept a year in either era and return the Gregorian one as text: ``2564`` -> ``2021``."""
    if _is_empty(value):
        return value
    try:
        return str(parse_year(_text(value)).year)
    except DateError as error:
        raise tk.Invalid(date_error_text(error)) from error


def _iso(value: Any, policy: Policy, within: FiscalYear | None = None) -> Any:
    if _is_empty(value):
        return value
    try:
        return parse_date(_text(value), policy, within).day.isoformat()
    except DateError as error:
        raise tk.Invalid(date_error_text(error)) from error


def _is_empty(value: Any) -> bool:
    return value is None or value is tk.missing or value == ""


def _text(value: Any) -> str:
    """JSON clients may send a year as a number; anything else that is not text is no date."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise DateError(DateProblem.FORMAT, {"typed": str(value)})
