"""What a file is, told by its bytes: whatever its name ends in, and whatever was typed as its format.

The name is asked only where bytes do not tell: SQL, Markdown and CSV are all text.
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

HEAD: Final = 8192
"""Bytes that are looked at."""

LONGEST_WORD: Final = 16
"""Letters of the name of a format; longer ones are descriptions of it."""


class Family(StrEnum):
    """What can be done with files of a kind."""

    TEXT = "text"
    """Read as a table of lines and delimiters."""
    WORKBOOK = "workbook"
    ARCHIVE = "archive"
    """Read where it holds one table."""
    PAGE = "page"
    DOCUMENT = "document"
    MAP = "map"
    PICTURE = "picture"
    PROGRAM = "program"
    OTHER = "other"


_NAMES: Final = {
    Family.TEXT: "CSV TSV TXT",
    Family.WORKBOOK: "XLSX XLS XLSM XLSB ODS",
    Family.ARCHIVE: "ZIP GZ",
    Family.PAGE: "HTML MHT",
    Family.DOCUMENT: "PDF DOCX DOC ODT PPTX PPT ODP RTF EPUB",
    Family.MAP: "GEOJSON KML KMZ SHP GPKG GML GPX",
    Family.PICTURE: "PNG JPG GIF TIFF WEBP BMP SVG",
    Family.PROGRAM: "EXE DLL COM SCR MSI CPL JAR APK ELF DEB RPM DMG APP LNK PIF"
    " BAT CMD PS1 VBS VBE JS MJS JSE WSF HTA REG SH PHP ASP ASPX JSP",
}
_FAMILIES: Final = {name: family for family, names in _NAMES.items() for name in names.split()}

_TEXT_NAMES: Final = (
    "CSV TSV TXT SQL MD R PY IPYNB YAML ICS VCF TTL N3 NT RDF LOG INI TEX BIB DO SPS SAS PRJ WKT CSS "
    "BAT CMD PS1 VBS VBE JS MJS JSE WSF HTA REG SH PHP ASP ASPX JSP"
)
TEXTS_BY_NAME: Final = frozenset(_TEXT_NAMES.split())
"""Kinds of text that only the name of a file tells."""

_OTHER_NAMES: Final = {
    "JPEG": "JPG", "TIF": "TIFF", "HTM": "HTML", "XHTML": "HTML", "GZIP": "GZ", "YML": "YAML", "TAB": "TSV",
    "GEOPACKAGE": "GPKG", "SHAPEFILE": "SHP", "TEXT": "TXT", "NDJSON": "JSONL",
}  # fmt: skip

_MARKS: Final = (
    (b"%PDF-", "PDF"),
    (b"\x1f\x8b", "GZ"),
    (b"\x7fELF", "ELF"),
    (b"\xca\xfe\xba\xbe", "JAR"),
    (b"\xcf\xfa\xed\xfe", "APP"),
    (b"\x89PNG\r\n", "PNG"),
    (b"\xff\xd8\xff", "JPG"),
    (b"GIF8", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"7z\xbc\xaf'\x1c", "7Z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"PAR1", "PARQUET"),
    (b"{\\rtf", "RTF"),
    (b"!<arch>\n", "DEB"),
    (b"\0\1\0\0Standard Jet DB", "MDB"),
    (b"\0\1\0\0Standard ACE DB", "ACCDB"),
    (b"\0\0\x27\x0a", "SHP"),
)
_SQLITE: Final = b"SQLite format 3\0"
_GEOPACKAGE: Final = (b"GPKG", b"GP10", b"GP11")
"""What stands at byte 68 of a database that is one (OGC 12-128), unless a program forgot it."""
_MAP_TABLES: Final = b"gpkg_contents"

_HOLD_ANY: Final = frozenset(("ZIP", "GZ", "JSON", "XML", "OLE", "BIN", "SQLITE", "TXT"))
"""Kinds that are only a wrapping: what is in them has names of its own."""

PACKED: Final = frozenset(("ZIP", "GZ"))
RECORDS: Final = frozenset(("JSON", "JSONL"))
MAY_HOLD: Final = PACKED | RECORDS
"""Kinds that may hold a table, and are as good without one."""

OLE: Final = b"\xd0\xcf\x11\xe0"
ZIP: Final = (b"PK\3\4", b"PK\5\6", b"PK\7\x08")

_STREAMS: Final = (
    ("EncryptedPackage", "XLSX"),
    ("Workbook", "XLS"),
    ("Book", "XLS"),
    ("WordDocument", "DOC"),
    ("PowerPoint Document", "PPT"),
    ("VisioDocument", "VSD"),
)
STREAMS: Final = tuple(stream for stream, _ in _STREAMS)
"""Names within an OLE file that tell what it is."""

_MEMBERS: Final = (
    ("xl/workbook.bin", "XLSB"),
    ("xl/vbaproject.bin", "XLSM"),
    ("xl/workbook.xml", "XLSX"),
    ("word/document.xml", "DOCX"),
    ("ppt/presentation.xml", "PPTX"),
    ("androidmanifest.xml", "APK"),
    ("meta-inf/manifest.mf", "JAR"),
)
_MIMETYPES: Final = (
    (b"opendocument.spreadsheet", "ODS"),
    (b"opendocument.text", "ODT"),
    (b"opendocument.presentation", "ODP"),
    (b"epub+zip", "EPUB"),
)

_PAGE: Final = re.compile(
    r"(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|script|div)\b", re.I | re.S
)
_ARCHIVED_PAGE: Final = re.compile(
    r"(?:From:|MIME-Version:).*?Content-Type:\s*multipart/related", re.I | re.S
)
_XML_ROOT: Final = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_XML: Final = {
    "kml": "KML",
    "html": "HTML",
    "svg": "SVG",
    "rdf": "RDF",
    "gpx": "GPX",
    "featurecollection": "GML",
}
_JSON: Final = re.compile(r"\{\s*[\"}]|\[\s*[\[{\"\]]")
_GEOJSON: Final = re.compile(
    r'"type"\s*:\s*"(?:FeatureCollection|Feature|GeometryCollection|(?:Multi)?(?:Point|LineString|Polygon))"'
)
_PLACE: Final = re.compile(r'"(?:coordinates|geometr(?:y|ies)|features)"\s*:')
_LINES_OF_JSON: Final = re.compile(r"\}[ \t]*\r?\n[ \t]*\{")

_QUIET: Final = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1a\x1b\x00")) + b"\x7f"
_MOST_CONTROL: Final = 0.02
_MOST_ZEROS: Final = 0.1
"""Share of zeros and other control characters above which bytes are no text."""
_WIDE_ZEROS: Final = 0.1
"""Share of zeros, nearly all in every other place, that text in UTF-16 has at least."""


def family(kind: str) -> Family:
    """Return what can be done with files of a kind."""
    return _FAMILIES.get(kind, Family.OTHER)


def name_ending(name: str) -> str:
    """Return the kind that a file's name ends in, upper case; empty when it ends in none."""
    ending = PurePosixPath(name.replace("\\", "/")).suffix[1:].upper()
    known = ending.isascii() and ending.isalnum() and len(ending) <= 8
    return _OTHER_NAMES.get(ending, ending) if known else ""


