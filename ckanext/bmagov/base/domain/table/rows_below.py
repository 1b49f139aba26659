"""What stands under the data of a table and is none: totals, notes, sources, who reports.

Only told, and left out when a person says so: a row that is called "รวม" may be a place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.content import BREAK, UNIT
from ckanext.bmagov.base.domain.table.header import VALUE_CELL
from ckanext.bmagov.base.domain.text import match_key

if TYPE_CHECKING:
    from collections.abc import Sequence

BELOW_WITHIN: Final = 20
"""Rows at the end in which totals and notes are sought."""

LONG_NOTE: Final = 25
"""Characters of a text that stands alone in its row and is a note rather than a name."""

LEFT_OUT: Final = "left_out"
COUNTED: Final = "counted"
ROWS_BELOW: Final = (COUNTED, LEFT_OUT)
"""What a person may say of such rows."""

_TOTAL: Final = re.compile(
    r"(?:รวม(?:ทั้งสิ้น.{0,20}|ทั้งหมด.{0,20}|ทั้งปี|ทุกเขต|ยอด|เงิน|เป็นเงิน|สุทธิ|กทม\.?|กรุงเทพมหานคร)?|ยอดรวม.{0,20}|ผลรวม.{0,20}|"
    r"(?:grand|sub)?totals?|sum|(?:ค่า)?เฉลี่ย|average)(?:[:(].{0,30})?"
)
_NOTE: Final = re.compile(
    r"(?:ที่มา|หมายเหตุ|แหล่งที่มา|แหล่งข้อมูล|ข้อมูล(?:ณ|จาก)|sources?|notes?|remarks?|ผู้รายงาน|ผู้จัดทำ|ผู้บันทึก|"
    r"ผู้ตรวจสอบ|ผู้รับรอง|ผู้อนุมัติ|ลงชื่อ|ลงนาม|จัดทำโดย|รวบรวมโดย|ณวันที่)(?![ก-๙a-z])|\*|\(\*"
)
_SIGNATURE: Final = re.compile(r"ผู้รายงาน|ผู้จัดทำ|ผู้บันทึก|ผู้ตรวจสอบ|ผู้รับรอง|ผู้อนุมัติ|ลงชื่อ|ข้อมูลณ|ณวันที่|จัดทำโดย|รวบรวมโดย")
"""What a name or a day may follow at once."""


@dataclass(frozen=True)
class RowsBelow:
    """The last `count` rows, blank ones among them, are no data; `text` is how the first of them begins."""

    count: int
    text: str


def find_rows_below(rows: Sequence[Sequence[str]], width: int) -> RowsBelow | None:
    """Find totals and notes among the last rows of a table.

    :param rows: the last rows of the data, all of them or `BELOW_WITHIN`
    :param width: columns of the table
    :returns: None where there are none, or nothing else
    """
    first = len(rows)
    for at in range(len(rows) - 1, -1, -1):
        cells = [cell.strip() for cell in rows[at]]
        if not any(cells):
            continue
        follows_gap = at > 0 and not any(cell.strip() for cell in rows[at - 1])
        if not (_is_total(cells, width) or _is_note(cells, width, follows_gap=follows_gap)):
            break
        first = at
    while first > 0 and first < len(rows) and not any(cell.strip() for cell in rows[first - 1]):
        first -= 1  # the blank rows between
    if first == len(rows) or first == 0:
        return None
    text = next(cell.strip() for row in rows[first:] for cell in row if cell.strip())
    return RowsBelow(len(rows) - first, text[:40])


def _is_total(cells: Sequence[str], width: int) -> bool:
    if width < 2:
        return False
    name = next((cell for cell in cells if cell and not VALUE_CELL.fullmatch(cell)), "")
    return bool(_TOTAL.fullmatch(match_key(name))) and any(map(VALUE_CELL.fullmatch, cells))


def _is_note(cells: Sequence[str], width: int, *, follows_gap: bool) -> bool:
    filled = [cell for cell in cells if cell]
    if len(filled) > (2 if width > 2 else 1):
        return False
    key = match_key(filled[0])
    if _NOTE.match(key) or _SIGNATURE.match(key):
        return width > 1 or ":" in key or key.startswith("*")
    stands_alone = width > 2 and len(filled) == 1 and not VALUE_CELL.fullmatch(filled[0])
    return stands_alone and (follows_gap or len(filled[0]) >= LONG_NOTE)


class RowsPassing:
    """The rows of a table as they pass: those at their end are held back until it is known what they are."""

    def __init__(self, width: int, delimiter: str, *, leave_out: bool) -> None:
        """Begin a table.

        :param delimiter: of CSV, else empty
        :param leave_out: rows below the data do not count
        """
        self.rows = 0
        """Rows so far, blank ones too."""
        self.swallowed: list[tuple[int, int]] = []
        """Rows (from 1) in which a quotation mark holds other rows, and how many."""
        self.below: RowsBelow | None = None
        self._width, self._delimiter, self._leave_out = width, delimiter, leave_out
        within = f"[^{BREAK}{UNIT}\n{re.escape(delimiter)}]*+"
        self._like_row = re.compile(f"{BREAK}{within}{re.escape(delimiter)}[^{BREAK}{UNIT}\n]*+{BREAK}")
        """A line within a cell that has a delimiter, as rows have; looked for in many rows at once."""
        self._held: list[tuple[str, int]] = []

    def take(self, text: str) -> str:
        """Take rows as `row_text` writes them, many at once; return those that are data for sure."""
        whole = text if text.endswith("\n") else f"{text}\n"
        count = whole.count("\n")
        if BREAK in whole and self._delimiter and self._like_row.search(whole):
            self._look_into(whole)
        self.rows += count
        self._held.append((whole, count))
        held = sum(rows for _, rows in self._held)
        sure: list[str] = []
        while held - self._held[0][1] >= BELOW_WITHIN:
            piece, rows = self._held.pop(0)
            held -= rows
            sure.append(piece)
        return "".join(sure)

    def end(self) -> str:
        """Return the last rows of data."""
        lines = "".join(text for text, _ in self._held).split("\n")[:-1]
        self.below = find_rows_below([line.split(UNIT) for line in lines[-BELOW_WITHIN:]], self._width)
        if self.below and self._leave_out:
            lines = lines[: -self.below.count]
        return "".join(f"{line}\n" for line in lines)

    def _look_into(self, text: str) -> None:
        for number, line in enumerate(text.split("\n"), self.rows + 1):
            if BREAK in line:
                rows = max(swallowed(cell, self._delimiter, self._width) for cell in line.split(UNIT))
                if rows:
                    self.swallowed.append((number, rows))


def swallowed(cell: str, delimiter: str, width: int) -> int:
    """Return how many rows a cell holds that an open quotation mark has swallowed; 0 for a text in lines.

    :param cell: with `BREAK` in place of line ends
    """
    within = [line for line in cell.split(BREAK)[1:-1] if line]
    if width < 2 or len(within) < 2:
        return 0
    return len(within) if all(line.count(delimiter) == width - 1 for line in within) else 0
