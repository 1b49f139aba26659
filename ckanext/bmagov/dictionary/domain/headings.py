"""How people head the columns of a dictionary's table, in Thai and English, and what each heading means.

The first Thai and the first English heading of an attribute are what we write; all are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.text import match_key

if TYPE_CHECKING:
    from collections.abc import Sequence

WRITTEN: Final[dict[str, tuple[str, str]]] = {
    "table": ("ตาราง", "Table"),
    "name": ("ชื่อคอลัมน์", "Column name"),
    "label_th": ("ป้ายกำกับภาษาไทย", "Thai label"),
    "label_en": ("ป้ายกำกับภาษาอังกฤษ", "English label"),
    "type": ("ชนิดข้อมูล", "Type"),
    "description": ("คำอธิบาย", "Description"),
    "description_en": ("คำอธิบายภาษาอังกฤษ", "English description"),
    "size": ("ขนาด", "Size"),
    "decimals": ("ทศนิยม", "Decimals"),
    "required": ("ต้องมีค่า", "Required"),
    "unique": ("ไม่ซ้ำ", "Unique"),
    "primary_key": ("คีย์หลัก", "Primary key"),
    "references": ("อ้างอิง", "References"),
    "allowed": ("ค่าที่อนุญาต", "Allowed values"),
    "codelist": ("รายการรหัส", "Code list"),
    "pattern": ("รูปแบบ (regular expression)", "Pattern"),
    "minimum": ("ค่าต่ำสุด", "Minimum"),
    "maximum": ("ค่าสูงสุด", "Maximum"),
    "unit": ("หน่วย", "Unit"),
    "example": ("ตัวอย่าง", "Example"),
    "source": ("แหล่งที่มา", "Source"),
    "missing": ("ค่าที่แทนไม่มีข้อมูล", "Missing values"),
    "date_format": ("รูปแบบวันที่", "Date format"),
    "era": ("ศักราช", "Era"),
    "personal": ("ข้อมูลส่วนบุคคล", "Personal data"),
    "personal_kind": ("ประเภทข้อมูลส่วนบุคคล", "Kind of personal data"),
    "classification": ("ระดับชั้นข้อมูล", "Classification"),
}
"""Attribute -> its heading in Thai and in English, in the order of our files."""

_ALIASES: Final[dict[str, str]] = {
    "table": "ชื่อตาราง|table name|tablename|table_name|entity|entity name|ชื่อตารางข้อมูล",
    "name": "ชื่อฟิลด์|ฟิลด์|ฟิล์ด|ชื่อฟิล์ด|คอลัมน์|ชื่อสดมภ์|ชื่อแอตทริบิวต์|แอตทริบิวต์|"
    "ชื่อเขตข้อมูล|เขตข้อมูล|ชื่อตัวแปร|ตัวแปร|"
    "ชื่อรายการข้อมูล|รายการข้อมูล|field|field name|fieldname|field_name|column|columnname|column_name|"
    "attribute|attribute name|attribute_name|variable|variable name|name|id|data element|element|"
    "ชื่อข้อมูล|ชื่อแอททริบิวต์|แอททริบิวต์|ชื่อ",
    "label_th": "ชื่อภาษาไทย|ชื่อไทย|ชื่อฟิลด์ภาษาไทย|ชื่อคอลัมน์ภาษาไทย|ชื่อฟิลด์ (ไทย)|"
    "ชื่อคอลัมน์ (ไทย)|label_th|label th|"
    "label (th)|thai name|name_th|ป้ายกำกับไทย|ป้ายกำกับ (ไทย)|ป้ายชื่อภาษาไทย",
    "label_en": "ชื่อภาษาอังกฤษ|ชื่ออังกฤษ|ชื่อฟิลด์ภาษาอังกฤษ|ชื่อคอลัมน์ภาษาอังกฤษ|"
    "label_en|label en|label (en)|english name|"
    "name_en|ป้ายกำกับอังกฤษ|ป้ายกำกับ (อังกฤษ)|ป้ายชื่อภาษาอังกฤษ",
    "label": "ป้ายกำกับ|ป้ายชื่อ|label|title|caption|display name|alias|ชื่อแสดงผล|ชื่อที่แสดง",
    "type": "ประเภทข้อมูล|ประเภท|ชนิด|ชนิดของข้อมูล|ประเภทของข้อมูล|data type|datatype|data_type|"
    "field type|column type|type of data|ประเภทฟิลด์",
    "description": "รายละเอียด|ความหมาย|คำอธิบายข้อมูล|คำอธิบายฟิลด์|คำอธิบายคอลัมน์|"
    "นิยาม|คำนิยาม|คำจำกัดความ|description_th|"
    "description_thai|description thai|description (th)|คำอธิบายภาษาไทย|"
    "คำอธิบาย (ไทย)|definition|meaning|"
    "comment|comments|notes|desc|remarks",
    "description_en": "description_english|description english|description (en)|"
    "คำอธิบาย (อังกฤษ)|english definition",
    "note": "หมายเหตุ|note|remark|ข้อสังเกต|เงื่อนไข",
    "size": "ความยาว|ขนาดข้อมูล|ความกว้าง|length|len|max length|maxlength|"
    "width|sizevalue|ขนาด (ตัวอักษร)|"
    "จำนวนหลัก|จำนวนตัวอักษร|field size",
    "decimals": "จำนวนทศนิยม|ตำแหน่งทศนิยม|scale|decimal places|decimal",
    "required": "บังคับ|จำเป็น|จำเป็นต้องมี|ต้องระบุ|บังคับกรอก|mandatory|is required|not null|notnull|ห้ามว่าง",
    "nullable": "null|nullable|is nullable|allow null|allow nulls|allownull|null?|"
    "null/not null|ว่างได้|อนุญาตให้ว่าง|ค่าว่าง",
    "unique": "ห้ามซ้ำ|is unique|uk",
    "primary_key": "pk|primarykey|primary|คีย์|กุญแจหลัก|ไพรมารีคีย์|primary_key|is primary key",
    "key": "key|keys|key type|ชนิดคีย์|ประเภทคีย์|pk/fk|pk / fk|constraint|constraints",
    "references": "reference|ref|fk|foreign key|foreignkey|foreign_key|คีย์นอก|"
    "อ้างอิงตาราง|อ้างอิงถึง|ตารางอ้างอิง|refers to",
    "allowed": "ค่าที่เป็นไปได้|ค่าที่ยอมรับ|ค่าที่กำหนด|ขอบเขตค่า|โดเมน|"
    "รายการค่า|domain|values|value|enum|codes|"
    "possible values|permitted values|valid values|code values|รหัสและความหมาย",
    "codelist": "code_list|codelist name|ชุดรหัส",
    "pattern": "รูปแบบนิพจน์|regex|regular expression|นิพจน์ทั่วไป|นิพจน์",
    "minimum": "min|minimum value|ต่ำสุด|min value",
    "maximum": "max|maximum value|สูงสุด|max value",
    "unit": "หน่วยนับ|หน่วยวัด|หน่วยของข้อมูล|units|uom|unit of measure|unit of measurement",
    "example": "ตัวอย่างข้อมูล|ตัวอย่างค่า|examples|sample|sample data|sampledata|"
    "example data|sample value|example value",
    "source": "ที่มา|แหล่งข้อมูล|ที่มาของข้อมูล|แหล่งที่มาของข้อมูล|data source|origin|source system|ระบบต้นทาง",
    "missing": "ค่าว่างแทนด้วย|missing|missing value|na values|null values|ค่าสูญหาย",
    "date_format": "รูปแบบของวันที่|dateformat",
    "format": "รูปแบบ|รูปแบบข้อมูล|format|data format",
    "era": "พ.ศ./ค.ศ.|ปีศักราช|calendar",
    "personal": "เป็นข้อมูลส่วนบุคคล|ข้อมูลส่วนบุคคล (ใช่/ไม่ใช่)|pii|pdpa|is personal data|personal",
    "personal_kind": "ชนิดข้อมูลส่วนบุคคล|pii type|personal data type|kind of pii",
    "classification": "ชั้นข้อมูล|ชั้นความลับ|ระดับความลับ|การจัดชั้นข้อมูล|"
    "security classification|confidentiality|"
    "data classification|security level",
    "number": "ลำดับ|ลำดับที่|ที่|ข้อ|no|no.|#|order|seq|sequence|_id|ordinal|ordinal position|item",
}

LANGUAGES: Final = {
    **dict.fromkeys(map(match_key, ("ไทย", "ภาษาไทย", "thai", "th")), "th"),
    **dict.fromkeys(map(match_key, ("อังกฤษ", "ภาษาอังกฤษ", "english", "en", "eng")), "en"),
}
"""Second header rows say the language of what stands above them."""


def _index() -> dict[str, str]:
    index: dict[str, str] = {}
    for attribute, written in WRITTEN.items():
        for heading in (*written, attribute):
            index[match_key(heading)] = attribute
    for attribute, aliases in _ALIASES.items():
        for alias in aliases.split("|"):
            known = index.setdefault(match_key(alias), attribute)
            if known != attribute:
                raise ValueError(f"{alias!r} heads {attribute!r} and also {known!r}")
    return index


_BY_KEY: Final = _index()
WITHIN: Final = 20
"""Rows in which the heading row is sought."""

ENOUGH: Final = 2
"""Known headings that make a row a heading row."""


def attribute_of(heading: str) -> str:
    """What a heading means, or nothing. Words in brackets and a trailing star or colon do not count."""
    key = match_key(heading).rstrip("*:")
    result = _BY_KEY.get(key)
    if result is None and "(" in key:
        outer, _, inner = key.partition("(")
        result = _BY_KEY.get(outer) or _BY_KEY.get(inner.rstrip(")"))
    return result or ""


@dataclass(frozen=True)
class Heading:
    """The heading row: `row` and the positions count from 1 and from 0; `meant` gives each attribute's place.

    `unknown` are headings that mean nothing here, `twice` the attributes headed by two columns with the same
    words, with both positions (from 1). `rows` is 2 when a second row belongs to it.
    """

    row: int
    texts: tuple[str, ...]
    meant: dict[str, int]
    unknown: tuple[str, ...] = ()
    twice: tuple[tuple[str, int, int], ...] = ()
    rows: int = 1


def find_heading(rows: Sequence[Sequence[str]]) -> Heading | None:
    """Return the row among the first ones that has the most known headings; none when no row has enough."""
    best: Heading | None = None
    for number, row in enumerate(rows[:WITHIN], 1):
        below = rows[number] if number < len(rows) else ()
        heading = _heading(number, row, below)
        if len(heading.meant) >= ENOUGH and (best is None or len(heading.meant) > len(best.meant)):
            best = heading
    return best


def _heading(number: int, row: Sequence[str], below: Sequence[str]) -> Heading:
    second = _second(row, below)
    texts = tuple(cell.strip() for cell in (second or row))
    meant: dict[str, int] = {}
    unknown: list[str] = []
    twice: list[tuple[str, int, int]] = []
    keys: dict[str, int] = {}
    for position, text in enumerate(texts):
        key = match_key(text)
        if not key:
            continue
        if key in keys:
            twice.append((text, keys[key] + 1, position + 1))
            continue
        keys[key] = position
        attribute = attribute_of(text)
        if attribute == "name" and "name" in meant and not {"label", "label_th"} & set(meant):
            attribute = "label"
        if not attribute or attribute in meant:
            unknown.append(text)
        else:
            meant[attribute] = position
    return Heading(number, texts, meant, tuple(unknown), tuple(twice), 2 if second else 1)


def _second(row: Sequence[str], below: Sequence[str]) -> list[str]:
    """Return the headings of two rows as one, when the second names languages or parts; else nothing.

    An empty cell above takes the words to its left, as merged cells leave them.
    """
    filled = [cell for cell in below if cell.strip()]
    known = [cell for cell in filled if match_key(cell) in LANGUAGES]
    if not known or any(match_key(cell) not in LANGUAGES and not attribute_of(cell) for cell in filled):
        return []
    joined: list[str] = []
    above = ""
    width = max(len(row), len(below))
    for position in range(width):
        here = row[position].strip() if position < len(row) else ""
        sub = below[position].strip() if position < len(below) else ""
        above = here or (above if sub else "")
        joined.append(_with_language(above, sub) if sub else here)
    return joined


def _with_language(above: str, sub: str) -> str:
    language = LANGUAGES.get(match_key(sub))
    if language is None:
        return sub
    base = attribute_of(above).removesuffix("_th").removesuffix("_en")
    base = "label" if base == "name" else base
    attribute = f"{base}_{language}" if base == "label" or language == "en" else base
    return WRITTEN[attribute][0] if attribute in WRITTEN else f"{above} {sub}"
