"""Plain data to a dictionary, with every problem named at its place.

What can be read is read, so that an editor can show it again; a caller that stores refuses the whole when
there is an error. Texts are normalised here. Rules between columns are in `checks`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeGuard

from ckanext.bmagov.access import names_level
from ckanext.bmagov.base.domain.text import (
    find_control_character,
    normalize_block,
    normalize_line,
    to_arabic_digits,
)
from ckanext.bmagov.dictionary.domain.spec import (
    ATTRIBUTES,
    COUNTS,
    FLAGS,
    TEXTS,
    Allowed,
    Column,
    Dictionary,
    Reference,
    Table,
)
from ckanext.bmagov.dictionary.domain.types import BOOLEANS, nearest_types, resolve_type

MAX_COLUMNS: Final = 20_000
MAX_TABLES: Final = 1_000
MAX_ALLOWED: Final = 5_000
LONGEST: Final = 5_000
"""Characters of a description."""

LONGEST_LINE: Final = 500
LONGEST_NAME: Final = 10_000
"""Characters of the name of a column: what a file may have, a dictionary can describe."""

BLOCKS: Final = ("description", "description_en")
NAMES: Final = ("name", "references")
EXACT: Final = ("pattern", "example")
"""Kept as written but for the blanks around: an invisible character may be what they are about."""

LEVEL: Final = "classification"
"""The attribute of a column that keeps its level."""

TABLE_TEXTS: Final = ("name", "label_th", "label_en", "description")


@dataclass(frozen=True)
class Finding:
    """A problem and its place. `table` is a name, `row` counts columns within it from 1 (0: the table
    itself).
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    table: str = ""
    row: int = 0
    field: str = ""
    warning: bool = False


