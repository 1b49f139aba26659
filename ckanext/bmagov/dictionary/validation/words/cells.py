"""Why a value of the data does not keep to its dictionary, as sentences in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.calendar import DateError, DateProblem
from ckanext.bmagov.base.words.dates import date_error_text
from ckanext.bmagov.base.words.language import lang, shorten
from ckanext.bmagov.dictionary.domain.types import TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_DATES = {problem.value: problem for problem in DateProblem}
_FEW = 10


def cell_sentence(code: str, params: Mapping[str, Any]) -> str:
    """Return the sentence for a problem of a value, a row or a header."""
    own = _SENTENCES.get(code)
    if own is None or (code == "DATE-NOT-EXIST" and "day" in params):
        return _date(code, params)
    return own().format(**_words(params))


def _date(code: str, params: Mapping[str, Any]) -> str:
    said = date_error_text(DateError(_DATES[code], params))
    return said.removeprefix(f"{code}: ")


def _words(params: Mapping[str, Any]) -> dict[str, Any]:
    words: dict[str, Any] = {}
    for name, value in params.items():
        if name == "type":
            words[name] = TYPES[value].label(lang()) if value in TYPES else shorten(value)
        elif name == "allowed":
            more = " …" if params.get("count", 0) > len(value[:_FEW]) else ""
            words[name] = ", ".join(map(shorten, value[:_FEW])) + more
        elif name == "era":
            words[name] = tk._("Buddhist (BE)") if value == "be" else tk._("Gregorian (CE)")
        else:
            words[name] = value if isinstance(value, int) else shorten(value)
    return words


# Functions, because a message must be looked up when somebody reads it.
_SENTENCES: dict[str, Callable[[], str]] = {
    "VALUE-REQUIRED": lambda: tk._("There must be a value here"),
    "VALUE-TYPE": lambda: tk._('This is not of the type "{type}"'),
    "VALUE-LENGTH": lambda: tk._("{length} characters are too many; {limit} are allowed"),
    "VALUE-DIGITS": lambda: tk._("{digits} digits are too many; {limit} are allowed"),
    "VALUE-DECIMALS": lambda: tk._("{decimals} decimals are too many; {limit} are allowed"),
    "VALUE-NOT-ALLOWED": lambda: tk._("This is none of the allowed values: {allowed}"),
    "CODE-LEADING-ZERO": lambda: tk._(
        'The leading zeros are lost: it should be "{meant}". Make the column text before saving'
    ),
    "VALUE-PATTERN": lambda: tk._("This is not written as the pattern {pattern} asks"),
    "VALUE-MINIMUM": lambda: tk._("This is less than {limit}"),
    "VALUE-MAXIMUM": lambda: tk._("This is more than {limit}"),
    "VALUE-REFERENCE": lambda: tk._("The table to which the column refers does not have this value"),
    "VALUE-DUPLICATE": lambda: tk._("This value was there before; each may be there only once"),
    "KEY-DUPLICATE": lambda: tk._("This key was there before; each may be there only once"),
    "ROW-WIDTH": lambda: tk._("The row has {cells} cells but the header {columns} columns"),
    "UNIQUE-LIMIT": lambda: tk._(
        "There are too many values to compare: repeated ones were sought up to row {row}"
    ),
    "FORMULA-ERROR": lambda: tk._("A broken formula left this. Correct the formula and save the file again"),
    "NUMBER-SHORTENED": lambda: tk._(
        "Excel has shortened this number; its digits are lost. Take them from the source again and make the"
        " column text before saving"
    ),
    "PHONE-LEADING-ZERO": lambda: tk._(
        'The leading 0 is lost: it should be "{meant}". Make the column text before saving'
    ),
    "DATE-CELL-BE": lambda: tk._(
        "The date cell holds the year {year} of the Gregorian calendar. Type the Gregorian year into Excel,"
        " or make the column text"
    ),
    "VALUES-AS-DATES": lambda: tk._(
        'In the column "{column}" ranges such as "{value}" seem to have become dates ("{found}"). Make the'
        " column text and type them again"
    ),
    "HEADER-MISSING": lambda: tk._('There is no column "{column}". Add it, or correct its name'),
    "HEADER-DUPLICATE": lambda: tk._('There are {count} columns called "{name}". Rename the others'),
    "CITIZEN-ID-CHECK": lambda: tk._(
        "This is no citizen number: 13 digits, the last of which checks the others"
    ),
    "GEOPOINT-RANGE": lambda: tk._(
        "Latitude is from -90 to 90 and longitude from -180 to 180. Are they swapped?"
    ),
    "DATE-PATTERN": lambda: tk._("This date is not written as {pattern}"),
    "DATE-ERA": lambda: tk._("The year must be {era}"),
    "DATE-ERA-MIXED": lambda: tk._(
        'The column "{column}" has Buddhist years ({buddhist}) and Gregorian ones ({gregorian}). Use one era'
    ),
    "DATE-NOT-EXIST": lambda: tk._("There is no such day: {typed}"),
    "DATE-WEEKDAY": lambda: tk._("The weekday is not that of the date. Correct one of them"),
}

CELLS = frozenset(_SENTENCES) | frozenset(_DATES)
"""Every code that is about data and not about the dictionary."""
