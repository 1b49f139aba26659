"""Documents as they are handed in, honest and otherwise."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib

import pytest

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.kpi.evidence.formats.document import JPEG, PDF, PNG, clean_name, examine

LIMIT = 5 * 1024 * 1024
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def pdf(body: bytes = b"1 0 obj<</Type/Catalog>>endobj") -> bytes:
    return b"%PDF-1.7\n" + body + b"\n%%EOF"


def packed(names: bytes) -> bytes:
    content = zlib.compress(names)
    head = b"7 0 obj<</Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d>>stream\n" % len(content)
    return pdf(head + content + b"\nendstream endobj")


def png(width: int, height: int) -> bytes:
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + b"IHDR"
        + struct.pack(">II", width, height)
        + b"\0" * 20
    )


def jpeg(width: int, height: int) -> bytes:
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + b"\0" * 9
    return b"\xff\xd8" + app + b"\xff\xc0" + struct.pack(">HBHH", 17, 8, height, width) + b"\0" * 20


def office(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *names):
            archive.writestr(name, "x")
    return target.getvalue()


def code(content: bytes, limit: int = LIMIT) -> str:
    with pytest.raises(ProblemError) as error:
        examine(io.BytesIO(content), limit)
    return error.value.code


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(pdf(), PDF), (png(800, 600), PNG), (jpeg(800, 600), JPEG), (office(), DOCX)],
)
def test_what_it_is_shows_in_its_bytes(content, media_type):
    found = examine(io.BytesIO(content), LIMIT)
    assert found.media_type == media_type
    assert (found.size, found.sha256) == (len(content), hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "EVIDENCE-EMPTY"),
        (b"<html><script>alert(1)</script>", "FILE-TYPE"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "FILE-TYPE"),
        (b"MZ\x90\x00", "FILE-TYPE"),
        (b"var x = 1", "FILE-TYPE"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "FILE-ENCRYPTED"),
        (pdf(b"trailer<</Encrypt 5 0 R>>"), "FILE-ENCRYPTED"),
        (pdf(b"<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"), "FILE-ACTIVE-CONTENT"),
        (pdf(b"<</S/J#61vaScript>>"), "FILE-ACTIVE-CONTENT"),
        (pdf(b"<</Names<</EmbeddedFiles 3 0 R>>>>"), "FILE-ACTIVE-CONTENT"),
        (packed(b"5 0 <</S/JavaScript/JS(x)>>"), "FILE-ACTIVE-CONTENT"),
        (png(30_000, 30_000), "IMAGE-PIXELS"),
        (jpeg(60_000, 60_000), "IMAGE-PIXELS"),
        (office("word/vbaProject.bin"), "FILE-ACTIVE-CONTENT"),
        (office("word/embeddings/a.exe"), "FILE-ACTIVE-CONTENT"),
        (b"PK\x03\x04 broken", "FILE-TYPE"),
        (b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", "FILE-INFECTED"),
    ],
)
def test_what_an_office_pc_should_not_open_is_refused(content, expected):
    assert code(content) == expected


def test_reading_ends_at_the_limit():
    class Endless(io.RawIOBase):
        read_so_far = 0

        def read(self, size=-1):
            self.read_so_far += size
            return b"\0" * size

    stream = Endless()
    with pytest.raises(ProblemError) as error:
        examine(stream, LIMIT)  # pyright: ignore[reportArgumentType]
    assert error.value.params == {"limit": 5}
    assert stream.read_so_far <= LIMIT + 2 * 1024 * 1024


def test_a_packed_bomb_is_not_unpacked():
    assert code(packed(b"\0" * 60_000_000)) == "FILE-UNPACKED-SIZE"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("คำสั่งแต่งตั้ง.PDF", "คำสั่งแต่งตั้ง.pdf"),
        ("C:\\Users\\a\\แผน.pdf", "แผน.pdf"),
        ("../../etc/แผน.pdf", "แผน.pdf"),
    ],
)
def test_a_name_keeps_no_path(name, expected):
    assert clean_name(name, PDF) == expected


@pytest.mark.parametrize("name", ["แผน.exe", "แผน.pdf.exe", "แผน", ".pdf", "ก\r\nข.pdf"])
def test_a_name_that_does_not_fit_is_refused(name):
    with pytest.raises(ProblemError, match="FILE-NAME"):
        clean_name(name, PDF)
