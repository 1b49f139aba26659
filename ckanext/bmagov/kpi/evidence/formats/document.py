"""Documents that are handed in: PDF, office files and pictures, known by their bytes and never by their name.

What runs, is locked, or carries other files inside is refused: an auditor opens these on an office PC.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, Any, Final

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import find_control_character
from ckanext.bmagov.kpi.evidence.formats import document_office, document_pdf

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
OFFICE: Final = {
    "[Content_Types].xml|word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "[Content_Types].xml|xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "[Content_Types].xml|ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
OPEN_DOCUMENT: Final = {
    f"application/vnd.oasis.opendocument.{kind}": kind for kind in ("text", "spreadsheet", "presentation")
}
EXTENSIONS: Final = {
    PDF: ("pdf",),
    PNG: ("png",),
    JPEG: ("jpg", "jpeg"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ("pptx",),
    "application/vnd.oasis.opendocument.text": ("odt",),
    "application/vnd.oasis.opendocument.spreadsheet": ("ods",),
    "application/vnd.oasis.opendocument.presentation": ("odp",),
}
ACCEPTED: Final = ", ".join(
    sorted({extension.upper() for kinds in EXTENSIONS.values() for extension in kinds})
)

MAX_PIXELS: Final = 100_000_000
MAX_UNPACKED: Final = 200 * 1024 * 1024
MAX_MEMBERS: Final = 5000
MAX_NAME: Final = 200
CHUNK: Final = 1 << 20

_EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR"
_ENTRY = b"PK\x01\x02"
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, ValueError, OSError)


@dataclass(frozen=True)
class Document:
    """What a file is, by its bytes. ``size`` in bytes."""

    media_type: str
    size: int
    sha256: str


def examine(stream: IO[bytes], limit: int) -> Document:
    """Read a file once and say what it is.

    :param limit: largest size, in bytes; read no further than that
    :raises ProblemError: EVIDENCE-EMPTY, FILE-SIZE (``limit`` in MB), FILE-TYPE (``accepted``),
        FILE-ENCRYPTED, FILE-ACTIVE-CONTENT, FILE-UNPACKED-SIZE, FILE-UNREADABLE, IMAGE-PIXELS, FILE-INFECTED
    """
    content = _read(stream, limit)
    if not content:
        raise ProblemError("EVIDENCE-EMPTY")
    if _EICAR in content[:4096]:
        raise ProblemError("FILE-INFECTED")
    media_type = _look(content)
    return Document(media_type, len(content), hashlib.sha256(content).hexdigest())


def clean_name(name: str, media_type: str) -> str:
    """Return a name under which the file may be given out: no path, no control characters, the right ending.

    :raises ProblemError: FILE-NAME when the ending is that of another kind of file
    """
    name = re.split(r"[\\/]", name)[-1].strip().strip(".")
    endings = EXTENSIONS[media_type]
    stem, _, ending = name.rpartition(".")
    if ending.lower() not in endings or not stem:
        raise ProblemError("FILE-NAME", found=name[:60], expected=endings[0])
    if find_control_character(stem) or not stem.isprintable():
        raise ProblemError(
            "FILE-NAME", found="".join(char for char in name if char.isprintable())[:60], expected=endings[0]
        )
    return f"{stem[: MAX_NAME - 6]}.{ending.lower()}"


def _read(stream: IO[bytes], limit: int) -> bytes:
    parts, size = [], 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise ProblemError("FILE-SIZE", limit=limit // (1024 * 1024))
        parts.append(chunk)
    return b"".join(parts)


def _look(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        document_pdf.look(content)
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _picture(content, PNG)
    if content.startswith(b"\xff\xd8\xff"):
        return _picture(content, JPEG)
    if content.startswith(b"PK\x03\x04"):
        return _package(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise ProblemError("FILE-ENCRYPTED")
    raise ProblemError("FILE-TYPE", accepted=ACCEPTED)


def picture_size(content: bytes, media_type: str) -> tuple[int, int] | None:
    """Return width and height of a PNG or JPEG, in dots; None when its head does not tell."""
    return _png_size(content) if media_type == PNG else _jpeg_size(content)


def _picture(content: bytes, media_type: str) -> str:
    size = picture_size(content, media_type)
    if size is None:
        raise ProblemError("FILE-TYPE", accepted=ACCEPTED)
    if size[0] * size[1] > MAX_PIXELS:
        raise ProblemError("IMAGE-PIXELS", width=size[0], height=size[1])
    return media_type


def _png_size(content: bytes) -> tuple[int, int] | None:
    if content[12:16] != b"IHDR" or len(content) < 24:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Walk the segments to the frame header."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    return None


def _package(content: bytes) -> str:
    """Look into an office file.

    Entries are counted before the list of them is read: it would take memory for each.
    """
    if content.count(_ENTRY) > MAX_MEMBERS:
        raise ProblemError("FILE-UNPACKED-SIZE", limit=MAX_UNPACKED // (1024 * 1024))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MAX_UNPACKED:
                raise ProblemError("FILE-UNPACKED-SIZE", limit=MAX_UNPACKED // (1024 * 1024))
            if any(member.flag_bits & 1 for member in members):
                raise ProblemError("FILE-ENCRYPTED")
            media_type = _office_kind(archive, [member.filename for member in members])
            document_office.look(archive)
            return media_type
    except ProblemError:
        raise
    except _BROKEN as error:
        raise ProblemError("FILE-TYPE", accepted=ACCEPTED) from error


def _office_kind(archive: zipfile.ZipFile, names: list[str]) -> str:
    for marks, media_type in OFFICE.items():
        part, folder = marks.split("|")
        if part in names and any(name.startswith(folder) for name in names):
            return media_type
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        kind: Any = archive.read("mimetype").decode("ascii", "replace").strip()
        if kind in OPEN_DOCUMENT:
            return kind
    raise ProblemError("FILE-TYPE", accepted=ACCEPTED)
