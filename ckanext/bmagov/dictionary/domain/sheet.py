"""A dictionary as rows of text, one a column: how CSV and XLSX hold it. Pure; the files are in `formats`.

A row whose type is "table" describes the table itself. Foreign sheets are read by their headings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.access import names_level
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import match_key, normalize_line, to_arabic_digits
from ckanext.bmagov.dictionary.domain.headings import WRITTEN, Heading, attribute_of, find_heading
from ckanext.bmagov.dictionary.domain.listing import read_allowed, read_texts, write_allowed, write_texts
from ckanext.bmagov.dictionary.domain.reading import LEVEL, Finding, parse_dictionary
from ckanext.bmagov.dictionary.domain.spec import FLAGS, Column, Dictionary, Reference, Table, table_to_dict
from ckanext.bmagov.dictionary.domain.types import BOOLEANS, resolve_type
from ckanext.bmagov.dictionary.domain.values import is_date_pattern
from ckanext.bmagov.dictionary.domain.words import TABLE_ROW, THAI, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ORDER: Final = tuple(WRITTEN)
"""The attributes in the order of our files; `table` first."""

_TITLE: Final = re.compile(r"(?:ชื่อ)?(?:ตาราง|table(?: name)?)(?:\s*[:：]\s*|\s+)(\S.*)", re.IGNORECASE)
_SIZE: Final = re.compile(r"\(?\s*(\d{1,9})\s*(?:[,.]\s*(\d{1,9}))?\s*\)?")
_TABLE_WORDS: Final = frozenset(map(match_key, TABLE_ROW))
_NOT_NULL: Final = frozenset(
    ("notnull", "no", "n", "ไม่", "ไม่ได้", "ไม่ว่าง", "false", "0", "nn", "ห้ามว่าง", "ไม่อนุญาต")
)
_MARKS: Final = frozenset(
    [
        "x",
        "✓",
        "✔",
        "√",
        "*",
        "/",
        "o",
        "●",
        "•",
        "m",
        "pk",
        "uk",
        "ใช้",
        "จำเป็น",
        "บังคับ",
        "คีย์",
        "คีย์หลัก",
        "mandatory",
        "required",
        "notnull",
        "unique",
        "key",
        "primarykey",
    ]
)
_UNMARKS: Final = frozenset(["-", "–", "null", "optional", "n/a", "none", "fk", "ไม่", "ไม่จำเป็น", "ไม่บังคับ"])


@dataclass(frozen=True)
class SheetRead:
    """What rows say. `lines` gives the row in the file (from 1) of a table's n-th column, `headings` the
    words above an attribute.
    """

    dictionary: Dictionary
    findings: tuple[Finding, ...] = ()
    lines: Mapping[tuple[str, int], int] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)


# writing


def rows_of(
    dictionary: Dictionary, words: Words = THAI, attributes: Sequence[str] = ORDER
) -> list[list[str]]:
    """The heading row and one row a column; a table with words of its own or no columns has a row too."""
    rows = [[words.pick(WRITTEN[name]) for name in attributes]]
    for table in dictionary.tables:
        if table.label_th or table.label_en or table.description or not table.columns:
            said = {"table": table.name, "type": words.pick(TABLE_ROW)}
            said |= {name: getattr(table, name) for name in ("label_th", "label_en", "description")}
            rows.append([said.get(name, "") for name in attributes])
        rows += [[_cell(table, column, name, words) for name in attributes] for column in table.columns]
    return rows


def _cell(table: Table, column: Column, name: str, words: Words) -> str:
    if name == "table":
        return table.name
    value = getattr(column, name)
    if name == "allowed":
        return write_allowed(value)
    if name == "missing":
        return write_texts(value)
    if name in FLAGS:
        return words.show(name, "true") if value else ""
    return words.show(name, str(value)) if value is not None else ""


# reading


def read_rows(
    rows: Sequence[Sequence[str]], words: Words = THAI, *, table: str = "", first_row: int = 1
) -> SheetRead:
    """Read rows of text, a heading row among the first twenty.

    :param table: the name of the table where the rows name none (the sheet's name)
    :param first_row: the number of the first row as people count in the file
    :raises ProblemError: `HEADER-NOT-FOUND` (`row`), `HEADER-MISSING` (`column`, `found`), `NO-ROWS`

    Findings: `HEADER-UNKNOWN` (`name`, a warning), `LEVEL-KEY` (`key`, `right`),
    `HEADER-DUPLICATE` (`name`, `first`, `second`),
    `HEADER-TWO-ROWS` (`row`, a warning), and those of `reading.parse_dictionary`.
    """
    heading = find_heading(rows)
    if heading is None:
        raise ProblemError("HEADER-NOT-FOUND", row=min(len(rows), 20))
    if "name" not in heading.meant:
        match = ", ".join(text for text in heading.texts if text)
        raise ProblemError("HEADER-MISSING", column=THAI.pick(WRITTEN["name"]), found=match[:200])
    reader = _Rows(heading, words, table or _title(rows[: heading.row - 1]), first_row)
    start = heading.row - 1 + heading.rows
    for number, row in enumerate(rows[start:], first_row + start):
        reader.take(number, row)
    if not reader.tables:
        raise ProblemError("NO-ROWS")
    return reader.result()


def _title(rows: Iterable[Sequence[str]]) -> str:
    """Return the name of the table in the title lines, when they say one."""
    for row in rows:
        filled = [cell.strip() for cell in row if cell.strip()]
        if len(filled) == 2 and match_key(filled[0]).rstrip(":") in (
            "ตาราง",
            "ชื่อตาราง",
            "table",
            "tablename",
        ):
            return filled[1]
        if len(filled) == 1 and (match := _TITLE.fullmatch(filled[0])):
            return normalize_line(match[1])[:500]
    return ""


def _unknown(heading: str) -> Finding:
    """Return the finding for a heading that means nothing here; a level is not to be left out with it."""
    if names_level(heading) or attribute_of(heading) == LEVEL:
        return Finding("LEVEL-KEY", {"key": heading[:60], "right": THAI.pick(WRITTEN[LEVEL])})
    return Finding("HEADER-UNKNOWN", {"name": heading[:60]}, warning=True)


class _Rows:
    def __init__(self, heading: Heading, words: Words, table: str, first_row: int) -> None:
        self.heading = heading
        self.words = words
        self.table = table
        self.tables: dict[str, dict[str, Any]] = {}
        self.lines: dict[tuple[str, int], int] = {}
        self.findings = [
            *map(_unknown, heading.unknown),
            *(
                Finding("HEADER-DUPLICATE", {"name": name[:60], "first": first, "second": second})
                for name, first, second in heading.twice
            ),
        ]
        if heading.rows > 1:
            params = {"row": heading.row + first_row}
            self.findings.append(Finding("HEADER-TWO-ROWS", params, warning=True))

    def take(self, number: int, row: Sequence[str]) -> None:
        """One row: of a column, of a table, a title, a repeated heading, or nothing."""
        cells = {
            name: row[position].strip() if position < len(row) else ""
            for name, position in self.heading.meant.items()
        }
        filled = [cell.strip() for cell in row if cell.strip()]
        if not filled or [cell.strip() for cell in row[: len(self.heading.texts)]] == list(
            self.heading.texts
        ):
            return
        if len(filled) == 1 and not cells["name"] and (match := _TITLE.fullmatch(filled[0])):
            self.table = normalize_line(match[1])[:500]
            return
        if not any(cell for name, cell in cells.items() if name not in ("number", "table")):
            return
        name = normalize_line(cells.get("table", "")) or self.table
        known = self.tables.setdefault(name, {"name": name, "columns": []})
        if match_key(cells.get("type", "")) in _TABLE_WORDS and not cells["name"]:
            known |= {key: cells[key] for key in ("label_th", "label_en", "description") if cells.get(key)}
            return
        known["columns"].append(self._column(cells))
        self.lines[name, len(known["columns"])] = number

    def result(self) -> SheetRead:
        parsed = parse_dictionary({"tables": list(self.tables.values())})
        headings = {name: self.heading.texts[at] for name, at in self.heading.meant.items()}
        return SheetRead(parsed.dictionary, (*self.findings, *parsed.findings), self.lines, headings)

    def _column(self, cells: Mapping[str, str]) -> dict[str, Any]:
        raw: dict[str, Any] = {
            name: self.words.read(name, cell) for name, cell in cells.items() if cell and name in ORDER
        }
        raw.pop("table", None)
        raw["name"] = cells["name"]
        for name in FLAGS:
            if name in raw:
                raw[name] = _flag(raw[name])
        if "personal" in raw:
            known = BOOLEANS.get(match_key(raw["personal"]))
            raw["personal"] = raw["personal"] if known is None else ("yes" if known else "no")
        if "allowed" in raw:
            raw["allowed"] = read_allowed(raw["allowed"])
        if "missing" in raw:
            raw["missing"] = read_texts(raw["missing"])
        _sizes(raw)
        _reference(raw)
        _besides(raw, cells)
        return raw


def _flag(text: str) -> Any:
    key = match_key(text)
    if key in _MARKS:
        return True
    return False if key in _UNMARKS else text


def _sizes(raw: dict[str, Any]) -> None:
    match = _SIZE.fullmatch(to_arabic_digits(str(raw.get("size", ""))))
    if match:
        raw["size"] = match[1]
        if match[2] and not raw.get("decimals"):
            raw["decimals"] = match[2]
    elif match_key(str(raw.get("size", ""))) in {"-", "–", "max", "n/a", "ไม่จำกัด"}:
        raw.pop("size")


def _reference(raw: dict[str, Any]) -> None:
    """`customers(id)` as SQL writes it; a bare mark says only that it is a foreign key."""
    text = raw.get("references")
    if text is None:
        return
    if match_key(text) in _MARKS | _UNMARKS | {"yes", "no", "y", "n", "ใช่", "ไม่ใช่"}:
        raw.pop("references")
        return
    match = re.fullmatch(r"(?:references\s+)?([^()]+?)\s*\(\s*([^()]+?)\s*\)", text, re.IGNORECASE)
    if match and '"' not in text:
        raw["references"] = str(Reference(normalize_line(match[1]), normalize_line(match[2])))


def _besides(raw: dict[str, Any], cells: Mapping[str, str]) -> None:
    """What foreign headings say that is no attribute by itself."""
    label = cells.get("label", "")
    if label:
        raw.setdefault("label_th" if _is_thai(label) or "label_en" in raw else "label_en", label)
    nullable = match_key(cells.get("nullable", ""))
    if nullable and "required" not in raw:
        raw["required"] = nullable in _NOT_NULL
    key = cells.get("key", "").upper()
    if key:
        parts = set(re.split(r"[^A-Z]+", key))
        raw["primary_key"] = raw.get("primary_key") or bool(parts & {"PK", "PRI", "PRIMARY", "P"})
        raw["unique"] = raw.get("unique") or bool(parts & {"UK", "UNI", "UNIQUE", "U"})
    _take_format(raw, cells.get("format", ""))
    note = cells.get("note", "")
    if note and note not in ("-", "–"):
        raw["description"] = f"{raw['description']}\n{note}" if raw.get("description") else note


def _take_format(raw: dict[str, Any], text: str) -> None:
    if not text or text == "-":
        return
    if not raw.get("type") and resolve_type(text):
        raw["type"] = text
    elif is_date_pattern(text):
        raw.setdefault("date_format", text)


def _is_thai(text: str) -> bool:
    return any("\u0e01" <= character <= "\u0e5b" for character in text)


# what does not come back


def differences(before: Dictionary, after: Dictionary) -> tuple[tuple[str, str, str], ...]:
    """What a format could not hold: table, column and attribute of everything that came back otherwise."""
    return tuple(_differences(before, after))


def _differences(before: Dictionary, after: Dictionary) -> Iterator[tuple[str, str, str]]:
    for position, table in enumerate(before.tables):
        other = after.tables[position] if position < len(after.tables) else Table()
        for name in ("name", "label_th", "label_en", "description"):
            if getattr(table, name) != getattr(other, name) and (name != "name" or table.name):
                yield table.name, "", name
        columns = table_to_dict(other)["columns"]
        for row, column in enumerate(table_to_dict(table)["columns"]):
            match = columns[row] if row < len(columns) else {}
            for name in column.keys() | match.keys():
                if column.get(name) != match.get(name):
                    yield table.name, column["name"], name
