"""Which rows of a table name its columns, and where the table begins.

Tables of offices have title lines above, groups over the names ("ปี 2566" over "ชาย" and "หญิง"), a row of
Thai names or of units below them, and begin in C5. What is found here is proposed; a person may say
otherwise.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.text import find_control_character, match_key, normalize_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    Rows = Sequence[Sequence[str]]

HEADER_WITHIN: Final = 20
"""Rows in which the header is sought: title lines of Thai reports take up to about ten."""

MOST_NAME_ROWS: Final = 4
"""Rows that may name the columns together."""

FULL_ROW: Final = 0.6
"""Share of the table's width that a row must fill to be a header rather than a title line."""

DATA, LABELS, UNITS = "data", "labels", "units"
BELOW: Final = (DATA, LABELS, UNITS)
"""What the row below the names may be."""

VALUE_CELL: Final = re.compile(r"[+\-]?[\d๐-๙][\d๐-๙.,/:\- ]*%?")
"""A number, a date or a time in either digits: what a header cell rarely is."""

_YEAR: Final = re.compile(r"(?:2[4-6]|[๒][๔-๖]|19|20)[\d๐-๙]{2}")
_UNIT: Final = re.compile(
    r"\(.{1,40}\)|หน่วย *:.{1,40}|(?:ล้าน|พัน|แสน)?บาท(?:/.{1,20})?|คน|ราย|ครั้ง|ครัวเรือน|หลัง|แห่ง|คัน|ตัน|เรื่อง|"
    r"ร้อยละ|%|ต?ร?\.?กม\.?|ตร\.?(?:กม|ม|ว|วา)\.?|ตารางกิโลเมตร|ตารางเมตร|เมตร|กิโลเมตร|กก\.?|กิโลกรัม|ไร่|ลบ\.?ม\.?|ลิตร|"
    r"องศาเซลเซียส|°c|km2?|m2?|kg|baht|persons?|percent"
)
_NOTHING: Final = re.compile(r"(?:ยัง)?ไม่|รอ|ขาด|n/?a$|null$|none$|nan$|no data|unknown")
"""How words begin that say that there is no value."""

_THAI: Final = re.compile(r"[ก-๙]")
_LATIN: Final = re.compile(r"[A-Za-z]")


@dataclass(frozen=True)
class Header:
    """The names and the first row of data; rows and columns are counted from 1 as people count.

    `row` is 0 when the table has no header; its columns are then named by their position. `height` rows from
    `row` on name the columns together. The row below them is `below` (`LABELS` or `UNITS`, with its `texts`),
    unless the data begin there. The table begins in `first_column`.
    """

    row: int
    columns: tuple[str, ...]
    data_row: int
    height: int = 1
    below: str = ""
    texts: tuple[str, ...] = ()
    first_column: int = 1

    @property
    def second_row(self) -> bool:
        """Tell whether more than one row says something of the columns."""
        return self.height > 1 or bool(self.below)


@dataclass(frozen=True)
class Correction:
    """What a person says of the header; None and an empty text leave it to be found."""

    row: int | None = None
    height: int | None = None
    below: str = ""
    first_column: int | None = None


NOTHING_SAID: Final = Correction()


def find_header(rows: Rows, said: Correction = NOTHING_SAID) -> Header:
    """Find the header among the first rows of a table.

    The header is the first row that fills most of the table's width, repeats no name and holds no bare value
    (number, date). When the first such full row is all data there is no header.

    :param said: what a person says goes before what is found; a row that is not there is no header
    """
    every = [[cell.strip() for cell in row] for row in rows]
    first = said.first_column or _first_column(every)
    cells = [cut_left(row, first) for row in every]
    start, last = _name_rows(cells) if said.row is None else (said.row - 1, said.row - 1)
    if start is None or not 0 <= start < len(cells):
        return _without_names(cells, None if said.row is not None or last < 0 else last, first)
    last = start + said.height - 1 if said.height else _last_name_row(cells, start, last)
    last = min(last, len(cells) - 1)
    after = cells[last + 1 :]
    below = said.below or _row_below(cells[last], after)
    texts = tuple(after[0]) if below in (LABELS, UNITS) and after else ()
    body = after[1:] if texts else after
    names = _joined(cells[start : last + 1])
    width = max(len(names), _body_width(body, len(names)))
    columns = (*names, *[""] * (width - len(names)))
    data_row = last + 2 + bool(texts)
    kept = below if texts else ""
    return Header(start + 1, columns, data_row, last - start + 1, kept, texts, first)


def _without_names(cells: Rows, data_row: int | None, first: int) -> Header:
    """:param data_row: index of the row in which values were found; None where every row counts"""
    width = max((len(_trim(row)) for row in cells), default=0) if data_row is None else _width(cells)
    columns = tuple(map(nameless, range(1, width + 1)))
    return Header(0, columns, (data_row or 0) + 1, first_column=first)


def nameless(position: int) -> str:
    """Return the name of a column that has none, by its position from 1."""
    return f"column_{position}"


