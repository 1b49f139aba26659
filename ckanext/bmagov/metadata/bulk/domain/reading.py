"""The rows of a workbook: which sheet is which, where the heading is, what stands in which cell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.base.formats.cell_address import cell_name
from ckanext.bmagov.metadata.bulk.domain.columns import DATASET, Column, dataset_columns, file_columns, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ckanext.bmagov.base.domain.codelist import CodeList
    from ckanext.bmagov.base.domain.schema_facts import Facts

MAX_DATASETS: Final = 300
"""Rows of datasets in a workbook, and datasets of a selection: they are looked at while somebody waits."""

MAX_FILES: Final = 3000
HEADING_WITHIN: Final = 10
"""The heading is among so many first rows of a sheet."""

LONGEST_SHEET_NAME: Final = 31

FILES: Final = "files"
SHEETS: Final[Mapping[str, Mapping[str, str]]] = {
    FILES: {"th": "ไฟล์ (ลิงก์)", "en": "Files (links)"},
    "guide": {"th": "วิธีกรอก", "en": "How to fill in"},
    "lists": {"th": "ตัวเลือก", "en": "Choices"},
}
"""Sheets beside those of the dataset types."""

_NEEDED: Final = {FILES: DATASET}
_NEEDED_OF_DATASETS: Final = "title"


@dataclass(frozen=True)
class Row:
    """A row of a dataset, or of a file: the text of its cells by column, and where each of them is."""

    sheet: str
    number: int
    kind: str
    """The dataset type, or `files`."""

    cells: Mapping[str, str]
    places: Mapping[str, str]

    def text(self, name: str) -> str:
        """Return the text of a cell; empty where the sheet has no such column."""
        return self.cells.get(name, "")


@dataclass
class Reading:
    """All rows, and what was not read: sheets, and headings with their sheet."""

    datasets: list[Row] = field(default_factory=list)
    files: list[Row] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    lang: str = "th"
    """Language of the workbook, by the names of its sheets."""


def sheet_title(label: str) -> str:
    """Return a label as the name of a sheet, as Excel takes it."""
    return label[:LONGEST_SHEET_NAME]


def sheet_kinds(types: CodeList) -> dict[str, str]:
    """Return what a sheet is by the key of its name: a dataset type, `files`, `guide` or `lists`."""
    kinds = {match_key(word): code.value for code in types.codes for word in code.spellings}
    kinds |= {match_key(sheet_title(word)): code.value for code in types.codes for word in code.spellings}
    return kinds | {
        match_key(name): kind for kind, names in SHEETS.items() for name in (kind, *names.values())
    }


def read_book(
    sheets: Sequence[tuple[str, Sequence[Sequence[str]]]], facts: Facts, types: CodeList
) -> Reading:
    """Read the rows of all sheets (name, rows of text).

    :param types: the code list of dataset types
    :raises ProblemError: `BULK-HEADING` (`sheet`, `column`), `BULK-NO-SHEET`, `BULK-TOO-MANY` (`count`,
        `limit`), `BULK-TOO-MANY-FILES`
    """
    kinds, reading, known = sheet_kinds(types), Reading(), 0
    english = {match_key(word) for word in (SHEETS[FILES]["en"], *(code.label_en for code in types.codes))}
    for name, rows in sheets:
        kind = kinds.get(match_key(name), "")
        if kind in ("guide", "lists"):
            continue
        if not kind:
            reading.ignored += [name] if any(any(row) for row in rows) else []
            continue
        known += 1
        if match_key(name) in english:
            reading.lang = "en"
        columns = file_columns(facts) if kind == FILES else dataset_columns(facts, kind)
        read = _read_sheet(name, kind, rows, columns, reading.ignored)
        (reading.files if kind == FILES else reading.datasets).extend(read)
    if not known:
        raise ProblemError("BULK-NO-SHEET", sheets=", ".join(code.label_th for code in types.codes))
    for rows_read, limit, code in (
        (reading.datasets, MAX_DATASETS, "BULK-TOO-MANY"),
        (reading.files, MAX_FILES, "BULK-TOO-MANY-FILES"),
    ):
        if len(rows_read) > limit:
            raise ProblemError(code, count=len(rows_read), limit=limit)
    return reading


def _read_sheet(
    sheet: str,
    kind: str,
    rows: Sequence[Sequence[str]],
    columns: Sequence[Column],
    ignored: list[str],
) -> list[Row]:
    if not any(any(row) for row in rows):
        return []
    words = _words(columns)
    matched = [[words.get(match_key(cell), "") for cell in row] for row in rows[:HEADING_WITHIN]]
    counts = [len(set(names) - {""}) for names in matched]
    # Names stand below labels: the lower of two equal rows is the heading.
    heading = max(range(len(counts)), key=lambda number: (counts[number], number))
    names = matched[heading]
    needed = _NEEDED.get(kind, _NEEDED_OF_DATASETS)
    if needed not in names:
        label = next(column.label("th") for column in columns if column.name == needed)
        raise ProblemError("BULK-HEADING", sheet=sheet, column=f"{label} ({needed})")
    positions = {name: position for position, name in reversed(list(enumerate(names))) if name}
    ignored += [
        f"{sheet}: {cell}"
        for position, cell in enumerate(rows[heading])
        if cell.strip() and positions.get(names[position], -1) != position
    ]
    read = []
    for number, row in enumerate(rows[heading + 1 :], heading + 2):
        cells = {
            name: tidy(row[position]) if position < len(row) else "" for name, position in positions.items()
        }
        if any(cells.values()):
            places = {name: cell_name(number, position + 1) for name, position in positions.items()}
            read.append(Row(sheet, number, kind, cells, places))
    return read


def _words(columns: Sequence[Column]) -> dict[str, str]:
    """Return the column that a heading means: by its name, or by a label that no other column has."""
    labels = [(match_key(label), column.name) for column in columns for label in set(column.labels.values())]
    count = Counter(key for key, _ in labels)
    words = {key: name for key, name in labels if count[key] == 1}
    return words | {match_key(column.name): column.name for column in columns}
