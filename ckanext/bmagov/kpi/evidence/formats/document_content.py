"""What a document holds: its pages, its text in lines, whether it is pictures, and fields for a signature.

Called in a process of its own (`formats/document_process.py`), whose time and memory are bounded: what is
read here was written by others. It was examined when it was handed in (`formats/document.py`).
"""

from __future__ import annotations

import hashlib
import io
import re
import time
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.kpi.evidence.domain.document_text import characters
from ckanext.bmagov.kpi.evidence.formats.document import EXTENSIONS, JPEG, PDF, PNG, picture_size
from ckanext.bmagov.kpi.evidence.formats.document_office import Parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pypdf import PdfReader

SECONDS: Final = 8
"""No further page is begun after so many."""

MOST_PAGES: Final = 1000
MOST_TEXT: Final = 500_000
"""Characters of text that are read; more tell nothing new."""

PICTURE_TEXT: Final = 20
"""A page with a picture and fewer characters is a scanned page: a stamp or a number may stand on it."""

LEAST_PIXELS: Final = 250_000
"""A page of paper scanned at 50 dots an inch; what is smaller is a drawing or a mark."""

LEAST_PICTURE: Final = 20_000
"""Bytes of a picture in an office file, which tells no number of dots outside of it."""

_SIGNED = re.compile(r"ลงชื่อ|ลงนาม|signature|signed by", re.IGNORECASE)
_SLIDE = re.compile(r"ppt/slides/slide\d+\.xml")
_MEDIA = re.compile(r"(?:word|ppt)/media/|Pictures/")


@dataclass(frozen=True)
class Content:
    """What was read. ``wraps``: a sentence may go on in the next line; ``whole``: all of it was read."""

    pages: int
    lines: tuple[str, ...]
    scanned: bool
    signatures: int
    pictures: tuple[str, ...] = ()
    """What tells the pictures of scanned pages from others."""
    wraps: bool = False
    whole: bool = True


class UnreadableError(Exception):
    """It is locked, cut off, or no such document."""


def read(content: bytes, media_type: str) -> Content:
    """Read a document by the kind that its bytes were examined to be.

    :raises UnreadableError: it cannot be read; whatever else a library raises means the same
    """
    if media_type == PDF:
        return _pdf(content)
    if media_type in (PNG, JPEG):
        width, height = picture_size(content, media_type) or (0, 0)
        return Content(1, (), width * height >= LEAST_PIXELS, 0, (hashlib.sha256(content).hexdigest(),))
    kinds = {"docx": _word, "pptx": _slides, "odt": _open_document, "odp": _open_document}
    extension = EXTENSIONS[media_type][0]
    if extension in kinds:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                return kinds[extension](archive)
        except (ProblemError, zipfile.BadZipFile) as error:
            raise UnreadableError from error
    return _workbook(content)


# PDF


def _pdf(content: bytes) -> Content:
    from pypdf import PdfReader  # half of the time that it takes to begin

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted or not reader.pages:
        raise UnreadableError
    end, lines, size, count = time.monotonic() + SECONDS, list[str](), 0, 0
    pictures: list[list[str]] = []
    for page in reader.pages:
        if count == MOST_PAGES or size >= MOST_TEXT or time.monotonic() > end:
            break
        count += 1
        text = page.extract_text()[:MOST_TEXT]
        size += len(text)
        lines += text.splitlines()
        pictures.append(_pictures(page) if characters(text) < PICTURE_TEXT else [])
    signed = _signed(lines) + _signature_fields(reader)
    pages = len(reader.pages)
    marks = tuple(mark for some in pictures for mark in some)
    scanned = 2 * sum(map(bool, pictures)) >= count
    return Content(pages, tuple(lines), scanned, signed, marks, wraps=True, whole=count == pages)


def _pictures(page: Any) -> list[str]:
    """Return the SHA-256 of each picture of a page, packed as it is."""
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources else None
    pictures = (item.get_object() for item in (objects.get_object() if objects else {}).values())
    return [
        hashlib.sha256(picture._data).hexdigest()
        for picture in pictures
        if picture.get("/Subtype") == "/Image"
        and int(picture.get("/Width", 0)) * int(picture.get("/Height", 0)) >= LEAST_PIXELS
    ]


