"""python-docx and pdfplumber read our yearly reports: every letter, in order, and where links lead."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx
import pdfplumber
import pytest

from ckanext.bmagov.base.domain.calendar import Language
from ckanext.bmagov.kpi.report.domain.report_text import Paragraph, Role
from ckanext.bmagov.kpi.report.formats import write_docx, write_pdf
from ckanext.bmagov.tests.kpi.report.formats.test_pdf import CONSONANTS, MADE, TONES, WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

ADDRESS = "https://data.example/?a=1&b=ก"
REPORT = [
    Paragraph(Role.TITLE, "รายงานผลการดำเนินงานตามตัวชี้วัด"),
    Paragraph(Role.SUBTITLE, "ปีงบประมาณ พ.ศ. ๒๕๖๙"),
    Paragraph(Role.SECTION, "1. ชื่อตัวชี้วัด :"),
    Paragraph(Role.TEXT, "ร้อยละ <น้ำ> & \"ค่ำ\" 'กล้ำ'"),
    Paragraph(Role.HEADING, "6.1 ฐานข้อมูล"),
    Paragraph(Role.ENTRY, "28/10/2563 : ทำ\nซ้ำ"),
    Paragraph(Role.LINK, "หลักฐาน", ADDRESS),
    Paragraph(Role.SIGNATURE, "ลงชื่อ ผู้อำนวยการสำนัก"),
]


def pdf_lines(rows: Sequence[Paragraph]) -> list[str]:
    with pdfplumber.open(io.BytesIO(write_pdf(rows, Language.THAI, made_at=MADE, title="ท้าย"))) as pdf:
        texts = [page.extract_text() for page in pdf.pages]
    return [line for text in texts for line in text.splitlines() if not line.startswith("ท้าย หน้า ")]


def docx_of(rows: Sequence[Paragraph]):
    return docx.Document(io.BytesIO(write_docx(rows, made_at=MADE, title="รายงาน")))


def test_word_finds_paragraphs_with_their_styles_links_and_properties():
    document = docx_of(REPORT)
    assert [paragraph.text for paragraph in document.paragraphs] == [row.text for row in REPORT]
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles[:5] == ["Title", "Subtitle", "Heading 1", "Report text", "Heading 2"]
    (link,) = [link for paragraph in document.paragraphs for link in paragraph.hyperlinks]
    assert (link.text, link.address) == ("หลักฐาน", ADDRESS)
    properties = document.core_properties
    assert (properties.title, properties.language) == ("รายงาน", "th-TH")
    assert document.sections[0].footer.paragraphs[0].text.startswith("รายงาน\t")
    assert round(document.sections[0].page_width.mm) == 210


def test_word_takes_what_xml_forbids():
    document = docx_of([Paragraph(Role.TEXT, "ก\x0bข\ud800ค\uffff"), Paragraph(Role.TEXT, "a\tb")])
    assert [paragraph.text for paragraph in document.paragraphs] == ["กขค", "a\tb"]


def test_the_pdf_is_read_in_order():
    assert pdf_lines(REPORT) == [line for row in REPORT for line in row.text.split("\n")]


@pytest.mark.parametrize("role", [Role.TEXT, Role.SECTION])
def test_sara_am_and_two_hundred_words_are_read_letter_by_letter(role: Role):
    syllables = [f"{letter}{tone}ำ" for letter in CONSONANTS for tone in TONES]
    texts = [*WORDS, *syllables]
    assert pdf_lines([Paragraph(role, text) for text in texts]) == texts
    assert [one.text for one in docx_of([Paragraph(role, text) for text in texts]).paragraphs] == texts


def test_the_pdf_says_where_a_link_leads_and_what_it_is():
    with pdfplumber.open(io.BytesIO(write_pdf(REPORT, Language.THAI, made_at=MADE, title="ท้าย"))) as pdf:
        assert [link["uri"] for link in pdf.hyperlinks] == [ADDRESS]
        assert pdf.metadata["Title"] == "ท้าย"
        assert {char["fontname"].rpartition("+")[2] for page in pdf.pages for char in page.chars}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("ร้อยละ ≥ 80", "ร้อยละ >= 80"),
        ("แผน → ผล", "แผน -> ผล"),
        ("หนึ่ง\tสอง\u2003สาม\xa0สี่", "หนึ่ง สอง สาม สี่"),
        ("30 ℃", "30 °C"),
        ("ต่อ\u2011เนื่อง", "ต่อ-เนื่อง"),
        ("ผ่าน ✓", "ผ่าน [check mark]"),
        ("ดี 👍\ufe0f", "ดี [thumbs up sign]"),
        ("ศูนย์\u200bข้อมูล\ufeff", "ศูนย์ข้อมูล"),
    ],
)
def test_what_the_font_lacks_is_written_in_letters(text: str, read: str):
    assert pdf_lines([Paragraph(Role.TEXT, text)]) == [read]
