"""The PDF of the report: what is read out of it is what was put in, and it looks as Thai should."""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st
from pypdf import PdfReader

from ckanext.bmagov.base.domain.calendar import BANGKOK, Language
from ckanext.bmagov.kpi.report.domain.report_text import Paragraph, Role
from ckanext.bmagov.kpi.report.formats import write_pdf
from ckanext.bmagov.kpi.report.formats.lines import break_lines

MADE = dt.datetime(2021, 9, 30, 23, 59, 59, tzinfo=BANGKOK)
CONSONANTS = "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
TONES = ("", "่", "้", "๊", "๋")
WORDS = Path(__file__).with_name("thai-words.txt").read_text(encoding="utf-8").split()


def extracted(pdf: bytes) -> list[str]:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return [line.strip() for page in pages for line in page.extract_text().splitlines() if line.strip()]


def pdf_of(*texts: str, role: Role = Role.TEXT) -> bytes:
    rows = [Paragraph(role, text) for text in texts]
    return write_pdf(rows, Language.THAI, made_at=MADE, title="รายงาน")


def without_foot(lines: list[str]) -> list[str]:
    return [one for one in lines if not re.fullmatch(r"รายงาน หน้า \d+ จาก \d+", one)]


def test_two_hundred_thai_words_come_back_as_they_were():
    assert len(WORDS) >= 200
    assert without_foot(extracted(pdf_of(*WORDS))) == WORDS


@pytest.mark.parametrize("role", [Role.TEXT, Role.SECTION])
def test_sara_am_after_every_consonant_and_tone_comes_back(role):
    syllables = [f"{letter}{tone}ำ" for letter in CONSONANTS for tone in TONES]
    assert without_foot(extracted(pdf_of(*syllables, role=role))) == syllables


def test_every_mark_is_in_the_file_once_and_nothing_is_unknown():
    found = "".join(without_foot(extracted(pdf_of(" ".join(WORDS)))))
    assert found.replace(" ", "") == "".join(WORDS)
    assert not [one for one in found if unicodedata.category(one) in ("Cc", "Co", "Cn")]


def test_a_long_paragraph_is_broken_between_words_within_the_page():
    text = "การนำฐานข้อมูลที่พัฒนาขึ้นไปใช้ประโยชน์ภายในหน่วยงานและระหว่างหน่วยงานสังกัดกรุงเทพมหานคร" * 4
    lines = without_foot(extracted(pdf_of(text)))
    assert len(lines) > 3
    assert "".join(lines) == text
    assert not [one for one in lines if re.match("[ะ-ฺๅ็-๎]", one)]


def test_a_word_that_the_dictionary_does_not_know_stays_whole():
    text = "กรอบธรรมาภิบาลข้อมูลภาครัฐ"
    for width in range(10, 20):
        assert "ธรรมาภิบาล" in "|".join(break_lines(text, width, lambda piece: float(len(piece))))


@pytest.mark.parametrize("word", ["https://example.org/" + "a" * 300, "ก" * 300], ids=["address", "word"])
def test_what_is_wider_than_the_page_is_cut_and_not_lost(word):
    assert "".join(without_foot(extracted(pdf_of(word)))) == word


def test_lines_of_the_text_stay_lines():
    assert without_foot(extracted(pdf_of("หนึ่ง\n1. สอง\n2. สาม"))) == ["หนึ่ง", "1. สอง", "2. สาม"]


def test_the_font_is_in_the_file_and_so_is_what_it_is():
    reader = PdfReader(io.BytesIO(pdf_of("ก", role=Role.SECTION)))
    fonts = reader.pages[0]["/Resources"]["/Font"]
    whole = [font.get_object()["/DescendantFonts"][0].get_object() for font in fonts.values()]
    files = [one["/FontDescriptor"] for one in whole]
    assert files
    assert all("/FontFile2" in one.get_object() for one in files)
    assert reader.metadata
    assert reader.metadata.title == "รายงาน"
    assert reader.trailer["/Root"]["/Lang"] == "th-TH"
    assert [one.title for one in reader.outline] == ["ก"]


def test_the_same_report_is_the_same_bytes():
    assert pdf_of(*WORDS[:20]) == pdf_of(*WORDS[:20])


def test_pages_are_counted_and_a_heading_ends_none():
    rows = [Paragraph(Role.SECTION if n % 5 == 0 else Role.TEXT, f"บรรทัด {n}") for n in range(120)]
    reader = PdfReader(io.BytesIO(write_pdf(rows, Language.THAI, made_at=MADE, title="รายงาน")))
    assert len(reader.pages) > 1
    for number, page in enumerate(reader.pages, 1):
        lines = [one.strip() for one in page.extract_text().splitlines() if one.strip()]
        assert f"รายงาน หน้า {number} จาก {len(reader.pages)}" in lines
        *_, last = without_foot(lines)
        assert int(last.split()[-1]) % 5 or last == "บรรทัด 119"


def test_a_web_address_can_be_followed():
    addresses = ("https://example.org/", "/kpi/document/1")
    rows = [Paragraph(Role.LINK, "หลักฐาน", address) for address in addresses]
    reader = PdfReader(io.BytesIO(write_pdf(rows, Language.THAI, made_at=MADE, title="รายงาน")))
    (link,) = (one.get_object() for one in reader.pages[0].annotations or ())
    assert link["/A"]["/URI"] == addresses[0]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=CONSONANTS + "ะาิีุู่้็์ำเแโใไๆ 0123456789abc().:/-\n", max_size=300))
def test_no_letter_is_lost_by_breaking_lines(text):
    lines = list(break_lines(text, 20, lambda piece: float(len(piece))))
    assert "".join(lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert all(len(line) <= 22 for line in lines)
