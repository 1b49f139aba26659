"""Dictionaries for the judges: each says something that a standard form finds hard to say."""

from __future__ import annotations

from typing import Any, Final

from ckanext.bmagov.dictionary.domain.spec import Allowed, Column, Dictionary, Reference, Table
from ckanext.bmagov.dictionary.domain.types import TYPES

SAID: Final[dict[str, dict[str, Any]]] = {
    "nothing": {},
    "ends": {"minimum": "1", "maximum": "5"},
    "ends of days": {"minimum": "2020-01-01", "maximum": "2026-12-31"},
    "ends in words": {"minimum": "1 ม.ค. 2564"},
    "size": {"size": 5, "decimals": 2},
    "values": {"allowed": (Allowed("1", "หนึ่ง"), Allowed("2", "สอง"))},
    "values in words": {"allowed": (Allowed("จามจุรี"), Allowed("ปีบ"))},
    "pattern": {"pattern": "[0-9]+"},
    "unique": {"unique": True, "required": True, "primary_key": True},
    "no value": {"missing": ("-", "ไม่มีข้อมูล")},
    "example": {"example": "ตัวอย่าง"},
    "example of a day": {"example": "31 ธ.ค. 2567"},
    "form of days": {"date_format": "วว/ดด/ปปปป", "era": "be"},
    "texts": {"label_th": "ชื่อ", "label_en": "Name", "description": "บรรทัด\nสอง", "description_en": "Two"},
}
COLUMNS: Final = [
    (f"{kind}, {said}", Column("คอลัมน์ ก", type=kind, **more))
    for kind in ("", *TYPES)
    for said, more in SAID.items()
]
"""Every type with everything that can be said of a column."""

CITY: Final = Dictionary(
    (
        Table(
            "ต้นไม้",
            label_th="ต้นไม้ใหญ่",
            label_en="Trees",
            description="สำรวจปีละครั้ง",
            columns=(
                Column("รหัส", type="code", primary_key=True, required=True),
                Column("เขต", type="code", references=Reference("districts", "code")),
                Column("ต้นแม่", type="code", references=Reference("", "รหัส")),
                Column("height", type="number", minimum="0", maximum="99.5", unit="เมตร"),
            ),
        ),
        Table("districts", columns=(Column("code", type="code", primary_key=True), Column("name"))),
        Table("table-1", columns=(Column("a-b.c~d", type="integer"),)),
    )
)
