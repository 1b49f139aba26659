"""What a check found, as sentences. Stored are codes with parameters; values may be masked in them."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.problem import Problem
from ckanext.bmagov.dictionary.validation.domain.result import MASK
from ckanext.bmagov.dictionary.validation.words.cells import CELLS
from ckanext.bmagov.dictionary.words.dictionary import sentence
from ckanext.bmagov.dictionary.words.files import FILE_CODES, file_sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def stored_sentence(code: str, params: Mapping[str, Any]) -> str:
    """Return the sentence for a stored problem of data."""
    if code == "CELL-ERROR":  # its name in checks of before
        code = "FORMULA-ERROR"
    if code in _OWN and (code != "DATE-ISO-BE" or "column" in params):
        return _OWN[code]().format(**params)
    if code in FILE_CODES - CELLS:
        return file_sentence(code, params)
    if code.startswith("DATE-") and MASK in params.values():
        return _unshown_date()
    try:
        return sentence(code, {name: _revived(value) for name, value in params.items()})
    except (KeyError, TypeError, ValueError, AttributeError):
        return _unshown_date() if code.startswith("DATE-") else code


def _revived(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"code", "params"}:
        return Problem(value["code"], value["params"])
    if isinstance(value, list):
        return tuple(_revived(item) for item in value)
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _unshown_date() -> str:
    return tk._("This cannot be read as a date of this column")


# Functions, because a message must be looked up when somebody reads it.
_OWN: dict[str, Callable[[], str]] = {
    "DATE-ISO-BE": lambda: tk._(
        'The dates of the column "{column}" are written as {found}: every program takes that for a Gregorian'
        " year. Write the Gregorian year in this form"
    ),
    "REFERENCE-NOT-COMPARED": lambda: tk._(
        'The column "{column}" refers to too many values to compare; references in it were not checked'
    ),
    "PATTERN-NOT-COMPARED": lambda: tk._(
        'The pattern of the column "{column}" cannot be used; values were not compared with it. Correct it in'
        " the dictionary"
    ),
    "NO-DATA": lambda: tk._("There are no data here to check: upload a CSV or XLSX file, or load a table"),
    "NO-DICTIONARY": lambda: tk._("There is no data dictionary to check against. Describe the columns first"),
    "FILE-GONE": lambda: tk._("The file is no longer in the storage. Upload it again"),
    "RUN-LOST": lambda: tk._("The check broke off three times. Tell the administrator of the site"),
    "RUN-DATABASE": lambda: tk._("The database did not answer. Start the check again"),
    "RUN-CHANGED": lambda: tk._("The data are others than those that were checked. Check them again"),
    "RUN-DISK": lambda: tk._("The disk of the site took no more. Tell the administrator, then check again"),
    "RUN-FAILED": lambda: tk._("The check broke off. Tell the administrator of the site"),
}

_RULES: dict[str, Callable[[], str]] = {
    "required": lambda: tk._("must have a value"),
    "type": lambda: tk._("is of its type"),
    "size": lambda: tk._("is no longer than its size"),
    "allowed": lambda: tk._("is an allowed value"),
    "pattern": lambda: tk._("is written as its pattern"),
    "minimum": lambda: tk._("is not less than the minimum"),
    "maximum": lambda: tk._("is not more than the maximum"),
    "reference": lambda: tk._("refers to something that is there"),
    "unique": lambda: tk._("is there only once"),
    "primary-key": lambda: tk._("identifies its row"),
    "row-width": lambda: tk._("has as many cells as the header"),
    "lost": lambda: tk._("is whole, not spoiled by a spreadsheet"),
}


def rule_label(rule: str) -> str:
    """Return what a rule asks of a value."""
    return _RULES[rule]() if rule in _RULES else rule
