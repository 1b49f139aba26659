"""What a data dictionary is: tables, their columns, and what is said about each column.

Everything is optional but the name of a column; the standard's minimum is name, type and description. Plain
dicts go out by :func:`to_dict` and come in by `reading.parse_dictionary`; both ways nothing is lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckanext.bmagov.dictionary.domain.answers import ColumnAnswer, TableAnswer, TablesAnswer

_THAI: Final = re.compile("[ก-๙]")
MINIMUM: Final[tuple[str, ...]] = ("name", "type", "description")
"""What the standard asks of every column."""

PERSONAL: Final = ("yes", "no")

PERSONAL_KINDS: Final = (
    *("name", "citizen_id", "passport", "phone", "email", "address", "birth_date", "photo", "account"),
    *(
        "location",
        "health",
        "disability",
        "religion",
        "race",
        "politics",
        "sexual",
        "criminal",
        "genetic",
        "biometric",
        "union",
        "other",
    ),
)
"""Kinds of personal data; those from `health` to `union` are the sensitive ones of PDPA section 26."""

SENSITIVE_KINDS: Final = frozenset(PERSONAL_KINDS[PERSONAL_KINDS.index("health") : -1])

_PLAIN_PART: Final = re.compile(r'[^."\s][^."]*(?<!\s)')


@dataclass(frozen=True)
class Reference:
    """A column of a table of the same dictionary; an empty `table` is the table of the referring column."""

    table: str
    column: str

    def __str__(self) -> str:
        """Return `table.column`; names with dots or quotes stand in double quotes."""
        column = _quoted(self.column)
        return f"{_quoted(self.table)}.{column}" if self.table else column

    @classmethod
    def parse(cls, text: str) -> Reference | None:
        """Read `table.column` or `column`; none when it is neither."""
        parts = re.findall(r'"(?:[^"]|"")*"|[^."]+|[."]', text.strip())
        names = [part for part in parts if part != "."]
        if parts[1::2] != ["."] * (len(names) - 1) or len(names) not in (1, 2) or '"' in names:
            return None
        plain = [_unquoted(name) for name in names]
        if not all(plain):
            return None
        return cls(plain[0], plain[1]) if len(plain) == 2 else cls("", plain[0])


def _quoted(name: str) -> str:
    return name if _PLAIN_PART.fullmatch(name) else '"' + name.replace('"', '""') + '"'


def _unquoted(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name.strip()


@dataclass(frozen=True)
class Allowed:
    """One of the values that a column may have."""

    value: str
    label_th: str = ""
    label_en: str = ""


@dataclass(frozen=True)
class Column:
    """What is said about one column.

    `size` is the most characters of a text or the most digits of a number, `decimals` the most digits after
    its point. `minimum` and `maximum` are written as values of the column are. `codelist` names a code list
    of the catalog and stands instead of `allowed`. `missing` are the values that mean "no value", as `-`; an
    empty cell always does. `personal` is `yes`, `no`, or empty when nobody has said.
    """

    name: str
    label_th: str = ""
    label_en: str = ""
    type: str = ""
    size: int | None = None
    decimals: int | None = None
    required: bool = False
    unique: bool = False
    primary_key: bool = False
    references: Reference | None = None
    description: str = ""
    description_en: str = ""
    allowed: tuple[Allowed, ...] = ()
    codelist: str = ""
    pattern: str = ""
    minimum: str = ""
    maximum: str = ""
    unit: str = ""
    example: str = ""
    source: str = ""
    personal: str = ""
    personal_kind: str = ""
    classification: str = ""
    missing: tuple[str, ...] = ()
    date_format: str = ""
    era: str = ""

    def label(self, lang: str) -> str:
        """Return the label in the language, else in the other one, else the name.

        A name in Thai is as good as a label in Thai.
        """
        thai = self.label_th or (self.name if _THAI.search(self.name) else "")
        labels = (thai, self.label_en) if lang == "th" else (self.label_en, thai)
        return next((label for label in labels if label), self.name)


@dataclass(frozen=True)
class Table:
    """One table; `name` may be empty when it is the only one."""

    name: str = ""
    label_th: str = ""
    label_en: str = ""
    description: str = ""
    columns: tuple[Column, ...] = ()

    @property
    def primary_key(self) -> tuple[str, ...]:
        """Return the names of the columns that make the key, in order."""
        return tuple(column.name for column in self.columns if column.primary_key)


@dataclass(frozen=True)
class Dictionary:
    """The dictionary of a resource."""

    tables: tuple[Table, ...] = ()

    @property
    def columns(self) -> Iterator[tuple[Table, Column]]:
        """Return every column with its table, in order."""
        return ((table, column) for table in self.tables for column in table.columns)

    def table(self, name: str) -> Table | None:
        """Return the table of this name, or none."""
        return next((table for table in self.tables if table.name == name), None)


@dataclass(frozen=True)
class Completeness:
    """How much of the standard's minimum is there; `missing` counts columns by attribute."""

    columns: int
    complete: int
    missing: dict[str, int] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Complete columns, 0 to 1; 0 without columns."""
        return self.complete / self.columns if self.columns else 0.0


TEXTS: Final = tuple(item.name for item in fields(Column) if item.default == "" or item.name == "name")
FLAGS: Final = ("required", "unique", "primary_key")
COUNTS: Final = ("size", "decimals")
ATTRIBUTES: Final = tuple(item.name for item in fields(Column))
"""Every attribute of a column, in the order in which they are shown."""


def missing_minimum(column: Column) -> tuple[str, ...]:
    """Which of the standard's minimum a column lacks. A label is no description; one language is enough."""
    lacking = [name for name in MINIMUM if not getattr(column, name)]
    if "description" in lacking and column.description_en:
        lacking.remove("description")
    return tuple(lacking)


def completeness(dictionary: Dictionary) -> Completeness:
    """Count the columns that have the standard's minimum."""
    missing: dict[str, int] = dict.fromkeys(MINIMUM, 0)
    total = complete = 0
    for _, column in dictionary.columns:
        lacking = missing_minimum(column)
        total += 1
        complete += not lacking
        for name in lacking:
            missing[name] += 1
    return Completeness(total, complete, missing)


def to_dict(dictionary: Dictionary) -> TablesAnswer:
    """Return plain data. What was not said is left out."""
    return {"tables": [table_to_dict(table) for table in dictionary.tables]}


def table_to_dict(table: Table) -> TableAnswer:
    """Return one table as plain data."""
    texts = {name: getattr(table, name) for name in ("name", "label_th", "label_en", "description")}
    plain: TableAnswer = {"columns": [column_to_dict(column) for column in table.columns]}
    return cast("TableAnswer", {**{name: text for name, text in texts.items() if text}, **plain})


def column_to_dict(column: Column) -> ColumnAnswer:
    """Return one column as plain data."""
    plain: dict[str, Any] = {}
    for item in fields(column):
        value = getattr(column, item.name)
        if value != item.default:
            plain[item.name] = _plain(value)
    return cast("ColumnAnswer", plain)


def _plain(value: Any) -> Any:
    if isinstance(value, Reference):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Allowed):
        labels = {"label_th": value.label_th, "label_en": value.label_en}
        return {"value": value.value, **{name: label for name, label in labels.items() if label}}
    return value
