"""Values that a spreadsheet has spoiled: digits, zeros and dates that are lost and look sound."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.calendar import BUDDHIST_YEARS
from ckanext.bmagov.base.domain.text import match_key, to_arabic_digits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ERRORS: Final = frozenset(("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"))
"""What a broken formula leaves in a cell."""

CITIZEN_NAME: Final = "บัตรประชาชน|ประจำตัวประชาชน|เลขประจำตัว13|citizen|nationalid|idcard|^pid$"
PHONE_NAME: Final = (
    "โทร(?!ทัศน์|เลข|มาตร|คมนาคม)|เบอร์|มือถือ|แฟกซ์|phone|mobile|fax|(?:^|[_.-])tel(?:no|num|[^a-z]|$)"
)
COUNT_NAME: Final = "จำนวน|ร้อยละ|อัตรา|ยอด|รวม|(?<!ac)count|total|number_?of|rate|percent"
"""Patterns of names, as they are compared: of numbers of people, and of counts, which are none."""

CODE_NAME: Final = re.compile(r"รหัส|code|เลขที่|หมายเลข|เลขประจำตัว|_id$|^id$|zip|postcode|ไปรษณีย์")
"""Names of columns whose digits are no numbers."""

_KINDS: Final = (
    ("citizen_id", re.compile(CITIZEN_NAME)),
    ("phone", re.compile(PHONE_NAME)),
    ("code", CODE_NAME),
)
_COUNT: Final = re.compile(COUNT_NAME)
_SHORTENED: Final = re.compile(r"[+-]?[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{2,3}")
_MONTH: Final = (
    r"(?:ม\.?ค|ก\.?พ|มี\.?ค|เม\.?ย|พ\.?ค|มิ\.?ย|ก\.?ค|ส\.?ค|ก\.?ย|ต\.?ค|พ\.?ย|ธ\.?ค|"
    r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\.?"
)
_AS_DATE: Final = re.compile(rf"^(?:[0-9]{{1,2}}-{_MONTH}|{_MONTH}-[0-9]{{2}})$", re.MULTILINE)
_RANGE: Final = re.compile(r"^[0-9]{1,3} ?[-–] ?[0-9]{1,3}$", re.MULTILINE)
_MARKED: Final = re.compile(r"[+-]?[0-9][0-9,.]* ?[*†‡¹²³⁴⁵]+")
_WITHOUT_ZERO: Final = re.compile(r"[2-57][0-9]{7}|[689][0-9]{8}")
_ISO_DAY: Final = re.compile(r"([0-9]{4})-[0-9]{2}-[0-9]{2}")


def kind_by_name(name: str) -> str:
    """Return of which kind the numbers of a column are: `citizen_id`, `phone`, `code`, or nothing."""
    key = match_key(name)
    if _COUNT.search(key):
        return ""
    return next((kind for kind, known in _KINDS if known.search(key)), "")


def is_shortened(text: str) -> bool:
    """Tell whether a number is written as a spreadsheet shortens long ones: `1.10E+12`."""
    return bool(_SHORTENED.fullmatch(text))


def with_zero(text: str) -> str:
    """Return a telephone number of Thailand with the zero that was lost; nothing for any other text."""
    digits = re.sub(r"[ .-]", "", text if text.isascii() else to_arabic_digits(text))
    return f"0{digits}" if _WITHOUT_ZERO.fullmatch(digits) else ""


def find_as_date(lines: str) -> str:
    """Return the first line that is a day and a month without a year, such as `05-ก.ย.` or `5-Sep`."""
    match = _AS_DATE.search(lines)
    return match[0] if match else ""


def find_range(lines: str) -> str:
    """Return the first line that is a range of small numbers, such as `0-4`."""
    match = _RANGE.search(lines)
    return match[0] if match else ""


def is_iso_buddhist(text: str) -> bool:
    """Tell whether a date in the form of ISO has a Buddhist year, which other programs take for AD 2567."""
    match = _ISO_DAY.match(text)
    return bool(match) and int(match[1]) in BUDDHIST_YEARS


def spoiled_columns(
    columns: Sequence[str], rows: Sequence[Sequence[str]], first_row: int, *, native: bool
) -> Iterator[tuple[str, dict[str, str | int]]]:
    """Tell which columns hold spoiled values, by their first one.

    Codes, each with `column`, `row` and `value`: `VALUES-ERROR`, `VALUES-SHORTENED`, `VALUES-WITHOUT-ZERO`,
    `VALUES-MARKED` (numbers with the sign of a footnote), `RANGES-AS-DATES`, `DATES-ISO-BE`, and of a
    workbook `DATES-CELL-BE`.

    :param first_row: the number of the first row
    :param native: dates were date cells
    """
    for position, name in enumerate(columns):
        values = [row[position].strip() if position < len(row) else "" for row in rows]
        kind, has_ranges = kind_by_name(name), bool(find_range("\n".join(values)))
        met: set[str] = set()
        for number, value in enumerate(values, first_row):
            code = _spoiled(value, kind, has_ranges=has_ranges, native=native) if value else ""
            if code and code not in met:
                met.add(code)
                yield code, {"column": name, "row": number, "value": value[:60]}


def _spoiled(value: str, kind: str, *, has_ranges: bool, native: bool) -> str:
    if value in ERRORS:
        return "VALUES-ERROR"
    if kind and is_shortened(value):
        return "VALUES-SHORTENED"
    if kind == "phone" and with_zero(value):
        return "VALUES-WITHOUT-ZERO"
    if has_ranges and find_as_date(value):
        return "RANGES-AS-DATES"
    if is_iso_buddhist(value):
        return "DATES-CELL-BE" if native else "DATES-ISO-BE"
    return "VALUES-MARKED" if _MARKED.fullmatch(value) else ""
