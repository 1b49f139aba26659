"""Documents for tests: honest ones, and those that are handed in for points."""

from __future__ import annotations

import io
import zipfile

from fpdf import FPDF
from PIL import Image

ORDER = (
    "คำสั่งที่ ๑๒/๒๕๖๙ เรื่อง แต่งตั้งคณะทำงานกำกับดูแลข้อมูลของสำนักงานประชาสัมพันธ์ ประกอบด้วย "
    "ผู้อำนวยการเป็นประธาน หัวหน้ากลุ่มงานทุกกลุ่มเป็นคณะทำงาน และนักวิชาการคอมพิวเตอร์เป็นเลขานุการ "
    "มีหน้าที่กำหนดแนวทางการจัดเก็บข้อมูล ตรวจสอบคุณภาพข้อมูล และรายงานผลต่อผู้บริหารทุกไตรมาส ลงชื่อ ปลัดกรุงเทพมหานคร"
)
PLAN = (
    "แผนพัฒนาฐานข้อมูลประจำปีงบประมาณ ๒๕๗๐ หน่วยงานจะพัฒนาฐานข้อมูลสื่อเผยแพร่ โดยสำรวจสื่อที่มีอยู่ในไตรมาสแรก "
    "จัดทำคำอธิบายชุดข้อมูลและพจนานุกรมข้อมูลในไตรมาสที่สอง นำเข้าข้อมูลจำนวนห้าร้อยรายการในไตรมาสที่สาม "
    "และเปิดให้สำนักงานเขตใช้วางแผนการประชาสัมพันธ์ในไตรมาสสุดท้าย พร้อมวัดความพึงพอใจของผู้ใช้"
)
REPORT = (
    "รายงานผลการนำฐานข้อมูลสื่อไปใช้ กองประชาสัมพันธ์ใช้ข้อมูลเลือกช่องทางเผยแพร่ข่าวน้ำท่วมรวมสี่สิบครั้ง "
    "ลดเวลาเตรียมข่าวจากสองวันเหลือครึ่งวัน สำนักงานเขตสิบสองแห่งดาวน์โหลดข้อมูลไปจัดทำแผนของตน "
    "ประชาชนเข้าชมหน้าเว็บไซต์เพิ่มขึ้นร้อยละสามสิบเมื่อเทียบกับปีก่อน และมีข้อเสนอให้เพิ่มพิกัดที่ตั้งป้าย"
)

LATIN = "Order of the office on the working group for data. "

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PLAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(*pages: str, size: int = 12) -> bytes:
    """Return a PDF of Latin text, a page each."""
    writer = FPDF()
    writer.set_font("Helvetica", size=size)
    for text in pages:
        writer.add_page()
        writer.multi_cell(0, text=text)
    return bytes(writer.output())


def scan(shade: int = 200, pages: int = 2) -> bytes:
    """Return a PDF of pictures."""
    writer = FPDF()
    for page in range(pages):
        writer.add_page()
        writer.image(Image.new("L", (800, 1100), shade + page), x=0, y=0, w=210)
    return bytes(writer.output())


def docx(*paragraphs: str, **more: bytes) -> bytes:
    """Return a Word file; `more` are further parts by their names."""
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    return packed(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": (
                f'<w:document xmlns:w="{_PLAIN}"><w:body>{body}</w:body></w:document>'.encode()
            ),
            **more,
        }
    )


def odt(*paragraphs: str) -> bytes:
    """Return a text of OpenDocument."""
    body = "".join(f"<text:p>{text}</text:p>" for text in paragraphs)
    space = 'xmlns:o="urn:o" xmlns:text="urn:t"'
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": f"<o:document {space}>{body}</o:document>".encode(),
        }
    )


def xlsx(*rows: tuple[object, ...]) -> bytes:
    """Return a workbook of one sheet."""
    from xlsxwriter import Workbook

    target = io.BytesIO()
    with Workbook(target) as book:
        sheet = book.add_worksheet("บัญชี")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return target.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    """Return a ZIP of parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()
