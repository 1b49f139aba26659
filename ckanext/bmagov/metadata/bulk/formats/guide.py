"""What the workbook of datasets says of itself, in Thai and English."""

from __future__ import annotations

from typing import Final

REQUIRED: Final = {"th": "ต้องมีก่อนเผยแพร่", "en": "needed before publishing"}

GUIDE: Final = (
    {
        "th": "หนึ่งแถวคือหนึ่งชุดข้อมูล อยู่ในแผ่นงานของประเภทนั้น กรอกตั้งแต่แถวที่ 3 ลงไป",
        "en": "One row is one dataset, on the sheet of its type. Fill in from row 3 down.",
    },
    {
        "th": "ชุดข้อมูลใหม่: เว้นช่องรหัสในระบบและฉบับที่ดาวน์โหลดให้ว่าง ถ้าไม่เลือกสถานะ ระบบบันทึกเป็นร่าง",
        "en": "A new dataset has no id and no version. Without a state it becomes a draft.",
    },
    {
        "th": "ชุดข้อมูลเดิม: อย่าแก้รหัสในระบบและฉบับที่ดาวน์โหลด ช่องที่ลบจนว่างคือการลบค่านั้น แถวที่ลบออกไม่มีผลใด ๆ",
        "en": "A dataset that is there: leave id and version alone. An emptied cell empties the field; a row"
        " that is taken out changes nothing.",
    },
    {
        "th": "ช่องที่มีรายการให้เลือกจากรายการ ช่องที่เลือกได้หลายข้อให้คั่นด้วย ; (อัฒภาค)",
        "en": "Choose from the list where there is one. Where several may be chosen, write ; between them.",
    },
    {
        "th": "วันที่และปีกรอกได้ทั้ง พ.ศ. และ ค.ศ. เช่น 31 มี.ค. 2569 หรือ 2026-03-31",
        "en": "Days and years in either era, such as 2026-03-31 or 31 มี.ค. 2569.",
    },
    {
        "th": "ไฟล์ที่เป็นลิงก์อยู่ในแผ่นงาน “ไฟล์ (ลิงก์)” แถวละหนึ่งไฟล์ ไฟล์ที่อัปโหลดไว้ไม่อยู่ในไฟล์ Excel นี้และไม่เปลี่ยนแปลง",
        "en": 'Linked files stand on the sheet "Files (links)", a row each. Uploaded files are not in this'
        " workbook and stay as they are.",
    },
    {
        "th": "หัวคอลัมน์สีน้ำตาลต้องมีก่อนเผยแพร่ อย่าลบสองแถวแรก",
        "en": "Brown headings are needed before publishing. Keep the first two rows.",
    },
)
