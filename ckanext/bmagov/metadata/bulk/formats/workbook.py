"""The workbook of datasets: a sheet for each type and for linked files, drop-downs, how to fill it in."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.formats.cell import guarded, unguarded
from ckanext.bmagov.base.formats.cell_address import cell_name
from ckanext.bmagov.base.formats.table import OLE, describe, open_workbook, sheet_rows
from ckanext.bmagov.base.formats.table_error import TableError
from ckanext.bmagov.base.formats.workbook import HEAD, Sheet, Workbook
from ckanext.bmagov.base.formats.workbook_guard import unpacked_size
from ckanext.bmagov.metadata.bulk.domain.columns import (
    AGENCY,
    DATASET,
    ID,
    TYPE,
    VERSION,
    Column,
    Wording,
    cell_text,
    dataset_columns,
    file_columns,
    is_link,
    with_keywords,
)
from ckanext.bmagov.metadata.bulk.domain.reading import (
    FILES,
    HEADING_WITHIN,
    MAX_DATASETS,
    MAX_FILES,
    SHEETS,
    sheet_title,
)
from ckanext.bmagov.metadata.bulk.formats.guide import GUIDE, REQUIRED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ckanext.bmagov.base.domain.schema_facts import Facts

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_UNPACKED: Final = 50 * 1024 * 1024
"""Bytes: a workbook is read while somebody waits."""

SPARE_ROWS: Final = 300
"""Empty rows below the data that get drop-downs too."""

WIDTH: Final = 24
WIDE: Final = frozenset({"markdown", "title"})

MACHINE: Final = {"font_color": "#595959", "italic": True, "font_size": 9}
OWN: Final = {"num_format": "@", "bg_color": "#EDEDED", "font_color": "#595959"}
NEEDED: Final = {**HEAD, "bg_color": "#8A4B00"}


@dataclass(frozen=True)
class Made:
    """A workbook, and how many datasets and links are in it."""

    content: bytes
    datasets: int
    files: int


def write(datasets: Sequence[Mapping[str, Any]], facts: Facts, wording: Wording) -> Made:
    """Write a workbook of datasets, as `package_show` gives them; without any it is the empty template."""
    return _Writer(facts, wording).write(datasets)


def read(content: bytes) -> list[tuple[str, list[list[str]]]]:
    """Return the sheets of a workbook: name and rows of text, as they were before they were guarded.

    :raises TableError: `FILE-EMPTY`, `FILE-TYPE`, `FILE-ENCRYPTED`, `FILE-UNPACKED-SIZE`,
        `FILE-TOO-MANY-ROWS`
    """
    if not content:
        raise TableError("FILE-EMPTY")
    source = io.BytesIO(content)
    if content.startswith(OLE):
        describe(source)  # tells a locked workbook from an old one, and refuses both
    if unpacked_size(source) > MAX_UNPACKED:
        raise TableError("FILE-UNPACKED-SIZE", limit=MAX_UNPACKED // 1024 // 1024)
    book = open_workbook(source)
    # One row more than may be: then the number that is told is right.
    most = HEADING_WITHIN + max(MAX_DATASETS, MAX_FILES) + 1
    return [
        (name, [list(map(unguarded, row)) for row in itertools.islice(sheet_rows(book, name), most)])
        for name in book.sheet_names
    ]


class _Writer:
    def __init__(self, facts: Facts, wording: Wording) -> None:
        self.facts, self.wording = facts, wording
        self.book = Workbook()
        self.needed, self.machine = self.book.style(NEEDED), self.book.style(MACHINE)
        self.own, self.cell = self.book.style(OWN), self.book.style({"num_format": "@", "valign": "top"})
        self.lists: list[tuple[str, tuple[str, ...]]] = []
        self.places: dict[tuple[str, ...], str] = {}
        self.dataset_count = self.file_count = 0

    def write(self, datasets: Sequence[Mapping[str, Any]]) -> Made:
        self._guide()
        types = self.wording.lists[TYPE].codes
        by_type = {code.value: [row for row in datasets if row.get(TYPE) == code.value] for code in types}
        for code in types:
            columns, rows = dataset_columns(self.facts, code.value), by_type[code.value]
            texts = [self._texts(columns, with_keywords(dataset)) for dataset in rows]
            self._table(sheet_title(code.label(self.wording.lang)), columns, texts)
            self.dataset_count += len(rows)
        self._files([dataset for rows in by_type.values() for dataset in rows])
        self._lists()
        return Made(self.book.close(), self.dataset_count, self.file_count)

    def _files(self, datasets: Sequence[Mapping[str, Any]]) -> None:
        columns = file_columns(self.facts)
        texts = [
            [dataset["name"], *self._texts(columns, resource)[1:]]
            for dataset in datasets
            for resource in dataset.get("resources") or ()
            if is_link(resource)
        ]
        self.file_count = len(texts)
        self._table(SHEETS[FILES][self.wording.lang], columns, texts)

    def _texts(self, columns: Sequence[Column], record: Mapping[str, Any]) -> list[str]:
        return [cell_text(column, record.get(column.name), self.wording) for column in columns]

    def _table(self, name: str, columns: Sequence[Column], texts: Sequence[Sequence[str]]) -> None:
        """Write labels, below them the names by which columns are known, then the rows."""
        sheet = self.book.sheet(name)
        sheet.freeze_panes(2, 4 if columns[0].name == ID else 1)
        for position, column in enumerate(columns):
            own = column.name in (ID, VERSION)
            wide = column.field is not None and column.field.kind in WIDE
            sheet.set_column(position, position, WIDTH * 2 if wide else WIDTH, self.own if own else self.cell)
            self._list(sheet, position, column, len(texts))
        for position, column in enumerate(columns):
            field = column.field
            due = column.name == DATASET or (field and (field.required or field.required_for_publish))
            head = self.needed if due else self.book.head
            sheet.write_string(0, position, column.label(self.wording.lang), head)
        for position, column in enumerate(columns):
            sheet.write_string(1, position, column.name, self.machine)
        for number, row in enumerate(texts, 2):
            for position, text in enumerate(row):
                if text:
                    style = self.own if columns[position].name in (ID, VERSION) else self.cell
                    sheet.write_string(number, position, guarded(text), style)

    def _list(self, sheet: Any, position: int, column: Column, rows: int) -> None:
        """Give the cells of a column a drop-down. Where several may be chosen they are typed."""
        choices = self.wording.choices(column)
        if not choices:
            return
        if choices not in self.places:
            letters = cell_name(1, len(self.lists) + 1)[:-1]
            title = SHEETS["lists"][self.wording.lang]
            self.places[choices] = f"='{title}'!${letters}$2:${letters}${len(choices) + 1}"
            self.lists.append((column.label(self.wording.lang), choices))
        several = column.field is not None and column.field.multiple
        sheet.data_validation(
            2,
            position,
            rows + SPARE_ROWS + 1,
            position,
            {
                "validate": "list",
                "source": self.places[choices],
                "error_type": "warning",
                "show_error": not several and column.name != AGENCY,
            },
        )

    def _lists(self) -> None:
        height = max((len(choices) for _, choices in self.lists), default=0)
        rows = [[label for label, _ in self.lists]]
        rows += [
            [choices[number] if number < len(choices) else "" for _, choices in self.lists]
            for number in range(height)
        ]
        self.book.write(Sheet(SHEETS["lists"][self.wording.lang], rows, [WIDTH] * len(self.lists))).hide()

    def _guide(self) -> None:
        lang = self.wording.lang
        rows = [[SHEETS["guide"][lang], ""], *([line[lang], ""] for line in GUIDE), ["", ""]]
        for field in self.facts.dataset:
            mark = f" ({REQUIRED[lang]})" if field.required or field.required_for_publish else ""
            rows.append([f"{field.label(lang)}{mark}", field.help(lang)])
        self.book.write(Sheet(SHEETS["guide"][lang], rows, (48, 100)))
