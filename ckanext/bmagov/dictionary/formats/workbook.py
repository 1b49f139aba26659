"""Dictionaries as XLSX: our template with notes and drop-downs, and the sheets that others made."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter
from python_calamine import SheetVisibleEnum

from ckanext.bmagov.base.domain.spreadsheet import XLSX
from ckanext.bmagov.base.domain.table.spoiled import ERRORS
from ckanext.bmagov.base.formats.cell import unguarded
from ckanext.bmagov.base.formats.cell_address import cell_name
from ckanext.bmagov.base.formats.file_kind import kind_of_file
from ckanext.bmagov.base.formats.table import OLE, ZIP, open_workbook, sheet_rows
from ckanext.bmagov.base.formats.workbook_guard import unpacked_size
from ckanext.bmagov.base.formats.workbook_parts import refuse_unsafe, sheet_facts
from ckanext.bmagov.dictionary.domain.headings import WRITTEN, find_heading
from ckanext.bmagov.dictionary.domain.reading import Finding
from ckanext.bmagov.dictionary.domain.sheet import ORDER, SheetRead, read_rows, rows_of
from ckanext.bmagov.dictionary.domain.spec import Dictionary
from ckanext.bmagov.dictionary.formats.registry import (
    DictionaryFileError,
    DictionaryFormat,
    Read,
    ReadOptions,
    WriteOptions,
    dictionary_format,
)
from ckanext.bmagov.dictionary.formats.text import MAX_ROWS, refuse_large
from ckanext.bmagov.dictionary.formats.workbook_notes import GUIDE, NOTES, SHEETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckanext.bmagov.base.formats.workbook_guard import Workbook

MAX_UNPACKED: Final = 10 * 1024 * 1024
"""Bytes: a dictionary is read while somebody waits."""

LONGEST_CELL: Final = 32_000
"""Characters; Excel can hold 32,767 in a cell."""

CONTINUED: Final = "…"
"""Stands in a cell whose text is on the sheet of long texts."""

LISTED_ROWS: Final = 2_000
"""Rows that get drop-downs."""

WIDTHS: Final = {"description": 48, "description_en": 40, "allowed": 36, "label_th": 26, "label_en": 26}


@dictionary_format
class WorkbookFormat(DictionaryFormat):
    """One sheet with a row a column; drop-downs for what is chosen from a list."""

    name = "xlsx"
    label = "XLSX"
    media_type = XLSX
    upload_ends = ("xlsx", "xls", "xlsb", "ods")
    place = 2
    turn = 1
    in_dataset = True
    fillable = True

    def begins_like(self, data: bytes) -> bool:
        """Look for the mark of a ZIP, or of a workbook that is locked or of old."""
        return data.startswith((ZIP, OLE)) and kind_of_file(io.BytesIO(data)) != "DOCX"

    def read(self, data: bytes, options: ReadOptions) -> Read:
        """Read our template or a foreign workbook. One sheet, or all of them as tables when so chosen."""
        source = io.BytesIO(data)
        if not data.startswith(OLE):
            refuse_unsafe(source)
            if not options.written and unpacked_size(source) > MAX_UNPACKED:
                raise DictionaryFileError("FILE-UNPACKED-SIZE", limit=MAX_UNPACKED // 1024 // 1024)
        book = open_workbook(source)
        sheets = _sheets(book, options.sheet)
        several = len(sheets) > 1
        reads: list[SheetRead] = []
        for sheet in sheets:
            reads.append(_read_sheet(source, book, sheet, options, several=several))
            if not options.written and sum(len(item.lines) for item in reads) > MAX_ROWS:
                raise DictionaryFileError("DICT-TOO-MANY-ROWS", limit=MAX_ROWS)
        tables = tuple(table for item in reads for table in item.dictionary.tables)
        findings = tuple(finding for item in reads for finding in item.findings)
        lines = {place: line for item in reads for place, line in item.lines.items()}
        headings = {name: text for item in reads for name, text in item.headings.items()}
        results = {"sheet": ", ".join(sheets)}
        return Read(Dictionary(tables), findings, lines, headings, details=results)

    def write(self, dictionary: Dictionary, options: WriteOptions) -> bytes:
        """Write the template, filled in. Every cell is text or a number: nothing is ever calculated."""
        return _WorkbookWriter(options).write(dictionary)


# reading


def _sheets(book: Workbook, wanted: str) -> list[str]:
    """Return the sheets with a dictionary: the one chosen, or the only one."""
    visible = [item.name for item in book.sheets_metadata if item.visible is SheetVisibleEnum.Visible]
    if wanted and wanted != "*":
        if wanted not in visible:
            raise DictionaryFileError("SHEET-UNKNOWN", sheet=wanted, sheets=", ".join(visible))
        return [wanted]
    candidates = [name for name in visible if name not in _OURS and _has_heading(book, name)]
    if len(candidates) > 1 and wanted != "*":
        raise DictionaryFileError("SHEET-AMBIGUOUS", sheets=", ".join(candidates))
    if candidates:
        return candidates
    filled = [name for name in visible if name not in _OURS and book.get_sheet_by_name(name).height]
    if not filled:
        raise DictionaryFileError("FILE-EMPTY")
    return filled[:1]


_OURS: Final = frozenset((*SHEETS["guide"], *SHEETS["long"]))


def _with_long(book: Workbook, rows: list[list[str]]) -> None:
    """Put long texts back where they belong, if this is our template."""
    name = next((name for name in book.sheet_names if name in SHEETS["long"]), "")
    texts: dict[str, str] = {}
    for row in sheet_rows(book, name) if name else ():
        if len(row) > 1:
            texts[row[0]] = texts.get(row[0], "") + row[1]
    for number, row in enumerate(rows, 1):
        for position, cell in enumerate(row, 1):
            if cell == CONTINUED:
                row[position - 1] = texts.get(cell_name(number, position), cell)


def _has_heading(book: Workbook, name: str) -> bool:
    heading = find_heading(list(itertools.islice(sheet_rows(book, name), 25)))
    return heading is not None and "name" in heading.meant


def _read_sheet(
    source: io.BytesIO, book: Workbook, sheet: str, options: ReadOptions, *, several: bool
) -> SheetRead:
    most = None if options.written else MAX_ROWS + 1
    rows = list(itertools.islice(sheet_rows(book, sheet), most))
    if not any(any(row) for row in rows):
        raise DictionaryFileError("FILE-EMPTY")
    trimmed = [_trim(row) for row in rows]
    if not options.written:
        refuse_large(trimmed)
    _with_long(book, trimmed)
    merged = _Merged.look(book, sheet, trimmed)
    result = read_rows(
        [[unguarded(cell) for cell in row] for row in merged.rows],
        options.words,
        table=sheet if several else "",
    )
    own = [*merged.findings, *_cell_findings(source, sheet, merged.rows)]
    return SheetRead(result.dictionary, (*own, *result.findings), result.lines, result.headings)


def _trim(row: list[str]) -> list[str]:
    end = max((n for n, cell in enumerate(row, 1) if cell), default=0)
    return row[:end]


@dataclass
class _Merged:
    """The rows with merged cells filled down, and what is said of them.

    A name that stands once for several rows (merged downwards in one column) is meant for all of them; cells
    merged across belong to no column.
    """

    rows: list[list[str]]
    findings: list[Finding]

    @classmethod
    def look(cls, book: Workbook, sheet: str, rows: list[list[str]]) -> _Merged:
        heading = find_heading(rows)
        first = heading.row + heading.rows - 1 if heading else 0
        findings: list[Finding] = []
        for (top, left), (bottom, right) in book.get_sheet_by_name(sheet).merged_cell_ranges or ():
            place = f"{cell_name(top + 1, left + 1)}:{cell_name(bottom + 1, right + 1)}"
            across = right > left
            if bottom < first or top >= len(rows):
                if across and heading and top == heading.row - 1 and heading.rows == 1:
                    findings += _under_merged_heading(place, rows[first:], left, right)
                continue  # a title above, or part of a heading of two rows
            findings.append(
                Finding("CELL-MERGED", {"cells": place}, warning=not across or _is_title(rows[top]))
            )
            if not across:
                _fill_down(rows, top, bottom, left)
        return cls(rows, findings)


def _under_merged_heading(place: str, rows: list[list[str]], left: int, right: int) -> list[Finding]:
    """Give a heading over several columns to the first: what stands in the others would be lost."""
    lost = any(any(row[left + 1 : right + 1]) for row in rows)
    return [Finding("CELL-MERGED", {"cells": place})] if lost else []


def _is_title(row: list[str]) -> bool:
    return sum(bool(cell) for cell in row) == 1


def _fill_down(rows: list[list[str]], top: int, bottom: int, column: int) -> None:
    value = rows[top][column] if column < len(rows[top]) else ""
    for row in rows[top + 1 : bottom + 1]:
        if any(row):
            row.extend([""] * (column + 1 - len(row)))
            row[column] = row[column] or value


def _cell_findings(source: io.BytesIO, sheet: str, rows: Sequence[Sequence[str]]) -> list[Finding]:
    facts = sheet_facts(source, sheet)
    findings = [
        Finding("CELL-FORMULA", {"cell": cell_name(*place)}, warning=has_value)
        for place, has_value in sorted(facts.formulas.items())[:20]
    ]
    findings += [
        Finding("CELL-ERROR", {"cell": cell_name(number, position), "value": cell})
        for number, row in enumerate(rows, 1)
        for position, cell in enumerate(row, 1)
        if cell in ERRORS
    ][:20]
    hidden = sorted(row for row in facts.hidden_rows if row <= len(rows) and any(rows[row - 1]))
    if hidden:
        findings.append(Finding("ROWS-HIDDEN", {"rows": ", ".join(map(str, hidden[:10]))}, warning=True))
    return findings


# writing


class _WorkbookWriter:
    def __init__(self, options: WriteOptions) -> None:
        self.options = options
        self.words = options.words
        self.out = io.BytesIO()
        self.book: Any = xlsxwriter.Workbook(
            self.out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self.head = self.book.add_format(
            {"bold": True, "bg_color": "#1B5E3F", "font_color": "#FFFFFF", "border": 1, "text_wrap": True}
        )
        self.least = self.book.add_format(
            {"bold": True, "bg_color": "#8A4B00", "font_color": "#FFFFFF", "border": 1, "text_wrap": True}
        )
        self.cell = self.book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})

    def write(self, dictionary: Dictionary) -> bytes:
        rows = rows_of(dictionary, self.words)
        sheet = self.book.add_worksheet(self.words.pick(SHEETS["dictionary"]))
        sheet.freeze_panes(1, 2)
        for position, name in enumerate(ORDER):
            form = self.least if name in ("name", "type", "description") else self.head
            sheet.write_string(0, position, rows[0][position], form)
            sheet.write_comment(0, position, self.words.pick(NOTES[name]), {"x_scale": 2, "font_size": 10})
            sheet.set_column(position, position, WIDTHS.get(name, 18), self.cell)
        self._long(rows)
        for number, row in enumerate(rows[1:], 1):
            for position, text in enumerate(row):
                if text:
                    sheet.write_string(number, position, _shown(text), self.cell)
        sheet.autofilter(0, 0, max(len(rows) - 1, 1), len(ORDER) - 1)
        self._lists(sheet, max(LISTED_ROWS, len(rows) + 200))
        self._guide()
        self.book.close()
        return self.out.getvalue()

    def _long(self, rows: list[list[str]]) -> None:
        """Long lists of allowed values go in parts to a sheet of their own: Excel's cells have an end."""
        parts = [
            (number, position, row[position][at : at + LONGEST_CELL])
            for number, row in enumerate(rows[1:], 1)
            for position in range(len(row))
            if len(row[position]) > LONGEST_CELL
            for at in range(0, len(row[position]), LONGEST_CELL)
        ]
        if not parts:
            return
        sheet = self.book.add_worksheet(self.words.pick(SHEETS["long"]))
        for line, (number, position, text) in enumerate(parts):
            sheet.write_string(line, 0, cell_name(number + 1, position + 1))
            sheet.write_string(line, 1, text)
            rows[number][position] = CONTINUED

    def _lists(self, sheet: Any, last: int) -> None:
        """Drop-downs, fed from a hidden sheet; other values are warned about and not forbidden."""
        lists = self.book.add_worksheet(self.words.pick(SHEETS["lists"]))
        lists.hide()
        for column, name in enumerate(name for name in ORDER if self.words.choices(name)):
            choices = self.words.choices(name)
            lists.write_string(0, column, self.words.pick(WRITTEN[name]))
            lists.write_column(1, column, choices)
            letter = cell_name(1, column + 1)[:-1]
            title = self.words.pick(SHEETS["lists"])
            sheet.data_validation(
                1,
                ORDER.index(name),
                last,
                ORDER.index(name),
                {
                    "validate": "list",
                    "source": f"='{title}'!${letter}$2:${letter}${len(choices) + 1}",
                    "error_type": "warning",
                },
            )

    def _guide(self) -> None:
        sheet = self.book.add_worksheet(self.words.pick(SHEETS["guide"]))
        bold = self.book.add_format({"bold": True, "valign": "top"})
        wrap = self.book.add_format({"text_wrap": True, "valign": "top"})
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 90)
        lines = [(self.options.title, self.options.url), *((self.words.pick(line), "") for line in GUIDE)]
        row = 0
        for text, beside in lines:
            if text:
                sheet.write_string(row, 0, text, bold if row == 0 else None)
                sheet.write_string(row, 1, beside)
                row += 1
        for name in ORDER:
            sheet.write_string(row, 0, self.words.pick(WRITTEN[name]), bold)
            sheet.write_string(row, 1, self.words.pick(NOTES[name]), wrap)
            row += 1


def _shown(text: str) -> str:
    """Text that comes back as it is: a quotation mark before a sign would be taken for a guard."""
    return f"'{text}" if unguarded(text) != text else text