def kind_of(
    head: bytes, name: str = "", *, members: Collection[str] = (), streams: Collection[str] = ()
) -> str:
    """Return the short name of what a file is, such as ``XLSX``; ``BIN`` for what nobody knows.

    :param head: its first bytes, `HEAD` or more
    :param name: its name
    :param members: names within, when it is a ZIP
    :param streams: those of `STREAMS` within, when it is an OLE file
    """
    ending = name_ending(name)
    if head.startswith(ZIP):
        return _kind_of_zip(head, members)
    if head.startswith(OLE):
        return next(
            (kind for stream, kind in _STREAMS if stream in streams), "MSI" if ending == "MSI" else "OLE"
        )
    if head.startswith(_SQLITE):
        is_map = head[68:72] in _GEOPACKAGE or _MAP_TABLES in head or ending == "GPKG"
        return "GPKG" if is_map else "SQLITE"
    marked = next((kind for mark, kind in _MARKS if head.startswith(mark)), "")
    if marked:
        return marked
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if _is_binary(head):
        known = {b"MZ": "EXE", b"BM": "BMP"}.get(head[:2])
        return known or (ending if ending not in TEXTS_BY_NAME else "") or "BIN"
    return _kind_of_text(head, ending)


def _kind_of_zip(head: bytes, members: Collection[str]) -> str:
    if head[30:38] == b"mimetype":
        kind = next((kind for mark, kind in _MIMETYPES if mark in head[38:120]), "")
        if kind:
            return kind
    names = {member.replace("\\", "/").lower() for member in members}
    kind = next((kind for member, kind in _MEMBERS if member in names), "")
    if kind:
        return kind
    endings = {name_ending(member) for member in names}
    if {"SHP", "DBF"} <= endings:
        return "SHP"
    return "KMZ" if "KML" in endings and not endings & {"CSV", "XLSX", "XLS"} else "ZIP"


