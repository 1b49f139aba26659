"""Workbooks of text and numbers: a heading that stays in sight, and nothing that is calculated."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Final

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LONGEST: Final = 32_000
"""Characters of a cell; Excel holds 32,767."""

HEAD: Final = {
    "bold": True,
    "bg_color": "#1B5E3F",
    "font_color": "#FFFFFF",
    "text_wrap": True,
    "valign": "top",
}


@dataclass(frozen=True)
class Sheet:
    """A sheet of text and numbers: its name and its rows, the first of them the heading."""

    name: str
    rows: Sequence[Sequence[str | int]]
    widths: Sequence[int] = field(default=())


class Workbook:
    """A workbook that is being written.

    :param target: takes the bytes, at the end; without one they are kept in memory
    :param font: name and size of the letters of every cell
    """

    def __init__(self, target: IO[bytes] | None = None, font: Mapping[str, object] | None = None) -> None:
        self._bytes = target or io.BytesIO()
        options: dict[str, object] = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }
        if font:
            options["default_format_properties"] = dict(font)
        self._book: Any = xlsxwriter.Workbook(self._bytes, options)
        self._names: set[str] = set()
        self.head = self.style(HEAD)
        self.plain = self.style({"num_format": "@"})

    def style(self, properties: Mapping[str, object]) -> Any:
        """Make a format of cells."""
        return self._book.add_format(properties)

    def sheet(self, name: str, fixed_columns: int = 0) -> Any:
        """Add an empty sheet whose first row, and first columns, stay in sight."""
        sheet = self._book.add_worksheet(self._free(name))
        sheet.freeze_panes(1, fixed_columns)
        return sheet

    def write(self, sheet: Sheet) -> Any:
        """Add a sheet, and return it."""
        page = self.sheet(sheet.name)
        for position, width in enumerate(sheet.widths):
            page.set_column(position, position, width)
        for number, row in enumerate(sheet.rows):
            style = self.head if number == 0 else self.plain
            for position, cell in enumerate(row):
                if isinstance(cell, int):
                    page.write_number(number, position, cell)
                else:
                    page.write_string(number, position, str(cell)[:LONGEST], style)
        return page

    def close(self) -> bytes:
        """Return the bytes of the workbook, none when they have a target; nothing can be added any more."""
        self._book.close()
        return self._bytes.getvalue() if isinstance(self._bytes, io.BytesIO) else b""

    def _free(self, wanted: str) -> str:
        """Return a name as Excel takes it: short, without some signs, not used twice."""
        plain = "".join("_" if sign in "[]:*?/\\'" else sign for sign in wanted)[:31] or "Sheet"
        name, number = plain, 2
        while name.casefold() in self._names:
            name, number = f"{plain[:25]} {number}", number + 1
        self._names.add(name.casefold())
        return name