def column_names(header: Sequence[str]) -> tuple[str, ...]:
    """Return the name of every column, as it is proposed, stored and looked for.

    Each is one line, none is empty or there twice. A column without a name is called by its position; a name
    that was there before gets a number.
    """
    names: list[str] = []
    seen: set[str] = set()
    often: Counter[str] = Counter()
    for position, written in enumerate(header, 1):
        plain = name = normalize_line(_without_control(written)) or nameless(position)
        while match_key(name) in seen:
            often[plain] += 1
            name = f"{plain} ({often[plain] + 1})"
        seen.add(match_key(name))
        names.append(name)
    return tuple(names)


def _without_control(name: str) -> str:
    """Return a name with blanks for characters that nothing stores."""
    if find_control_character(name) is None:
        return name
    return "".join(" " if find_control_character(character) else character for character in name)


# where


def _first_column(cells: Rows) -> int:
    """The first column that any row of the table fills; title lines fill one cell and say nothing of it."""
    filled = [row for row in cells if _filled(row)]
    wide = [row for row in filled if _filled(row) > 1] or filled
    return min((next(n for n, cell in enumerate(row, 1) if cell) for row in wide), default=1)


def cut_left(row: Sequence[str], first: int) -> list[str]:
    """Return a row of a table that begins in a column. What stands left of it is kept: alone it takes the
    first place, where that is free; else the row stays whole and is too wide.
    """
    if first < 2:
        return list(row)
    aside, own = [cell for cell in row[: first - 1] if cell.strip()], list(row[first - 1 :])
    if not aside:
        return own
    if len(aside) == 1 and not (own and own[0].strip()):
        return [aside[0], *own[1:]]
    return list(row)


def _name_rows(cells: Rows) -> tuple[int | None, int]:
    """The first and the last row of names; the first is None where values come before any names."""
    width = _width(cells)
    for index, row in enumerate(cells[:HEADER_WITHIN]):
        if _filled(row) < max(1, width * FULL_ROW):
            continue
        if not _looks_like_names(row):
            return None, index
        return _first_name_row(cells, index), index
    return None, -1


def _first_name_row(cells: Rows, last: int) -> int:
    """The first of the rows of names that end in a row: groups stand above, over columns without a name."""
    first = last
    for start in range(last - 1, max(last - MOST_NAME_ROWS, -1), -1):
        if _filled(cells[start]) < 2 or any(map(_is_value, cells[start])):
            break
        if _names_gaps(cells[start], cells[start + 1 : last + 1]):
            first = start
    return first


def _names_gaps(above: Sequence[str], below: Rows) -> bool:
    """Tell whether a row names columns that the rows of names below it leave without a name."""
    width = max(map(len, below))
    gaps = [n for n in range(width) if not any(n < len(row) and row[n] for row in below)]
    return any(n < len(above) and above[n] for n in gaps)


def _last_name_row(cells: Rows, start: int, last: int) -> int:
    width = _width(cells)
    while last - start + 1 < MOST_NAME_ROWS and last + 1 < len(cells):
        below, after = cells[last + 1], cells[last + 2 : last + 5]
        if _row_below(cells[last], cells[last + 1 :]) or not _continues(below, after, width):
            break
        last += 1
    return last


def _row_below(names: Sequence[str], after: Rows) -> str:
    """What the row below the names is: labels in the other script, units, or nothing of these."""
    if len(after) < 2 or _filled(after[0]) < 1:
        return ""
    below, rest = after[0], [row for row in after[1:] if _filled(row)]
    filled = [n for n, cell in enumerate(below) if cell]
    if len(_trim(names)) > 1 and all(_UNIT.fullmatch(below[n].casefold()) for n in filled):
        again = (row[n].casefold() for row in rest for n in filled if n < len(row))
        return "" if any(_UNIT.fullmatch(cell) for cell in again if cell) else UNITS
    return LABELS if _are_labels(_trim(names), below, rest) else ""


def _are_labels(names: Sequence[str], below: Sequence[str], rest: Rows) -> bool:
    """Names in one script over names in the other; the values of some column are of neither kind."""
    if not all(_may_name(cell) for cell in below if cell) or _filled(below) < len(names) * FULL_ROW:
        return False
    pairs = [(name, text) for name, text in zip(names, below, strict=False) if name and text]
    are_thai = {(bool(_THAI.search(name)), bool(_THAI.search(text))) for name, text in pairs}
    if len(are_thai) != 1 or not all(_LATIN.search(name) or _THAI.search(name) for name, _ in pairs):
        return False
    (of_name, of_text), *_ = are_thai
    if of_name == of_text or not all(_LATIN.search(text) or _THAI.search(text) for _, text in pairs):
        return False
    columns = [[row[n] for row in rest if n < len(row) and row[n]] for n, text in enumerate(below) if text]
    return any(column and _is_of_neither(column, is_thai=of_text) for column in columns)