def _is_binary(head: bytes) -> bool:
    """Tell whether bytes are no text in any encoding; text in UTF-16 has a zero in every other place."""
    if not head or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    zeros = head.count(0) / len(head)
    fewer, more = sorted((head[::2].count(0), head[1::2].count(0)))
    if zeros > _WIDE_ZEROS and fewer * 20 < more:
        return False
    quiet = (len(head) - len(head.translate(None, _QUIET))) / len(head)
    return quiet > _MOST_CONTROL or zeros > _MOST_ZEROS


def _kind_of_text(head: bytes, ending: str) -> str:
    text = head.replace(b"\0", b"").decode("utf-8-sig", "replace").lstrip("\ufffd").lstrip()
    if text.startswith("<?php"):
        return "PHP"
    if text.startswith("<"):
        if _PAGE.match(text):
            return "HTML"
        root = _XML_ROOT.search(text)
        known = _XML.get(root[1].lower(), "") if root else ""
        if known or (root and (text.startswith("<?xml") or ending == "XML")):
            return known or "XML"
    if _ARCHIVED_PAGE.match(text[:2000]):
        return "MHT"
    if _JSON.match(text):
        return _kind_of_json(text)
    if text.startswith("#!") and "/" in text[:40]:
        return "SH"
    return ending if ending in TEXTS_BY_NAME else "CSV" if _looks_cut(text) else "TXT"


def _kind_of_json(text: str) -> str:
    if _GEOJSON.search(text) and _PLACE.search(text):
        return "GEOJSON"
    return "JSONL" if text.startswith("{") and _LINES_OF_JSON.search(text) else "JSON"


def _looks_cut(text: str) -> bool:
    """Tell whether most lines have the same delimiter: in text without a known name that is a table."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    return any(sum(mark in line for line in lines) > len(lines) * 0.8 for mark in ",;\t|")


def is_read(kind: str) -> bool:
    """Tell whether a file of a kind may be read as a table."""
    by_name = kind in TEXTS_BY_NAME and family(kind) is not Family.TEXT
    return not by_name and (kind in MAY_HOLD or family(kind) in (Family.TEXT, Family.WORKBOOK))


def untabled(kind: str) -> tuple[str, dict[str, str | int]]:
    """Return why no table is read from a file of a kind: a code with its parameters."""
    code = {
        Family.PAGE: "FILE-IS-PAGE",
        Family.DOCUMENT: "FILE-IS-DOCUMENT",
        Family.MAP: "FILE-IS-MAP",
        Family.PICTURE: "FILE-IS-PICTURE",
        Family.PROGRAM: "FILE-IS-PROGRAM",
    }.get(family(kind), "FILE-IS-OTHER")
    return code, {"kind": kind}


def format_word(typed: str, kind: str) -> str:
    """Return the format of a file: a short name of what it is, in place of a description or of another kind.

    `Comma Separated Values` of a CSV becomes `CSV`, `XLS` of a web page `HTML`; `GTFS` of a ZIP stays.

    :param typed: what somebody wrote; may be empty
    :param kind: what the bytes are; empty when nobody knows
    """
    word = typed.strip(" .\t").upper()
    word = _OTHER_NAMES.get(word, word)
    is_word = bool(re.fullmatch(r"[\w+-]+", word)) and len(word) <= LONGEST_WORD
    if not kind:
        return typed.strip()
    if is_word and family(word) is family(kind) is Family.TEXT:
        return word
    holds_any = kind in _HOLD_ANY and family(word) not in (Family.TEXT, Family.WORKBOOK, Family.PAGE)
    return typed.strip() if is_word and holds_any else kind
