"""What the template of a dictionary says of itself, in Thai and English."""

from __future__ import annotations

from typing import Final

SHEETS: Final = {
    "dictionary": ("พจนานุกรมข้อมูล", "Data dictionary"),
    "lists": ("ตัวเลือก", "Choices"),
    "long": ("ข้อความยาว", "Long texts"),
    "guide": ("วิธีกรอก", "How to fill in"),
}

GUIDE: Final = (
    (
        "หนึ่งแถวคือหนึ่งคอลัมน์ของตาราง ช่องหัวสีน้ำตาลคือรายการขั้นต่ำตามมาตรฐาน ช่องอื่นกรอกเท่าที่ทราบ",
        "One row is one column of the table. Brown headings are the minimum of the standard; fill in the "
        "rest as far as it is known.",
    ),
    (
        "แถวที่ชนิดข้อมูลเป็น “ตาราง” บรรยายตัวตารางเอง",
        'A row whose type is "Table" describes the table itself.',
    ),
)

NOTES: Final[dict[str, tuple[str, str]]] = {
    "table": (
        "ชื่อตาราง เว้นว่างได้เมื่อมีตารางเดียว",
        "Name of the table; empty when there is only one.",
    ),
    "name": (
        "ชื่อคอลัมน์ตรงตามหัวตารางในไฟล์ ยาวไม่เกิน 63 ไบต์ (อักษรไทย 21 ตัว)",
        "The name exactly as in the file's header, at most 63 bytes (21 Thai letters).",
    ),
    "label_th": ("ชื่อที่อ่านเข้าใจ เป็นภาษาไทย", "A name that people understand, in Thai."),
    "label_en": ("ชื่อที่อ่านเข้าใจ เป็นภาษาอังกฤษ", "A name that people understand, in English."),
    "type": (
        "เลือกจากรายการ รหัสที่ขึ้นต้นด้วย 0 ใช้ “รหัส”",
        'Choose from the list; for digits that are no quantity (001) choose "Code".',
    ),
    "description": (
        "ความหมาย วิธีนับ ข้อยกเว้น ให้คนนอกหน่วยงานเข้าใจ",
        "Meaning, way of counting, exceptions, for readers outside the agency.",
    ),
    "description_en": ("คำอธิบายเป็นภาษาอังกฤษ", "The description in English."),
    "size": ("จำนวนตัวอักษรหรือจำนวนหลักมากที่สุด", "The most characters, or digits of a number."),
    "decimals": ("จำนวนหลักหลังจุดทศนิยมมากที่สุด", "The most digits after the decimal point."),
    "required": ("“ใช่” เมื่อทุกแถวต้องมีค่า", '"Yes" when every row must have a value.'),
    "unique": ("“ใช่” เมื่อค่าต้องไม่ซ้ำกัน", '"Yes" when no value may stand twice.'),
    "primary_key": ("“ใช่” เมื่อค่าในคอลัมน์นี้ระบุแถวได้เพียงแถวเดียว", '"Yes" when it identifies the row.'),
    "references": ("ตาราง.คอลัมน์ ที่อ้างอิงถึง", "The column it refers to: table.column"),
    "allowed": (
        "ค่า = ความหมายไทย | ความหมายอังกฤษ คั่นด้วย ; เช่น 1 = ชาย | Male; 2 = หญิง | Female",
        "value = Thai meaning | English meaning, separated by ; as in 1 = ชาย | Male; 2 = หญิง | Female",
    ),
    "codelist": ("ชื่อรายการรหัสของบัญชีข้อมูล แทนการระบุค่าทีละค่า", "A code list of the catalog, instead of values."),
    "pattern": ("รูปแบบ (regular expression) ที่ต้องตรงทั้งค่า", "A regular expression for the whole value."),
    "minimum": ("ค่าน้อยที่สุดที่ถูกต้อง", "The least valid value."),
    "maximum": ("ค่ามากที่สุดที่ถูกต้อง", "The greatest valid value."),
    "unit": ("หน่วยนับ เช่น คน บาท ตร.กม.", "The unit, such as persons, baht, sq. km."),
    "example": ("ค่าตัวอย่างหนึ่งค่า ไม่ใช่ข้อมูลส่วนบุคคลจริง", "One example; no real personal data."),
    "source": ("ระบบหรือหน่วยงานที่เป็นที่มา", "The system or agency it comes from."),
    "missing": ("ค่าที่แปลว่าไม่มีข้อมูล คั่นด้วย ; เช่น -; ไม่มีข้อมูล", "Values that mean no value, separated by ;"),
    "date_format": ("เช่น วว/ดด/ปปปป หรือ YYYY-MM-DD", "Such as DD/MM/YYYY or YYYY-MM-DD."),
    "era": ("พ.ศ. หรือ ค.ศ. สำหรับวันที่และปี", "BE or CE, for dates and years."),
    "personal": ("“ใช่” เมื่อระบุตัวบุคคลได้", '"Yes" when it identifies a person.'),
    "personal_kind": ("ประเภทของข้อมูลส่วนบุคคล", "The kind of personal data."),
    "classification": ("เมื่อคอลัมน์มีระดับชั้นสูงกว่าไฟล์", "When the column is of a higher level than the file."),
}
