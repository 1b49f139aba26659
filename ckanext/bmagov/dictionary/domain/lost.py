"""Values that a spreadsheet has spoiled: digits, zeros and dates that are lost and look sound."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.text import match_key, to_arabic_digits
from ckanext.bmagov.dictionary.domain.personal import guess_personal

if TYPE_CHECKING:
    from collections.abc import Iterable, Set

    from ckanext.bmagov.dictionary.domain.spec import Column

ERRORS: Final = frozenset(("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"))
"""What a broken formula leaves in a cell."""

CODE_NAME: Final = re.compile(r"รหัส|code|เลขที่|หมายเลข|เลขประจำตัว|_id$|^id$|zip|postcode|ไปรษณีย์")
"""Names of columns whose digits are no numbers."""

KINDS: Final = ("citizen_id", "phone", "account", "passport")
"""Kinds of personal data that are numbers of things."""

_SHORTENED: Final = re.compile(r"[+-]?[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{2,3}")
_MONTH: Final = (
    r"(?:ม\.?ค|ก\.?พ|มี\.?ค|เม\.?ย|พ\.?ค|มิ\.?ย|ก\.?ค|ส\.?ค|ก\.?ย|ต\.?ค|พ\.?ย|ธ\.?ค|"
    r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\.?"
)
_AS_DATE: Final = re.compile(rf"^(?:[0-9]{{1,2}}-{_MONTH}|{_MONTH}-[0-9]{{2}})$", re.MULTILINE)
_RANGE: Final = re.compile(r"^[0-9]{1,3} ?[-–] ?[0-9]{1,3}$", re.MULTILINE)
_WITHOUT_ZERO: Final = re.compile(r"[2-57][0-9]{7}|[689][0-9]{8}")


def kind_of(column: Column) -> str:
    """Return of which kind the numbers of a column are, one of `KINDS`, `code`, or nothing."""
    if column.type in ("citizen_id", "phone"):
        return column.type
    if column.personal_kind in KINDS:
        return column.personal_kind
    return "code" if column.type == "code" else kind_by_name(column.name)


def kind_by_name(name: str) -> str:
    """The same by a name alone."""
    guess = guess_personal(name, ())
    if guess and guess.kind in KINDS:
        return guess.kind
    return "code" if CODE_NAME.search(match_key(name)) else ""


def is_shortened(text: str) -> bool:
    """Tell whether a number is written as a spreadsheet shortens long ones: `1.10E+12`."""
    return bool(_SHORTENED.fullmatch(text))


def with_zero(text: str) -> str:
    """Return a telephone number of Thailand with the zero that was lost; nothing for any other text."""
    digits = re.sub(r"[ .-]", "", text if text.isascii() else to_arabic_digits(text))
    return f"0{digits}" if _WITHOUT_ZERO.fullmatch(digits) else ""


def is_citizen_length(text: str) -> bool:
    """Tell whether a text has the thirteen digits of a citizen number."""
    return bool(re.fullmatch("[0-9]{13}", re.sub("[ -]", "", to_arabic_digits(text))))


def find_as_date(lines: str) -> str:
    """Return the first line that is a day and a month without a year, such as `05-ก.ย.` or `5-Sep`."""
    match = _AS_DATE.search(lines)
    return match[0] if match else ""


def find_range(lines: str) -> str:
    """Return the first line that is a range of small numbers, such as `0-4`."""
    match = _RANGE.search(lines)
    return match[0] if match else ""


def suspects(texts: Set[str], kind: str) -> Iterable[str]:
    """Return the texts that may be lost; most columns are passed over by a look at all at once."""
    joined = "\n".join(texts)
    if "#" in joined:
        yield from texts & ERRORS
    if kind and ("E+" in joined or "e+" in joined):
        yield from filter(is_shortened, texts)
    if kind == "phone":
        yield from filter(with_zero, texts)