def _signature_fields(reader: PdfReader) -> int:
    return sum(field.get("/FT") == "/Sig" for field in (reader.get_fields() or {}).values())


# office files


def _word(archive: zipfile.ZipFile) -> Content:
    lines = _lines(archive, ["word/document.xml"], ends=("p",), within=("t",))
    return _paged(archive, lines, _number(archive, "docProps/app.xml", "Pages"))


def _slides(archive: zipfile.ZipFile) -> Content:
    names = sorted(filter(_SLIDE.fullmatch, archive.namelist()))
    return _paged(archive, _lines(archive, names, ends=("p",), within=("t",)), len(names))


def _open_document(archive: zipfile.ZipFile) -> Content:
    lines = _lines(archive, ["content.xml"], ends=("p", "h"), within=("p", "h"))
    return _paged(archive, lines, _number(archive, "meta.xml", "document-statistic", "page-count"))


def _paged(archive: zipfile.ZipFile, lines: tuple[str, ...], pages: int) -> Content:
    pictures = [
        f"{member.CRC:08x} {member.file_size}"
        for member in archive.infolist()
        if _MEDIA.match(member.filename) and member.file_size >= LEAST_PICTURE
    ]
    scanned = bool(pictures) and sum(map(characters, lines)) < PICTURE_TEXT * max(1, pages)
    whole = sum(map(len, lines)) <= MOST_TEXT
    return Content(max(1, pages), lines, scanned, _signed(lines), tuple(pictures), whole=whole)


def _workbook(content: bytes) -> Content:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    lines: list[str] = []
    size = 0
    for name in book.sheet_names:
        for row in book.get_sheet_by_name(name).iter_rows():
            cells = [str(cell) for cell in row if cell not in ("", None)]
            size += sum(map(len, cells))
            if size > MOST_TEXT:
                return Content(len(book.sheet_names), tuple(lines), False, _signed(lines), whole=False)
            lines += cells
    return Content(max(1, len(book.sheet_names)), tuple(lines), False, _signed(lines))


def _lines(
    archive: zipfile.ZipFile, names: Iterable[str], *, ends: tuple[str, ...], within: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the text of parts, a paragraph a line.

    :param ends: elements after which a line ends
    :param within: elements whose text counts
    """
    parts, lines, size = Parts(archive), list[str](), 0
    for name in names:
        if name not in archive.namelist():
            raise UnreadableError
        for line in _paragraphs(parts, archive.getinfo(name), ends, within):
            size += len(line)
            lines.append(line[: MOST_TEXT + 1])
            if size > MOST_TEXT:
                return tuple(lines)
    return tuple(lines)


def _paragraphs(
    parts: Parts, member: zipfile.ZipInfo, ends: tuple[str, ...], within: tuple[str, ...]
) -> Iterator[str]:
    lines, pieces, depth = list[str](), list[str](), 0

    def started(name: str, _: dict[str, str]) -> None:
        nonlocal depth
        depth += name in within
        if name in ("tab", "br", "s", "line-break"):
            pieces.append(" ")

    def text(piece: str) -> None:
        if depth:
            pieces.append(piece)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= name in within
        if name in ends:
            lines.append("".join(pieces))
            pieces.clear()

    parts.walk(member, started, text, ended)
    return filter(str.strip, [*lines, "".join(pieces)])


def _number(archive: zipfile.ZipFile, part: str, element: str, attribute: str = "") -> int:
    """Return a number that the program wrote of the document; 1 where there is none."""
    if part not in archive.namelist():
        return 1
    texts, inside = list[str](), False

    def started(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        inside = name == element and not attribute
        if name == element and attribute:
            texts.extend(value for key, value in attributes.items() if key.rpartition(":")[2] == attribute)

    def text(piece: str) -> None:
        if inside:
            texts.append(piece)

    def ended(_: str) -> None:
        nonlocal inside
        inside = False

    walk: Callable[..., None] = Parts(archive).walk
    walk(archive.getinfo(part), started, text, ended)
    digits = "".join(texts).strip()
    return int(digits) if digits.isdecimal() and len(digits) < 6 else 1


def _signed(lines: Iterable[str]) -> int:
    return sum(bool(_SIGNED.search(line)) for line in lines)