def _is_of_neither(column: Sequence[str], *, is_thai: bool) -> bool:
    """Tell whether no value of a column is in the script of its label, or all are numbers."""
    return all(map(_is_value, column)) or not any(bool(_THAI.search(cell)) == is_thai for cell in column)


def _joined(rows: Rows) -> list[str]:
    """The names that rows of names make together; a group names the columns to its right as well."""
    if len(rows) == 1:
        return list(_trim(rows[0]))
    width = max(len(_trim(row)) for row in rows)
    even = [[*row[:width], *[""] * (width - len(row))] for row in rows]
    for at, row in enumerate(even[:-1]):
        group = ""
        for n in range(width):
            is_parted = any(lower[n] for lower in even[at + 1 :])
            if at and even[at - 1][n] != even[at - 1][n - 1]:
                group = ""
            if row[n]:
                group = row[n] if is_parted else ""
            elif is_parted:
                row[n] = group
    return [" ".join(dict.fromkeys(part for part in parts if part)) for parts in zip(*even, strict=True)]


def _body_width(body: Rows, names: int) -> int:
    """The width of the data where most rows, down to the first blank one, are wider than the names."""
    widths: list[int] = []
    for row in body:
        if not _filled(row):
            break
        widths.append(len(_trim(row)))
    wider = [width for width in widths if width > names]
    return max(Counter(wider), key=wider.count) if len(wider) * 2 > len(widths) else names


def _width(rows: Rows) -> int:
    """The width that most rows have, so that title lines and footnotes do not decide."""
    widths = Counter(len(_trim(row)) for row in rows if _filled(row))
    return max(widths, key=lambda width: (widths[width], width)) if widths else 0


# cells


def _trim(row: Sequence[str]) -> Sequence[str]:
    end = max((n for n, cell in enumerate(row, 1) if cell), default=0)
    return row[:end]


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell) for cell in row)


def _is_value(cell: str) -> bool:
    return bool(VALUE_CELL.fullmatch(cell)) and not _is_year(cell)


def _may_name(cell: str) -> bool:
    """Tell whether a cell may name a column: no value, and none of what stands where one is missing."""
    has_letter = bool(_THAI.search(cell) or _LATIN.search(cell))
    return _is_year(cell) or (has_letter and not _is_value(cell) and not _NOTHING.match(cell.casefold()))


def _is_year(cell: str) -> bool:
    """Years head columns of statistics ("2567", "พ.ศ. 2567"), so a year alone makes no row of data."""
    return bool(_YEAR.fullmatch(cell))


def _looks_like_names(row: Sequence[str]) -> bool:
    cells = [cell for cell in row if cell]
    values = sum(_is_value(cell) for cell in cells)
    years = sum(_is_year(cell) for cell in cells)
    return values == 0 and years < len(cells)


def _continues(below: Sequence[str], after: Rows, width: int) -> bool:
    """A second header row: names again, above rows that do hold values in the same places."""
    if not 0 < _filled(below) <= width or not all(_may_name(cell) for cell in below if cell):
        return False
    valued = {n for row in after for n, cell in enumerate(row) if cell and _is_value(cell)}
    filled = {n for n, cell in enumerate(below) if cell}
    return bool(valued) and filled <= valued


def second_table(rows: Rows, header: Header) -> int:
    """Return the row in which another table begins below the first, counted from 1; 0 where none does.

    It begins below a blank row, with names over values: where the table above has values too, or wider than
    it.
    """
    cells = [[cell.strip() for cell in cut_left(row, header.first_column)] for row in rows]
    valued: set[int] = set()
    for at in range(header.data_row - 1, len(cells) - 1):
        row, below = cells[at], cells[at + 1]
        is_new = at > header.data_row - 1 and not _filled(cells[at - 1]) and _filled(row) > 1
        if is_new and _looks_like_names(row):
            names = {n for n, cell in enumerate(row) if cell}
            over = {n for n, cell in enumerate(below) if cell and _is_value(cell)}
            if names & over and (names & over & valued or len(_trim(row)) > len(header.columns)):
                return at + 1
        valued |= {n for n, cell in enumerate(row) if cell and _is_value(cell)}
    return 0


def header_problems(columns: Sequence[str]) -> tuple[tuple[str, dict[str, str | int]], ...]:
    """What is wrong with the names.

    `HEADER-EMPTY` (`position`) or `HEADER-DUPLICATE` (`name`, `first`, `second`).

    Positions count from 1. Names are compared as people read them: case, spaces and the two spellings of
    sara am do not make them different.
    """
    problems: list[tuple[str, dict[str, str | int]]] = []
    seen: dict[str, int] = {}
    for position, name in enumerate(columns, 1):
        key = match_key(name)
        if not key:
            problems.append(("HEADER-EMPTY", {"position": position}))
        elif key in seen:
            problems.append(("HEADER-DUPLICATE", {"name": name, "first": seen[key], "second": position}))
        else:
            seen[key] = position
    return tuple(problems)
