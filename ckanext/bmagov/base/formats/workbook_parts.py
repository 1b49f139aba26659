"""What a workbook holds besides values: macros, declarations, formulas and hidden rows.

The reader of values does not tell formulas from what people typed; a dictionary must. The parts are looked at
by a streaming parser, after `formats.table` has looked at their sizes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.file_kind import OLE
from ckanext.bmagov.base.formats.cell_address import column_number
from ckanext.bmagov.base.formats.table_error import TableError
from ckanext.bmagov.base.formats.workbook_guard import MAX_UNPACKED, archive_of, chunks, parse, too_large

if TYPE_CHECKING:
    import zipfile

DECLARATION: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
WIDE: Final = tuple("<!DOCTYPE".encode(codec) for codec in ("utf-16-le", "utf-16-be"))
NEST: Final = re.compile(r"\.(?:zip|xlsx|xlsm|jar|docx|7z|rar|gz)$", re.IGNORECASE)


@dataclass
class SheetFacts:
    """Cells with formulas (row and column from 1, and whether a value was kept), and hidden rows."""

    formulas: dict[tuple[int, int], bool] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)


def refuse_unsafe(source: IO[bytes]) -> None:
    """Refuse what no table needs.

    :raises TableError: `FILE-TYPE`, `FILE-MACRO`, `FILE-UNPACKED-SIZE` (paths that leave the archive,
        archives within), `FILE-XML-ENTITY` (`part`)
    """
    with archive_of(source) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > MAX_UNPACKED:
            raise too_large()
        for member in members:
            name = member.filename
            if name.lower().endswith("vbaproject.bin"):
                raise TableError("FILE-MACRO")
            if ".." in name.split("/") or name.startswith("/") or NEST.search(name):
                raise too_large()
            if name.endswith((".xml", ".rels")):
                _refuse_declarations(source, member)


def _refuse_declarations(source: IO[bytes], member: zipfile.ZipInfo) -> None:
    before = b""
    for chunk in chunks(source, member):
        text = before + chunk
        if DECLARATION.search(text) or any(mark in text for mark in WIDE):
            raise TableError("FILE-XML-ENTITY", part=member.filename[:60])
        before = text[-64:]


def sheet_facts(source: IO[bytes], name: str) -> SheetFacts:
    """Look at one sheet. A workbook whose parts can't be followed has none that are known."""
    facts = SheetFacts()
    source.seek(0)
    if source.read(len(OLE)) == OLE:
        return facts
    with archive_of(source) as archive:
        part = _part_of(source, archive, name)
        if part:
            look = _SheetLook(facts)
            parse(source, archive.getinfo(part), look.start, look.text)
    return facts


class _SheetLook:
    def __init__(self, facts: SheetFacts) -> None:
        self.facts = facts
        self.row = self.column = 0
        self.formula = self.value = self.is_text = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
            if attributes.get("hidden") in ("1", "true"):
                self.facts.hidden_rows.add(self.row)
        elif kind == "c":
            place = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", attributes.get("r", ""))
            self.column = column_number(place[1]) if place else self.column + 1
            self.formula, self.is_text = False, attributes.get("t") == "str"
        elif kind == "f":
            self.formula = True
            self.facts.formulas[self.row, self.column] = False
        self.value = kind == "v" and self.formula
        if self.value and self.is_text:  # an empty text is a value
            self.facts.formulas[self.row, self.column] = True

    def text(self, text: str) -> None:
        if self.value and text.strip():
            self.facts.formulas[self.row, self.column] = True


def _part_of(source: IO[bytes], archive: zipfile.ZipFile, name: str) -> str:
    """Return the part in which the sheet of this name stands."""
    results: dict[str, str] = {}

    def book(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet" and attributes.get("name") == name:
            keys = [key for key in attributes if key.rpartition(":")[2] == "id" and ":" in key]
            results["id"] = attributes[keys[0]] if keys else ""

    def relations(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship" and attributes.get("Id") == results.get("id"):
            results["target"] = attributes.get("Target", "")

    names = set(archive.namelist())
    for path, look in (("xl/workbook.xml", book), ("xl/_rels/workbook.xml.rels", relations)):
        if path not in names:
            return ""
        parse(source, archive.getinfo(path), look)
    target = results.get("target", "")
    path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return path if path in names else ""
