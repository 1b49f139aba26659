"""The DOCX of the report: a file that Word opens, Thai as Thai."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from ckanext.bmagov.kpi.evidence.formats.document import examine
from ckanext.bmagov.kpi.report.domain.report_text import Paragraph, Role
from ckanext.bmagov.kpi.report.formats import write_docx
from ckanext.bmagov.kpi.report.formats.docx import MEDIA_TYPE
from ckanext.bmagov.tests.kpi.report.formats.test_pdf import MADE

if TYPE_CHECKING:
    from collections.abc import Iterator

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
ROWS = [
    Paragraph(Role.TITLE, "รายงาน <KPI> & \x0bผล"),
    Paragraph(Role.SECTION, "1. ชื่อตัวชี้วัด :"),
    Paragraph(Role.ENTRY, "28/10/2563 : ทำ\n1. น้ำ"),
    Paragraph(Role.LINK, "หลักฐาน", 'https://example.org/?a=1&b="2"'),
    Paragraph(Role.LINK, "แฟ้ม", "/kpi/document/1"),
]


def made() -> bytes:
    return write_docx(ROWS, made_at=MADE, title="รายงาน")


def part(name: str) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        return ET.fromstring(archive.read(name))


def text_of(paragraph: ET.Element) -> Iterator[str]:
    for one in paragraph.iter():
        if one.tag == f"{W}br":
            yield "\n"
        elif one.tag == f"{W}t":
            yield one.text or ""


def test_it_is_what_the_catalog_itself_takes_for_a_docx():
    assert examine(io.BytesIO(made()), 10**6).media_type == MEDIA_TYPE


def test_paragraphs_come_in_order_with_their_styles_and_lines():
    found = [
        (one.find(f"{W}pPr/{W}pStyle").get(f"{W}val"), "".join(text_of(one)))
        for one in part("word/document.xml").iter(f"{W}p")
    ]
    assert found == [(one.role.value, one.text.replace("\x0b", "")) for one in ROWS]


def test_every_run_is_thai_for_word():
    runs = list(part("word/document.xml").iter(f"{W}r"))
    assert len(runs) == len(ROWS)
    for run in runs:
        assert run.find(f"{W}rPr/{W}cs") is not None
        assert run.find(f"{W}rPr/{W}lang").get(f"{W}bidi") == "th-TH"
    fonts = next(part("word/styles.xml").iter(f"{W}rFonts"))
    assert fonts.get(f"{W}cs")


def test_every_style_that_is_used_is_there():
    defined = {one.get(f"{W}styleId") for one in part("word/styles.xml").iter(f"{W}style")}
    assert {role.value for role in Role} <= defined


def test_a_web_address_can_be_followed_and_nothing_else():
    (link,) = part("word/document.xml").iter(f"{W}hyperlink")
    targets = {one.get("Id"): one for one in part("word/_rels/document.xml.rels")}
    assert targets[link.get(f"{R}id")].get("Target") == ROWS[3].link


def test_every_part_is_xml_and_named_in_the_list_of_contents():
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        names = set(archive.namelist())
        for name in names:
            ET.fromstring(archive.read(name))
    named = {one.get("PartName") for one in part("[Content_Types].xml")} - {None}
    assert {name.lstrip("/") for name in named} <= names


def test_the_same_report_is_the_same_bytes():
    assert made() == made()
