"""A workbook that is filled in as a person does: by column, row by row."""

from __future__ import annotations

from typing import Any

from ckanext.bmagov.base.formats.cell_address import cell_name
from ckanext.bmagov.base.formats.workbook import Sheet, Workbook
from ckanext.bmagov.metadata.bulk.formats import workbook

HEADINGS = 2


class Book:
    """The sheets of a workbook: rows of text by name."""

    def __init__(self, sheets: dict[str, list[list[str]]]) -> None:
        self.sheets = sheets

    @classmethod
    def read(cls, content: bytes) -> Book:
        return cls({name: [list(row) for row in rows] for name, rows in workbook.read(content)})

    def add(self, sheet: str, **cells: str) -> None:
        """Write below the last row."""
        self.sheets[sheet].append([cells.get(name, "") for name in self.sheets[sheet][1]])

    def put(self, sheet: str, number: int, **cells: str) -> None:
        """Change cells of a row of data, which count from 0."""
        names = self.sheets[sheet][1]
        for name, text in cells.items():
            self.sheets[sheet][number + HEADINGS][names.index(name)] = text

    def place(self, sheet: str, number: int, name: str) -> str:
        return cell_name(number + HEADINGS + 1, self.sheets[sheet][1].index(name) + 1)

    def bytes(self) -> bytes:
        book: Any = Workbook()
        for name, rows in self.sheets.items():
            book.write(Sheet(name, rows))
        return book.close()
