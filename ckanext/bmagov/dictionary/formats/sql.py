"""Dictionaries as SQL: `CREATE TABLE` for PostgreSQL, MySQL, Oracle and SQL Server, comments included.

A database has no place for units, sources or personal data: what is lost is told by who writes.
"""

from __future__ import annotations

import io
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.table import detect_encoding
from ckanext.bmagov.dictionary.domain.types import TYPES
from ckanext.bmagov.dictionary.formats.overlay import finish
from ckanext.bmagov.dictionary.formats.registry import (
    DictionaryFileError,
    DictionaryFormat,
    Read,
    ReadOptions,
    WriteOptions,
    dictionary_format,
)
from ckanext.bmagov.dictionary.formats.sql_lexer import MAX_TOKENS
from ckanext.bmagov.dictionary.formats.sql_reader import read_sql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, Table

_CREATE: Final = re.compile(
    rb"\bCREATE\s+(?:(?:OR\s+REPLACE|GLOBAL|LOCAL|TEMP|TEMPORARY|UNLOGGED|EXTERNAL|FOREIGN)\s+)*TABLE\b",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,15})?")
_DAY: Final = re.compile(r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Dialect:
    """How a database writes. `types` by our type; `{size}` takes the size, `sized` is used when there is
    one.
    """

    title: str
    quote: tuple[str, str]
    types: dict[str, str]
    sized: str
    number: str
    pattern: str
    text: Callable[[str], str]
    end: str = ";"


def _plain_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _mysql_text(text: str) -> str:
    return _plain_text(text.replace("\\", "\\\\"))


def _sqlserver_text(text: str) -> str:
    return "N" + _plain_text(text)


_TEXTS: Final = ("text", "code", "email", "phone", "url", "citizen_id")

DIALECTS: Final[dict[str, Dialect]] = {
    "postgresql": Dialect(
        "PostgreSQL",
        ('"', '"'),
        {
            **dict.fromkeys(_TEXTS, "text"),
            "citizen_id": "char(13)",
            "integer": "bigint",
            "number": "numeric",
            "boolean": "boolean",
            "date": "date",
            "datetime": "timestamp",
            "time": "time",
            "year": "smallint",
            "geopoint": "point",
            "geometry": "geometry",
            "json": "jsonb",
            "binary": "bytea",
        },
        "varchar({size})",
        "numeric",
        "{name} ~ {pattern}",
        _plain_text,
    ),
    "mysql": Dialect(
        "MySQL",
        ("`", "`"),
        {
            **dict.fromkeys(_TEXTS, "text"),
            "code": "varchar(255)",
            "citizen_id": "char(13)",
            "integer": "bigint",
            "number": "decimal(38,10)",
            "boolean": "boolean",
            "date": "date",
            "datetime": "datetime",
            "time": "time",
            "year": "smallint",
            "geopoint": "point",
            "geometry": "geometry",
            "json": "json",
            "binary": "longblob",
        },
        "varchar({size})",
        "decimal",
        "{name} REGEXP {pattern}",
        _mysql_text,
    ),
    "oracle": Dialect(
        "Oracle",
        ('"', '"'),
        {
            **dict.fromkeys(_TEXTS, "varchar2(4000)"),
            "citizen_id": "char(13)",
            "integer": "number(19)",
            "number": "number",
            "boolean": "number(1)",
            "date": "date",
            "datetime": "timestamp",
            "time": "varchar2(8)",
            "year": "number(4)",
            "geopoint": "sdo_geometry",
            "geometry": "sdo_geometry",
            "json": "clob",
            "binary": "blob",
        },
        "varchar2({size} char)",
        "number",
        "regexp_like({name}, {pattern})",
        _plain_text,
    ),
    "sqlserver": Dialect(
        "SQL Server",
        ("[", "]"),
        {
            **dict.fromkeys(_TEXTS, "nvarchar(max)"),
            "citizen_id": "nchar(13)",
            "integer": "bigint",
            "number": "decimal(38,10)",
            "boolean": "bit",
            "date": "date",
            "datetime": "datetime2",
            "time": "time",
            "year": "smallint",
            "geopoint": "geography",
            "geometry": "geometry",
            "json": "nvarchar(max)",
            "binary": "varbinary(max)",
        },
        "nvarchar({size})",
        "decimal",
        "",
        _sqlserver_text,
    ),
}


@dictionary_format
class SqlFormat(DictionaryFormat):
    """The definition of tables, as databases export it."""

    name = "sql"
    label = "SQL"
    media_type = "application/sql; charset=utf-8"
    upload_ends = ("sql",)
    place = 5
    turn = 4
    dialects = tuple(DIALECTS)

    def begins_like(self, data: bytes) -> bool:
        """Look for CREATE TABLE near the start."""
        return _CREATE.search(data[:200_000].replace(b"\x00", b"")) is not None

    def read(self, data: bytes, options: ReadOptions) -> Read:
        """Read a dump or a script; whose SQL it is shows in what is written."""
        head = data[: 256 * 1024]
        guess = detect_encoding(head, complete=len(head) == len(data))
        if not guess.codec:
            raise DictionaryFileError(guess.problem, **guess.params)
        try:
            text = io.TextIOWrapper(io.BytesIO(data), encoding=guess.codec).read()
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise DictionaryFileError("FILE-ENCODING-MIXED", line=line) from error
        read = read_sql(text, math.inf if options.written else MAX_TOKENS)
        if not read.tables:
            raise DictionaryFileError("SQL-NO-TABLE")
        done = finish({"tables": read.tables}, notes=tuple(read.findings))
        return Read(
            done.dictionary, done.findings, read.lines, details={"dialect": DIALECTS[read.dialect].title}
        )

    def write(self, dictionary: Dictionary, options: WriteOptions) -> bytes:
        """Write for one database; tables that others refer to come first when they can."""
        writer = _SqlWriter(DIALECTS[options.dialect or self.dialects[0]])
        lines = [
            f"-- {item}" for item in (writer.dialect.title, *options.title.splitlines(), options.url) if item
        ]
        tables = [statement for table in dictionary.tables for statement in writer.table(table)]
        keys = [statement for table in dictionary.tables for statement in writer.foreign(table)]
        return ("\n".join((*lines, "", *tables, *keys)) + "\n").encode()

    def with_losses(self, content: bytes, lost: Mapping[str, int]) -> bytes:
        """Say in a comment what is not there."""
        listed = ", ".join(f"{name} ({count})" for name, count in lost.items())
        return f"-- not in this file: {listed}\n".encode() + content


class _SqlWriter:
    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    def name(self, name: str) -> str:
        start, end = self.dialect.quote
        return f"{start}{name.replace(end, end * 2)}{end}"

    def table(self, table: Table) -> Iterator[str]:
        lines = [self.column(column) for column in table.columns]
        if table.primary_key:
            lines.append(f"PRIMARY KEY ({', '.join(map(self.name, table.primary_key))})")
        comment = _comment(table.label_th or table.label_en, table.description)
        inline = self.dialect.title == "MySQL"
        tail = f" COMMENT={self.dialect.text(comment)}" if inline and comment else ""
        quoted_name = self.name(table.name or "data")
        yield f"CREATE TABLE {quoted_name} (\n  " + ",\n  ".join(lines) + f"\n){tail};\n"
        if not inline:
            yield from self.comments(table, comment)

    def column(self, column: Column) -> str:
        parts = [self.name(column.name), self.type(column)]
        parts += ["NOT NULL"] if column.required else []
        parts += ["UNIQUE"] if column.unique else []
        parts += [f"CHECK ({check})" for check in self.checks(column)]
        comment = _comment(column.label_th or column.label_en, column.description or column.description_en)
        if comment and self.dialect.title == "MySQL":
            parts.append(f"COMMENT {self.dialect.text(comment)}")
        return " ".join(parts)

    def type(self, column: Column) -> str:
        dialect = self.dialect
        known = column.type or "text"
        if known == "integer" and column.size:
            return f"{dialect.number}({column.size})"
        if known == "number" and column.size:
            return f"{dialect.number}({column.size},{column.decimals or 0})"
        if known in _TEXTS and known != "citizen_id" and column.size:
            return dialect.sized.format(size=column.size)
        return dialect.types[known]

    def checks(self, column: Column) -> Iterator[str]:
        name, text = self.name(column.name), self.dialect.text
        if column.allowed:
            yield f"{name} IN ({', '.join(text(item.value) for item in column.allowed)})"
        ordered = column.type and TYPES[column.type].ordered
        for sign, value in ((">=", column.minimum), ("<=", column.maximum)):
            if ordered and _NUMBER.fullmatch(value):
                yield f"{name} {sign} {value}"
            elif column.type == "date" and _DAY.fullmatch(value):
                yield f"{name} {sign} {text(value)}"
        if column.pattern and self.dialect.pattern:
            yield self.dialect.pattern.format(name=name, pattern=text(f"^(?:{column.pattern})$"))

    def foreign(self, table: Table) -> Iterator[str]:
        """Keys stand behind all tables: tables may refer to each other in a circle."""
        for column in table.columns:
            if column.references:
                other = self.name(column.references.table or table.name or "data")
                quoted_name = self.name(table.name or "data")
                yield (
                    f"ALTER TABLE {quoted_name} ADD FOREIGN KEY ({self.name(column.name)})"
                    f" REFERENCES {other} ({self.name(column.references.column)});"
                )

    def comments(self, table: Table, comment: str) -> Iterator[str]:
        quoted_name = self.name(table.name or "data")
        said = [(None, comment)] if comment else []
        said += [
            (column, text)
            for column in table.columns
            if (
                text := _comment(
                    column.label_th or column.label_en, column.description or column.description_en
                )
            )
        ]
        for column, text in said:
            if self.dialect.title == "SQL Server":
                yield self.property(table, column, text)
            elif column is None:
                yield f"COMMENT ON TABLE {quoted_name} IS {self.dialect.text(text)};"
            else:
                place = f"{quoted_name}.{self.name(column.name)}"
                yield f"COMMENT ON COLUMN {place} IS {self.dialect.text(text)};"

    def property(self, table: Table, column: Column | None, text: str) -> str:
        quoted = self.dialect.text
        place = "@level0type=N'SCHEMA', @level0name=N'dbo', @level1type=N'TABLE', "
        place += f"@level1name={quoted(table.name or 'data')}"
        if column:
            place += f", @level2type=N'COLUMN', @level2name={quoted(column.name)}"
        return f"EXEC sp_addextendedproperty @name=N'MS_Description', @value={quoted(text)}, {place};"


def _comment(label: str, description: str) -> str:
    """A label above its description; a description of several lines alone stands below an empty line."""
    if label:
        return f"{label}\n{description}"
    return f"\n{description}" if "\n" in description else description