@dataclass(frozen=True)
class Parsed:
    """What was read, and what is wrong with it."""

    dictionary: Dictionary
    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return the findings that forbid to store it."""
        return tuple(finding for finding in self.findings if not finding.warning)


def parse_dictionary(raw: object) -> Parsed:
    """Read `{"tables": [{"name": ..., "columns": [...]}]}`, `{"columns": [...]}` or a list of columns.

    Columns that stand without tables may name theirs in `table`. Codes: `DICT-FORMAT`, `KEY-UNKNOWN` (`key`),
    `LEVEL-KEY` (`key`, `right`: a level under a name that is not the field's),
    `TEXT-EXPECTED`, `TEXT-CONTROL-CHAR` (`position`, `character`), `TEXT-LENGTH` (`length`, `limit`),
    `FLAG-EXPECTED`, `COUNT-EXPECTED`, `TYPE-UNKNOWN` (`typed`, `nearest`), `REFERENCE-FORMAT` (`typed`),
    `LIST-EXPECTED`, `LIMIT-EXCEEDED` (`limit`).
    """
    reader = _DictionaryReader()
    tables = reader.tables(raw)
    return Parsed(Dictionary(tuple(tables)), tuple(reader.findings))


def parse_column(raw: object) -> tuple[Column | None, tuple[Finding, ...]]:
    """Read one column."""
    reader = _DictionaryReader()
    column = reader.column(raw)
    return column, tuple(reader.findings)


class _DictionaryReader:
    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.place = ("", 0)

    def say(self, code: str, field: str = "", /, **params: Any) -> None:
        table, row = self.place
        self.findings.append(Finding(code, params, table, row, field))

    # the whole

    def tables(self, raw: object) -> list[Table]:
        if isinstance(raw, Mapping) and "tables" in raw and _is_list(raw["tables"]):
            self.unknown(raw, ("tables",))
            return self.listed_tables(raw["tables"])
        columns = raw.get("columns") if isinstance(raw, Mapping) else raw
        if not _is_list(columns):
            self.say("DICT-FORMAT")
            return []
        if isinstance(raw, Mapping):
            return [] if not columns and not set(raw) - {"columns"} else self.flat(raw, columns)
        return self.flat({}, columns)

    def listed_tables(self, raw: Sequence[Any]) -> list[Table]:
        if len(raw) > MAX_TABLES:
            self.say("LIMIT-EXCEEDED", "tables", limit=MAX_TABLES)
            raw = raw[:MAX_TABLES]
        tables: list[Table] = []
        for item in raw:
            self.place = ("", 0)
            if not isinstance(item, Mapping):
                self.say("DICT-FORMAT")
                continue
            self.unknown(item, (*TABLE_TEXTS, "columns"))
            columns = item.get("columns") or []
            if not _is_list(columns):
                self.say("LIST-EXPECTED", "columns")
                columns = []
            tables.append(self.table(item, columns))
        return tables

    def flat(self, raw: Mapping[Any, Any], columns: Sequence[Any]) -> list[Table]:
        """Columns that name their table themselves; tables stand in the order in which they are met."""
        self.unknown(raw, (*TABLE_TEXTS, "columns"))
        by_table: dict[str, list[Any]] = {}
        for item in columns:
            table_name = item.get("table") if isinstance(item, Mapping) else ""
            name = normalize_line(table_name) if isinstance(table_name, str) else ""
            taken = isinstance(item, Mapping) and (table_name is None or isinstance(table_name, str))
            plain = {key: value for key, value in item.items() if key != "table"} if taken else item
            by_table.setdefault(name, []).append(plain)
        texts = {key: value for key, value in raw.items() if key != "columns"}
        return [
            self.table({**texts, "name": name or texts.get("name")}, items)
            for name, items in by_table.items()
        ]

    def table(self, raw: Mapping[Any, Any], columns: Sequence[Any]) -> Table:
        texts = {name: self.text(name, raw[name]) for name in TABLE_TEXTS if raw.get(name) is not None}
        if len(columns) > MAX_COLUMNS:
            self.place = (texts.get("name", ""), 0)
            self.say("LIMIT-EXCEEDED", "columns", limit=MAX_COLUMNS)
            columns = columns[:MAX_COLUMNS]
        read: list[Column] = []
        for row, item in enumerate(columns, 1):
            self.place = (texts.get("name", ""), row)
            column = self.column(item)
            if column is not None:
                read.append(column)
        return Table(columns=tuple(read), **texts)

    # one column

    def column(self, raw: object) -> Column | None:
        if not isinstance(raw, Mapping):
            self.say("DICT-FORMAT")
            return None
        self.unknown(raw, ATTRIBUTES)
        given = {key: value for key, value in raw.items() if value is not None}
        column = Column(name=self.text("name", given.get("name", "")))
        changes: dict[str, Any] = {name: self.text(name, given[name]) for name in TEXTS if name in given}
        changes |= {name: self.flag(name, given[name]) for name in FLAGS if name in given}
        changes |= {name: self.count(name, given[name]) for name in COUNTS if name in given}
        if "references" in given:
            changes["references"] = self.reference(given["references"])
        if "allowed" in given:
            changes["allowed"] = self.allowed(given["allowed"])
        if "missing" in given:
            changes["missing"] = self.texts("missing", given["missing"])
        return self.typed(replace(column, **changes))

    def typed(self, column: Column) -> Column:
        """Put the type by its own name; a size within it counts when none is given beside it."""
        if not column.type:
            return column
        result = resolve_type(column.type)
        if result is None:
            self.say("TYPE-UNKNOWN", "type", typed=column.type[:60], nearest=nearest_types(column.type))
            return replace(column, type="")
        return replace(
            column,
            type=result.type.name,
            size=result.size if column.size is None else column.size,
            decimals=result.decimals if column.decimals is None else column.decimals,
        )

    def unknown(self, raw: Mapping[Any, Any], known: Sequence[str]) -> None:
        for key in raw:
            if key not in known:
                typed = str(key)[:60]
                if names_level(key):
                    self.say("LEVEL-KEY", typed, key=typed, right=LEVEL)
                else:
                    self.say("KEY-UNKNOWN", typed, key=typed)

    def text(self, name: str, value: object) -> str:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.say("TEXT-EXPECTED", name)
            return ""
        typed = str(value)
        control = find_control_character(typed)
        if control:
            self.say("TEXT-CONTROL-CHAR", name, position=control.position, character=control.code)
            return ""
        limit = LONGEST if name in BLOCKS else LONGEST_NAME if name in NAMES else LONGEST_LINE
        if len(typed) > limit:
            self.say("TEXT-LENGTH", name, length=len(typed), limit=limit)
            return ""
        if name in BLOCKS:
            return normalize_block(typed)
        return typed.strip() if name in EXACT else normalize_line(typed)

    def flag(self, name: str, value: object) -> bool:
        if isinstance(value, bool):
            return value
        known = BOOLEANS.get(to_arabic_digits(normalize_line(str(value))).casefold())
        if known is None and value != "":
            self.say("FLAG-EXPECTED", name, typed=str(value)[:60])
        return bool(known)

    def count(self, name: str, value: object) -> int | None:
        if value == "":
            return None
        digits = to_arabic_digits(str(value)).strip()
        if isinstance(value, bool) or not digits.isascii() or not digits.isdigit() or len(digits) > 9:
            self.say("COUNT-EXPECTED", name, typed=str(value)[:60])
            return None
        return int(digits)

    def reference(self, value: object) -> Reference | None:
        if isinstance(value, Mapping):
            names = [value.get("table", ""), value.get("column", "")]
            table, column = (normalize_line(name) if isinstance(name, str) else "" for name in names)
            result = Reference(table, column) if column else None
        else:
            text = self.text("references", value)
            if not text:
                return None
            result = Reference.parse(text)
        if result is None:
            self.say("REFERENCE-FORMAT", "references", typed=str(value)[:60])
        return result

    def texts(self, name: str, value: object) -> tuple[str, ...]:
        if not _is_list(value):
            self.say("LIST-EXPECTED", name)
            return ()
        read = (self.text(name, item) for item in value)
        return tuple(dict.fromkeys(text for text in read if text))

    def allowed(self, value: object) -> tuple[Allowed, ...]:
        if not _is_list(value):
            self.say("LIST-EXPECTED", "allowed")
            return ()
        if len(value) > MAX_ALLOWED:
            self.say("LIMIT-EXCEEDED", "allowed", limit=MAX_ALLOWED)
            return ()
        read: list[Allowed] = []
        for item in value:
            parts = item if isinstance(item, Mapping) else {"value": item}
            if set(parts) - {"value", "label_th", "label_en"}:
                self.say("KEY-UNKNOWN", "allowed", key=str(min(map(str, parts)))[:60])
                continue
            texts = {key: self.text("allowed", text) for key, text in parts.items() if text is not None}
            if texts.get("value"):
                read.append(Allowed(**texts))
        return tuple(read)


def _is_list(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)
