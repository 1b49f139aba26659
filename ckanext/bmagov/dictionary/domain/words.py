"""Values of a dictionary in words that people read and write, in Thai and English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.dictionary.domain.types import TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckanext.bmagov.base.domain.codelist import CodeList

YES: Final = ("ใช่", "Yes")
NO: Final = ("ไม่ใช่", "No")
TABLE_ROW: Final = ("ตาราง", "Table")
"""Instead of a type: this row describes the table itself."""

ERA_WORDS: Final = {"be": ("พ.ศ.", "BE"), "ce": ("ค.ศ.", "CE")}

_FLAG: Final = {"true": YES}

PERSONAL_WORDS: Final[dict[str, tuple[str, str]]] = {
    "name": ("ชื่อ-นามสกุล", "Name"),
    "citizen_id": ("เลขประจำตัวประชาชน", "Citizen number"),
    "passport": ("หนังสือเดินทาง", "Passport"),
    "phone": ("หมายเลขโทรศัพท์", "Telephone number"),
    "email": ("อีเมล", "E-mail"),
    "address": ("ที่อยู่", "Address"),
    "birth_date": ("วันเกิด", "Date of birth"),
    "photo": ("ภาพถ่าย", "Photograph"),
    "account": ("เลขที่บัญชี", "Account number"),
    "location": ("ตำแหน่งที่อยู่", "Location"),
    "health": ("ข้อมูลสุขภาพ", "Health"),
    "disability": ("ความพิการ", "Disability"),
    "religion": ("ความเชื่อในลัทธิ ศาสนา หรือปรัชญา", "Religion or belief"),
    "race": ("เชื้อชาติ เผ่าพันธุ์", "Race or ethnic origin"),
    "politics": ("ความคิดเห็นทางการเมือง", "Political opinion"),
    "sexual": ("พฤติกรรมทางเพศ", "Sexual behaviour"),
    "criminal": ("ประวัติอาชญากรรม", "Criminal record"),
    "genetic": ("ข้อมูลพันธุกรรม", "Genetic data"),
    "biometric": ("ข้อมูลชีวภาพ", "Biometric data"),
    "union": ("ข้อมูลสหภาพแรงงาน", "Trade union"),
    "other": ("อื่น ๆ", "Other"),
}


@dataclass(frozen=True)
class Words:
    """How values are written in one language; `levels` is the site's list of classification levels."""

    language: str = "th"
    levels: CodeList | None = None

    def pick(self, pair: tuple[str, str]) -> str:
        """Return the word of this language."""
        return pair[0] if self.language == "th" else pair[1]

    def show(self, attribute: str, value: str) -> str:
        """Return a coded value as a word; one that has none stays."""
        if attribute == "type":
            return TYPES[value].label(self.language) if value in TYPES else value
        pair = self._pairs(attribute).get(value)
        return self.pick(pair) if pair else value

    def read(self, attribute: str, text: str) -> str:
        """Return the coded value that a word in either language stands for; what is no such word stays."""
        if attribute == "classification":
            code = self.levels.find(text) if self.levels else None
            return code.value if code else text
        pairs = self._pairs(attribute)
        if not pairs:
            return text
        key = match_key(text)
        for value, pair in pairs.items():
            if key in {match_key(value), *map(match_key, pair)}:
                return value
        return text

    def choices(self, attribute: str) -> tuple[str, ...]:
        """Return the words to choose from; none when anything may be written."""
        if attribute == "type":
            return tuple(known.label(self.language) for known in TYPES.values())
        return tuple(map(self.pick, self._pairs(attribute).values()))

    def _pairs(self, attribute: str) -> Mapping[str, tuple[str, str]]:
        return {
            "era": ERA_WORDS,
            "personal": {"yes": YES, "no": NO},
            "personal_kind": PERSONAL_WORDS,
            "classification": self._levels(),
            "required": _FLAG,
            "unique": _FLAG,
            "primary_key": _FLAG,
        }.get(attribute, {})

    def _levels(self) -> Mapping[str, tuple[str, str]]:
        return (
            {code.value: (code.label_th, code.label_en) for code in self.levels.codes} if self.levels else {}
        )


THAI: Final = Words("th")
ENGLISH: Final = Words("en")
