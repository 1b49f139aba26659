"""Looks into office files for what acts by itself: macros, other files inside, content from elsewhere.

Parts are known by what they are, not by their names only. What is read of them all together is bounded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from xml.parsers import expat

from ckanext.bmagov.base.domain.problem import ProblemError

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable, Iterator, Mapping

MAX_LOOKED: Final = 64 * 1024 * 1024
"""Bytes of XML that are looked through in one file."""

_CHUNK: Final = 256 * 1024
_HEAD: Final = 512

_PARTS = re.compile(
    r"vbaProject|vbaData|\.(?:exe|dll|js|jse|vbs|vbe|wsf|bat|cmd|jar|ps1|hta|lnk|scr|com|msi|html?|mht(?:ml)?"
    r"|rtf|docm|xlsm|pptm|xlam|dotm)$|^(?:Basic|Scripts)/|/embeddings/|/activeX/|/externalLinks/|/macrosheets/"
    r"|/ctrlProps/|(?:^|/)customUI/|/webextensions/",
    re.IGNORECASE,
)
"""Names that office programs give to such parts."""

_MAGIC = re.compile(
    rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|MZ.{58}|\x7fELF|PK\x03\x04|%PDF-|\{\\rtf"
    rb"|(?:\xef\xbb\xbf)?\s{0,200}(?i:<!doctype\s+html|<html|<script|MIME-Version:)",
    re.DOTALL,
)
"""Other files, whatever they are called: old office files (macros are such), programs, archives, pages."""

_KINDS = re.compile(
    r"macro|vba|activex|control|oleobject|package$|externallink|afchunk|extensib|webextension|connections"
    r"|attachedtoolbars|subdocument|^frame$",
    re.IGNORECASE,
)
"""Words of relationships to parts that run, or bring something along."""

_TYPES = re.compile(r"macro|vba|activex|oleobject|externallink|\.control\+xml|customui", re.IGNORECASE)
"""Words of the types of such parts."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|\\\\|//|/\\|\\/")
_FOLLOWED = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
_DRIVE = re.compile(r"file:/{0,3}[A-Za-z]:[\\/]", re.IGNORECASE)
_FIELD = re.compile(r"DDE(?:AUTO)?[\s\"]|INCLUDETEXT[\s\"]|QUOTE\s+\d+\s+\d+", re.IGNORECASE)
"""Fields of Word that start a program or fetch a file. Codes of letters hide the name of a field."""

_ODF_ACTIVE: Final = frozenset(
    (
        *("event-listener", "dde-source", "dde-link", "dde-connection-decl", "table-source"),
        *("floating-frame", "plugin", "applet", "object-ole"),
    )
)
_ODF_FOLLOWED: Final = frozenset(("a", "bookmark", "area-polygon", "area-rectangle", "area-circle"))
"""Elements with an address that a person follows; those of all others are fetched when the file is opened."""


def look(archive: zipfile.ZipFile) -> None:
    """Refuse an office file that acts by itself.

    :raises ProblemError: `FILE-ACTIVE-CONTENT`; `FILE-UNPACKED-SIZE` (`limit` in MB) when there is too much
        to look through
    """
    reading = Parts(archive)
    is_open_document = "mimetype" in archive.namelist()
    for member in archive.infolist():
        if member.is_dir():
            continue
        name = member.filename.lower()
        if _PARTS.search(name) or _MAGIC.match(reading.head(member)):
            raise ProblemError("FILE-ACTIVE-CONTENT")
        if name.endswith(".rels"):
            reading.walk(member, _look_at_relationship)
        elif name == "[content_types].xml":
            reading.walk(member, _look_at_type)
        elif name.endswith(".xml") and is_open_document:
            reading.walk(member, _look_at_open_document)
        elif name.endswith(".xml") and name.startswith("word/"):
            _Fields().look(reading, member)


class Parts:
    """Reads parts, all together no more than may be."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = MAX_LOOKED

    def head(self, member: zipfile.ZipInfo) -> bytes:
        """Return how a part begins."""
        with self._archive.open(member) as part:
            return part.read(_HEAD)

    def walk(
        self,
        member: zipfile.ZipInfo,
        started: Callable[[str, dict[str, str]], None],
        text: Callable[[str], None] | None = None,
        ended: Callable[[str], None] | None = None,
    ) -> None:
        """Tell of every element of a part: its name without prefix, and its attributes.

        No office program reads on behind what is no XML.

        :raises ProblemError: `FILE-ACTIVE-CONTENT` for definitions of text, which no office program writes
        """
        parser: Any = expat.ParserCreate()
        parser.StartElementHandler = lambda name, attributes: started(name.rpartition(":")[2], attributes)
        parser.StartDoctypeDeclHandler = _refuse_always
        if text:
            parser.CharacterDataHandler = text
        if ended:
            parser.EndElementHandler = lambda name: ended(name.rpartition(":")[2])
        try:
            for piece in self._pieces(member):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except expat.ExpatError:
            return

    def _pieces(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """Yield a part; it is counted while it is unpacked, as what is written of its size may be wrong."""
        with self._archive.open(member) as part:
            while piece := part.read(_CHUNK):
                self._left -= len(piece)
                if self._left < 0:
                    raise ProblemError("FILE-UNPACKED-SIZE", limit=MAX_LOOKED // (1024 * 1024))
                yield piece


def _refuse(active: Any) -> None:
    if active:
        raise ProblemError("FILE-ACTIVE-CONTENT")


def _refuse_always(*_: Any) -> None:
    raise ProblemError("FILE-ACTIVE-CONTENT")


def _value(attributes: Mapping[str, str], name: str) -> str:
    """Return an attribute, whatever its prefix."""
    return next((value.strip() for key, value in attributes.items() if key.rpartition(":")[2] == name), "")


def _look_at_type(name: str, attributes: dict[str, str]) -> None:
    _refuse(name in ("Default", "Override") and _TYPES.search(_value(attributes, "ContentType")))


def _look_at_relationship(name: str, attributes: dict[str, str]) -> None:
    """Of what is elsewhere only links are well that a person follows, and a template on the own disk."""
    if name != "Relationship":
        return
    word, target = _value(attributes, "Type").rpartition("/")[2], _value(attributes, "Target")
    is_address = bool(_ADDRESS.match(target))
    if _value(attributes, "TargetMode").lower() != "external" and not is_address:
        _refuse(_KINDS.search(word))
    elif word == "attachedTemplate":
        _refuse(not _DRIVE.match(target))
    else:
        _refuse(word != "hyperlink" or (is_address and not _FOLLOWED.match(target)))


def _look_at_open_document(name: str, attributes: dict[str, str]) -> None:
    _refuse(name in _ODF_ACTIVE)
    href = _value(attributes, "href")
    if href and _ADDRESS.match(href):
        _refuse(name not in _ODF_FOLLOWED or not (_FOLLOWED.match(href) or _DRIVE.match(href)))


class _Fields:
    """The fields of a text of Word. One may be written in many pieces."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._is_inside = False

    def look(self, reading: Parts, member: zipfile.ZipInfo) -> None:
        """Refuse a text with a field that starts a program."""
        reading.walk(member, self._started, self._text, self._ended)
        _refuse(_FIELD.search("".join(self._pieces)))

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        self._is_inside = name == "instrText"
        if name == "fldSimple":
            self._pieces.append(f"{_value(attributes, 'instr')} ")

    def _ended(self, _: str) -> None:
        self._is_inside = False

    def _text(self, text: str) -> None:
        if self._is_inside:
            self._pieces.append(text)
