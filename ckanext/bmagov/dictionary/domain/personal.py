"""Which columns look like personal data, from their names and their values. A guess, no verdict."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.table.spoiled import CITIZEN_NAME, COUNT_NAME, PHONE_NAME
from ckanext.bmagov.base.domain.text import match_key, to_arabic_digits
from ckanext.bmagov.dictionary.domain.types import TYPES, has_check_digit

if TYPE_CHECKING:
    from collections.abc import Collection

ENOUGH: Final = 0.5
"""Share of the values that must look so."""

_NAMES: Final[tuple[tuple[str, float, str], ...]] = (
    ("citizen_id", 0.9, CITIZEN_NAME),
    ("passport", 0.9, "หนังสือเดินทาง|พาสปอร์ต|passport"),
    ("email", 0.8, "อีเมล|e-?mail|ไปรษณีย์อิเล็กทรอนิกส์"),
    ("phone", 0.7, PHONE_NAME),
    ("birth_date", 0.9, "วันเกิด|วันเดือนปีเกิด|ปีเกิด|birth|^dob$"),
    ("name", 0.8, "นามสกุล|ชื่อตัว|ชื่อสกุล|ชื่อ-|first_?name|last_?name|sur_?name|full_?name|คำนำหน้า"),
    ("name", 0.6, "ชื่อ(?:ผู้|ครู|นักเรียน|นักศึกษา|พนักงาน|ข้าราชการ|เจ้าหน้าที่|เจ้าของ|ผู้ป่วย|บุคคล|บิดา|มารดา|สมาชิก)"),
    ("name", 0.5, "^(?:ผู้ป่วย|ผู้ร้อง|เจ้าของ|owner|person|patient|student|applicant)(?:_?name)?$"),
    ("address", 0.7, "ที่อยู่|บ้านเลขที่|ภูมิลำเนา|home_?address|^address$"),
    ("account", 0.8, "เลขที่บัญชี|บัญชีธนาคาร|bank_?account|account_?no"),
    ("health", 0.6, "โรคประจำตัว|หมู่เลือด|กรุ๊ปเลือด|ผลตรวจ|วินิจฉัย|diagnosis|blood_?(?:type|group)|เลขhn|^hn$"),
    ("disability", 0.6, "^(?:ประเภท)?ความพิการ|^disability"),
    ("religion", 0.6, "^(?:ศาสนา|religion)$"),
    ("race", 0.6, "^(?:เชื้อชาติ|race|ethnicity)$"),
    ("genetic", 0.8, "พันธุกรรม|ดีเอ็นเอ|genetic|^dna$"),
    ("biometric", 0.8, "ลายนิ้วมือ|fingerprint|ใบหน้า|biometric|ม่านตา"),
    ("criminal", 0.6, "ประวัติอาชญากร|criminal|คดีอาญา"),
    ("photo", 0.5, "รูปถ่ายบุคคล|ภาพใบหน้า"),
)
_KEYED: Final = tuple((kind, sure, re.compile(pattern)) for kind, sure, pattern in _NAMES)
_THIRTEEN: Final = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){12}(?![0-9])")
_COUNTS: Final = re.compile(f"{COUNT_NAME}|^ชื่อ(?:เขต|แขวง|หน่วยงาน|โครงการ)")
"""A count of people, or a name of something else than a person."""


@dataclass(frozen=True)
class PersonalGuess:
    """`kind` is one of `spec.PERSONAL_KINDS`; `confidence` 0 to 1; `by` is `name` or `values`."""

    kind: str
    confidence: float
    by: str


def guess_personal(name: str, values: Collection[str]) -> PersonalGuess | None:
    """Return the likeliest kind of personal data in a column, or none.

    :param values: distinct values, a sample will do
    """
    guesses = [guess for guess in (_by_values(values), _by_name(name)) if guess]
    return max(guesses, key=lambda guess: guess.confidence, default=None)


def _by_name(name: str) -> PersonalGuess | None:
    key = match_key(name)
    if _COUNTS.search(key):
        return None
    return next(
        (PersonalGuess(kind, sure, "name") for kind, sure, known in _KEYED if known.search(key)), None
    )


def _by_values(values: Collection[str]) -> PersonalGuess | None:
    if not values:
        return None
    tests = (
        ("citizen_id", 0.95, has_citizen_number),
        ("email", 0.95, _is_email),
        ("phone", 0.75, _is_mobile),
    )
    for kind, sure, test in tests:
        result = sum(map(test, values))
        enough = len(values) * (ENOUGH if kind != "phone" else 0.9)
        if result and result >= enough and (kind != "citizen_id" or result > 1 or len(values) == 1):
            return PersonalGuess(kind, sure if result > 1 else sure - 0.25, "values")
    return None


def has_citizen_number(text: str) -> bool:
    """Tell whether thirteen digits with a valid check digit stand in the text, with or without dashes.

    One in ten numbers of thirteen digits has a valid check digit by chance, so one value alone proves little.
    """
    result = _THIRTEEN.findall(to_arabic_digits(text))
    return any(has_check_digit(re.sub("[ -]", "", number)) for number in result)


def _is_email(text: str) -> bool:
    return _reads("email", text)


def _is_mobile(text: str) -> bool:
    """Return a number as a person carries it; the lines of offices are no personal data."""
    digits = re.sub("[ -]", "", to_arabic_digits(text))
    return bool(re.fullmatch("0[689][0-9]{8}", digits)) and _reads("phone", text)


def _reads(name: str, text: str) -> bool:
    try:
        TYPES[name].parse(text.strip())
    except ProblemError:
        return False
    return True
