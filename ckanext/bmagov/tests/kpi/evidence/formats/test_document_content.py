"""What is read of documents, and that hostile ones take nothing but a little time."""

from __future__ import annotations

import io
import time
import zlib

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from ckanext.bmagov.kpi.evidence.domain.document_text import characters
from ckanext.bmagov.kpi.evidence.formats import document_content, document_process
from ckanext.bmagov.kpi.evidence.formats.document import EXTENSIONS, PDF, PNG
from ckanext.bmagov.kpi.evidence.formats.document_content import Content, read
from ckanext.bmagov.kpi.evidence.readers.document_content import read_content
from ckanext.bmagov.tests.kpi import papers
from ckanext.bmagov.tests.kpi.papers import LATIN, ORDER, docx, odt, packed, pdf, scan, xlsx

TYPES = {endings[0]: media_type for media_type, endings in EXTENSIONS.items()}


def amount(content: Content) -> int:
    return characters("\n".join(content.lines))


def encrypted() -> bytes:
    writer, target = PdfWriter(PdfReader(io.BytesIO(pdf(LATIN)))), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(target)
    return target.getvalue()


def bomb() -> bytes:
    """Return a PDF of one page whose text unpacks to 2 GB."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(2048)) + packer.flush()
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>/Contents 4 0 R>>endobj\n"
    stream = b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(data) + data + b"\nendstream endobj\n"
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    return head + b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" + page + stream + (
        b"trailer<</Root 1 0 R/Size 5>>\n%%EOF"
    )  # fmt: skip


def picture(width: int, height: int) -> bytes:
    target = io.BytesIO()
    Image.new("L", (width, height)).save(target, "PNG")
    return target.getvalue()


class TestPdf:
    def test_pages_and_text(self):
        content = read(pdf(LATIN * 10, LATIN), PDF)
        assert (content.pages, content.scanned, content.whole) == (2, False, True)
        assert amount(content) == characters(LATIN) * 11

    @pytest.mark.parametrize(("text", "count"), [("x", 1), (" " * 400, 0)])
    def test_one_letter_or_blanks_are_no_text_and_no_scan(self, text, count):
        content = read(pdf(text), PDF)
        assert (amount(content), content.scanned) == (count, False)

    def test_pages_of_pictures_are_a_scan(self):
        content = read(scan(), PDF)
        assert (content.pages, content.scanned, amount(content)) == (2, True, 0)
        assert content.pictures == read(scan() + b"\n", PDF).pictures != read(scan(10), PDF).pictures

    def test_a_logo_makes_no_scan(self):
        writer = papers.FPDF()
        writer.add_page()
        writer.image(Image.new("L", (64, 64)))
        assert not read(bytes(writer.output()), PDF).scanned

    def test_stops_when_time_is_up(self, monkeypatch):
        monkeypatch.setattr(document_content, "SECONDS", -1)
        content = read(pdf(LATIN, LATIN), PDF)
        assert (content.pages, content.whole, content.lines) == (2, False, ())

    def test_text_is_read_no_further_than_needed(self, monkeypatch):
        monkeypatch.setattr(document_content, "MOST_TEXT", 10)
        assert not read(pdf(LATIN, LATIN), PDF).whole


class TestOffice:
    def test_word(self):
        content = read(docx(ORDER, "ลงนาม"), TYPES["docx"])
        assert content.lines == (ORDER, "ลงนาม")
        assert (content.scanned, content.signatures) == (False, 2)

    def test_pages_of_pictures_in_word(self):
        content = read(docx(" ", **{"word/media/a.png": bytes(range(256)) * 100}), TYPES["docx"])
        assert content.scanned

    def test_number_of_pages_as_word_says(self):
        content = read(docx("x", **{"docProps/app.xml": b"<P><Pages>12</Pages></P>"}), TYPES["docx"])
        assert content.pages == 12

    def test_open_document(self):
        assert read(odt(ORDER), TYPES["odt"]).lines == (ORDER,)

    def test_workbook(self):
        content = read(xlsx(("ลำดับ", "ชื่อ"), (1, "ทะเบียนสื่อ")), TYPES["xlsx"])
        assert content.lines == ("ลำดับ", "ชื่อ", "1.0", "ทะเบียนสื่อ")

    def test_slides(self):
        slide = b'<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:t>Data</a:t></a:p></p:sld>'
        deck = packed({"[Content_Types].xml": b"<T/>", "ppt/slides/slide1.xml": slide})
        content = read(deck, TYPES["pptx"])
        assert (content.pages, content.lines) == (1, ("Data",))


def test_pictures():
    assert read(picture(800, 600), PNG).scanned
    assert not read(picture(20, 20), PNG).scanned


class TestProcess:
    def test_says_what_is_read_in_the_same_process(self):
        assert read_content(pdf(LATIN), PDF) == read(pdf(LATIN), PDF)

    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (pdf("x")[:300], "pdf"),
            (b"%PDF-1.7\n", "pdf"),
            (b"", "pdf"),
            (encrypted(), "pdf"),
            (docx(ORDER)[:200], "docx"),
            (packed({"word/document.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "docx"),
            (packed({"a": b"b"}), "odt"),
            (packed({"word/document.xml": b"<a>" + b"x" * (80 << 20)}), "docx"),
            (b"PK\x03\x04", "xlsx"),
        ],
    )
    def test_what_cannot_be_read_is_none(self, content, kind):
        assert read_content(content, TYPES[kind]) is None

    def test_a_bomb_ends_itself(self):
        begin = time.monotonic()
        content = read_content(bomb(), PDF)
        assert content is None or not characters("".join(content.lines))
        assert time.monotonic() - begin < document_process.PROCESSOR_SECONDS + 20
