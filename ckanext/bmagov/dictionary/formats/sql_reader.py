"""`CREATE TABLE` and what stands around it, as plain data of a dictionary."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.dictionary.domain.reading import Finding
from ckanext.bmagov.dictionary.domain.registry import resolve_type
from ckanext.bmagov.dictionary.domain.spec import Reference
from ckanext.bmagov.dictionary.formats import sql_alter
from ckanext.bmagov.dictionary.formats.registry import DictionaryFileError
from ckanext.bmagov.dictionary.formats.sql_check import read_check
from ckanext.bmagov.dictionary.formats.sql_lexer import (
    MAX_TOKENS,
    Token,
    dialect_of,
    inside,
    parts,
    statements,
    tokens,
)
from ckanext.bmagov.dictionary.formats.sql_table import SqlTable
from ckanext.bmagov.dictionary.formats.table_schema import is_thai

if TYPE_CHECKING:
    from collections.abc import Sequence

_CONSTRAINTS: Final = frozenset(
    ("NOT", "NULL", "PRIMARY", "UNIQUE", "DEFAULT", "CHECK", "REFERENCES", "COMMENT", "AUTO_INCREMENT",
     "COLLATE", "GENERATED", "IDENTITY", "CONSTRAINT", "CHARSET", "ON", "ENABLE", "DISABLE", "INVISIBLE",
     "VISIBLE",
      "AS", "ENCODE", "KEY", "STORAGE", "COMPRESSION", "SPARSE", "ROWGUIDCOL", "VIRTUAL", "STORED",
     "DEFERRABLE", "INITIALLY", "MATCH", "USING", "SORTKEY", "DISTKEY", "FOREIGN", "OPTIONS", "AUTOINCREMENT")
)  # fmt: skip
TABLE_STARTS: Final = frozenset(
    ("PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "CONSTRAINT", "KEY", "INDEX", "FULLTEXT", "SPATIAL", "EXCLUDE",
     "LIKE", "PERIOD", "SUPPLEMENTAL")
)  # fmt: skip
LONGEST_LABEL: Final = 200
MAX_INHERITED: Final = 20_000
"""Columns that tables take from others, in a whole file."""
_DROPS: Final = frozenset(("IF", "EXISTS", "CASCADE", "CONSTRAINTS", "PURGE", "RESTRICT"))
_NOT_INHERITED: Final = frozenset(("primary_key", "unique", "references"))


@dataclass
class SqlRead:
    """Plain data, with the line of each column."""

    tables: list[dict[str, Any]]
    lines: dict[tuple[str, int], int]
    findings: list[Finding]
    dialect: str


def read_sql(text: str, most: float = MAX_TOKENS) -> SqlRead:
    """Read every statement that says something about a table; others are passed over."""
    dialect = dialect_of(text)
    reader = SqlReader(dialect)
    for statement in statements(tokens(text, dialect, most)):
        reader.statement(statement)
    reader.finish()
    tables = [
        {"name": table.name, **table.texts, "columns": table.columns} for table in reader.tables.values()
    ]
    lines = {
        (table.name, number): line
        for table in reader.tables.values()
        for number, line in enumerate(table.lines, 1)
    }
    return SqlRead(tables, lines, reader.findings, dialect)


class SqlReader:
    """What was read so far."""

    def __init__(self, dialect: str = "") -> None:
        self.dialect = dialect
        self.tables: dict[str, SqlTable] = {}
        self.folded: dict[str, SqlTable] = {}
        self.enums: dict[str, list[str]] = {}
        self.domains: dict[str, str] = {}
        self.partitions: set[str] = set()
        self.inherited = 0
        self.findings: list[Finding] = []

    def statement(self, statement: Sequence[Token]) -> None:
        """Take what a statement says; most say nothing of columns."""
        plain = [token for token in statement if token.kind != "comment"]
        if plain and plain[0].key in ("IF", "BEGIN"):  # SQL Server: a table within a block
            statement, plain = _block(statement), _block(plain)
        keys = [token.key for token in plain[:12]]
        if keys[:1] == ["CREATE"] and "TABLE" in keys[1:5] and "VIRTUAL" not in keys[1:3]:
            self.create(statement)
        elif keys[:2] == ["DROP", "TABLE"]:
            self.drop_listed(plain[2:])
        elif keys[:2] == ["CREATE", "TYPE"] and "ENUM" in keys:
            start = keys.index("ENUM")
            self.enums[_last_name(plain[2 : start - 1])] = [
                t.text for t in plain[start:] if t.kind == "string"
            ]
        elif keys[:2] in (["CREATE", "DOMAIN"], ["CREATE", "TYPE"]) and {"AS", "FROM"} & set(keys[2:7]):
            self.domain(plain)
        elif keys[:2] == ["CREATE", "UNIQUE"] and "INDEX" in keys[2:4]:
            self.unique_index(plain)
        elif keys[:2] == ["ALTER", "TABLE"]:
            sql_alter.alter(self, plain)
        elif keys[:2] == ["COMMENT", "ON"]:
            self.comment(plain)
        elif any(token.text.lower().endswith("sp_addextendedproperty") for token in plain[:8]):
            self.extended_property(plain)

    def domain(self, plain: Sequence[Token]) -> None:
        """`CREATE DOMAIN ... AS text`, `CREATE TYPE ... FROM varchar(13)`: another name of a type."""
        start = next(n for n, token in enumerate(plain) if token.key in ("AS", "FROM"))
        written, _, values = _type(plain[start:])
        if values is None and resolve_type(written):
            self.domains[_last_name(plain[2:start])] = written

    # tables

    def create(self, statement: Sequence[Token]) -> None:
        """`CREATE TABLE`."""
        start = next((n for n, token in enumerate(statement) if token.key == "("), None)
        keys = [token.key for token in statement[:start]]
        if start is None:
            return
        if "PARTITION" in keys and "OF" in keys:
            self.partitions.add(_last_name(_plain(statement[: keys.index("PARTITION")])))
            return
        name = _last_name([t for t in statement[:start] if t.kind != "comment"])
        body, end = inside(statement, start)
        table = SqlTable(name, statement[start].line)
        options = _plain(statement[end:])
        if options and options[0].key == "INHERITS":
            self.inherit(table, inside(options, 1)[0])
        self.tables[name] = table
        self.folded[name.casefold()] = table
        self.define(table, body)
        self.options(table, options)

    def options(self, table: SqlTable, options: Sequence[Token]) -> None:
        """Take what stands behind the columns of a table: its comment, and columns that Hive parts it by."""
        for position, token in enumerate(options):
            following = options[position + 1 : position + 3]
            if token.key == "COMMENT":
                table.texts |= _texts(next((t.text for t in following if t.kind == "string"), ""))
            elif token.key == "PARTITIONED" and [item.key for item in following] == ["BY", "("]:
                body, _ = inside(options, position + 2)
                typed = [part for part in parts(body) if len(part) > 1 and part[0].kind != "sign"]
                for part in typed:
                    if part[1].kind == "word" and resolve_type(part[1].text):
                        self.column(table, part, part)

    def inherit(self, table: SqlTable, parents: Sequence[Token]) -> None:
        """Give a table the columns of those it inherits from; keys are not inherited."""
        for part in parts(parents):
            parent = self.table(_last_name(part))
            self.inherited += len(parent.columns) if parent else 0
            if self.inherited > MAX_INHERITED:
                raise DictionaryFileError("SQL-LIMIT", limit=MAX_INHERITED)
            for column in parent.columns if parent else ():
                kept = {key: value for key, value in column.items() if key not in _NOT_INHERITED}
                if parent and table.column(column["name"]) is None:
                    table.add(kept, table.line)

    def drop_listed(self, plain: Sequence[Token]) -> None:
        """`DROP TABLE IF EXISTS a, b CASCADE`."""
        for part in parts([token for token in plain if token.key not in _DROPS]):
            self.drop(_last_name(part))

    def drop(self, name: str) -> None:
        """Take a table away: some tools write one first that stands for a view."""
        table = self.table(name)
        if table is not None:
            del self.tables[table.name]
            self.folded.pop(table.name.casefold(), None)

    def define(self, table: SqlTable, body: Sequence[Token]) -> None:
        """Columns, then rules, as they stand within brackets."""
        definitions = [(part, _plain(part)) for part in parts(body)]
        for part, plain in definitions:
            if is_column(plain):
                self.column(table, part, plain)
        for _, plain in definitions:
            if not is_column(plain):
                self.constraint(table, plain)

    def column(self, table: SqlTable, part: Sequence[Token], plain: Sequence[Token]) -> None:
        """Add a column as it is defined."""
        column: dict[str, Any] = {"name": plain[0].text}
        table.add(column, plain[0].line)
        written, position, values = _type(plain)
        if values is not None:
            column["allowed"] = values
        known = self.enums.get(written.rpartition(".")[2])
        if known is not None:
            column["allowed"] = known
            column["type"] = "code"
        elif values is not None:
            column["type"] = "code"
        elif written:
            column["type"] = self.type_of(written)
        self.column_constraints(table, column, plain, position)
        comment = next((token.text for token in part if token.kind == "comment" and token.text), "")
        if comment and "description" not in column and "description_en" not in column:
            column |= _texts(comment)

    def type_of(self, written: str) -> str:
        """A type by a name that says what it is: without its schema, and not as this database calls it."""
        short = written if resolve_type(written) else written.partition(".")[2]
        if self.dialect == "sqlserver" and written.lower() == "timestamp":
            return "rowversion"  # no time there, whatever its name says
        return self.domains.get(written.rpartition(".")[2], short if resolve_type(short) else written)

    def alone(self, table: SqlTable, plain: Sequence[Token]) -> dict[str, Any]:
        """Return a column as a definition has it, apart from those of the table."""
        apart = SqlTable(table.name, table.line)
        self.column(apart, plain, plain)
        return apart.columns[0]

    def rename(self, table: SqlTable, name: str) -> None:
        """Give a table another name; its place stays."""
        self.tables = {name if known is table else key: known for key, known in self.tables.items()}
        table.name = name
        self.folded = {}
        for key, known in self.tables.items():
            self.folded.setdefault(key.casefold(), known)

    def is_column(self, plain: Sequence[Token]) -> bool:
        """As the function."""
        return is_column(plain)

    def texts(self, comment: str) -> dict[str, str]:
        """Return a comment as label and description."""
        return _texts(comment)

    def column_constraints(
        self, table: SqlTable, column: dict[str, Any], plain: Sequence[Token], position: int
    ) -> None:
        """What stands behind the type of a column."""
        while position < len(plain):
            key = plain[position].key
            following = plain[position + 1].key if position + 1 < len(plain) else ""
            if key == "NOT" and following == "NULL":
                column["required"] = True
            elif key == "PRIMARY":
                column["primary_key"] = True
            elif key == "UNIQUE":
                column["unique"] = True
            elif key == "COMMENT" and position + 1 < len(plain) and plain[position + 1].kind == "string":
                column |= _texts(plain[position + 1].text)
            elif key == "REFERENCES":
                other, targets, position = _reference(plain, position + 1)
                column["references"] = (other, targets[0] if targets else "")
                continue
            elif key == "CHECK" and following == "(":
                body, position = inside(plain, position + 1)
                self.check(table, body)
                continue
            elif key == "(":
                _, position = inside(plain, position)
                continue
            position += 1

    def constraint(self, table: SqlTable, plain: Sequence[Token]) -> None:
        """A rule of the whole table, also as `ALTER TABLE ... ADD` gives it."""
        if plain[0].key == "CONSTRAINT":
            plain = plain[2:]
        brackets = next((n for n, token in enumerate(plain) if token.key == "("), None)
        if not plain or brackets is None:
            return
        key = plain[0].key
        body, end = inside(plain, brackets)
        names = [_first_name(part) for part in parts(body)]
        if key != "CHECK" and any(map(_is_expression, parts(body))):
            return
        if key == "PRIMARY":
            for name in names:
                self.set(table, name, "primary_key", True)
        elif key == "UNIQUE" and len(names) == 1:
            self.set(table, names[0], "unique", True)
        elif key == "UNIQUE":
            self.tell("SQL-UNIQUE-COMPOSITE", table, columns=", ".join(names)[:200])
        elif key == "FOREIGN":
            self.foreign(table, names, plain[end:])
        elif key == "CHECK":
            self.check(table, body)

    def foreign(self, table: SqlTable, names: Sequence[str], rest: Sequence[Token]) -> None:
        """A key into another table."""
        start = next((n for n, token in enumerate(rest) if token.key == "REFERENCES"), None)
        if start is None:
            return
        other, targets, _ = _reference(rest, start + 1)
        for number, name in enumerate(names):
            target = targets[number] if number < len(targets) else ""
            self.set(table, name, "references", (other, target))
        if len(names) > 1:
            self.tell("REFERENCE-COMPOSITE", table, columns=", ".join(names)[:200])

    def check(self, table: SqlTable, body: Sequence[Token]) -> None:
        """A rule for values."""
        read = read_check(body)
        if read is None:
            text = " ".join(token.text for token in body)[:60]
            self.tell("SQL-CHECK", table, text=text)
            return
        for name, changes in read.items():
            column = table.column(name)
            if column is not None:
                column |= changes

    def set(self, table: SqlTable, name: str, attribute: str, value: Any) -> None:
        """Give a column an attribute."""
        column = table.column(name)
        if column is None:
            self.tell("KEY-COLUMN-UNKNOWN", table, name=name[:60])
        else:
            column[attribute] = value

    def tell(self, code: str, table: SqlTable, **params: Any) -> None:
        """Warn of what was left out."""
        self.findings.append(Finding(code, params, table.name, warning=True))

    # what stands outside of CREATE TABLE

    def table(self, name: str) -> SqlTable | None:
        """Return the table of this name, as databases compare names."""
        return self.tables.get(name) or self.folded.get(name.casefold())

    def unique_index(self, plain: Sequence[Token]) -> None:
        """An index that lets each value stand once."""
        on = next((n for n, token in enumerate(plain) if token.key == "ON"), None)
        start = next((n for n, token in enumerate(plain) if token.key == "("), None)
        if on is None or start is None or any(token.key == "WHERE" for token in plain):
            return
        table = self.table(_last_name([t for t in plain[on + 1 : start] if t.key not in ("USING", "BTREE")]))
        body, _ = inside(plain, start)
        names = [_first_name(part) for part in parts(body) if not _is_expression(part)]
        if table and len(parts(body)) == len(names) == 1 and table.column(names[0]):
            self.set(table, names[0], "unique", True)

    def comment(self, plain: Sequence[Token]) -> None:
        """`COMMENT ON`."""
        at = next((n for n, token in enumerate(plain) if token.key == "IS"), len(plain))
        names = [token.text for token in plain[3:at] if token.kind in ("word", "name")]
        text = plain[at + 1].text if at + 1 < len(plain) and plain[at + 1].kind == "string" else ""
        if plain[2].key == "TABLE" and names and (table := self.table(names[-1])):
            table.texts |= _texts(text)
        elif plain[2].key == "COLUMN" and len(names) > 1 and (table := self.table(names[-2])):
            column = table.column(names[-1])
            if column is not None:
                column |= _texts(text)

    def extended_property(self, plain: Sequence[Token]) -> None:
        """SQL Server's comments; parameters by name or by place."""
        parameters = {
            plain[n].text.lower(): plain[n + 2].text
            for n in range(len(plain) - 2)
            if plain[n].text.startswith("@") and plain[n + 1].key == "="
        }
        strings = [token.text for token in plain if token.kind == "string"]
        text = parameters.get("@value", strings[1] if not parameters and len(strings) > 1 else "")
        places = dict(zip(strings[2::2], strings[3::2], strict=False)) if not parameters else {}
        table = self.table(parameters.get("@level1name", places.get("TABLE", "")))
        name = parameters.get("@level2name", places.get("COLUMN", ""))
        if table and name:
            column = table.column(name)
            if column is not None:
                column |= _texts(text)
        elif table:
            table.texts |= _texts(text)

    def finish(self) -> None:
        """Name the columns that references mean."""
        keys = {id(table): table.key() for table in self.tables.values()}
        for table in self.tables.values():
            for column in table.columns:
                if isinstance(column.get("references"), tuple):
                    self.refer(table, column, keys)

    def refer(self, table: SqlTable, column: dict[str, Any], keys: dict[int, str]) -> None:
        """Name the column that a reference means."""
        name, target = column.pop("references")
        other = self.table(name)
        if not target and other:
            target = keys[id(other)]
        if target:
            same = other is table
            column["references"] = str(Reference("" if same else (other.name if other else name), target))


def _plain(part: Sequence[Token]) -> list[Token]:
    return [token for token in part if token.kind != "comment"]


def is_column(plain: Sequence[Token]) -> bool:
    """Tell whether this defines a column and no rule.

    A column may be called as a rule begins (`key text`): then a type follows, and no bracket.
    """
    if plain[0].kind == "name" or plain[0].key not in TABLE_STARTS:
        return True
    following = plain[1] if len(plain) > 1 else None
    if plain[0].key not in ("KEY", "INDEX", "PERIOD", "LIKE", "CHECK", "UNIQUE") or following is None:
        return False
    if following.kind != "word" or resolve_type(following.text) is None:
        return False
    bracket = next((n for n, token in enumerate(plain) if token.key == "("), None)
    return bracket is None or (bracket > 1 and plain[bracket + 1 : bracket + 2][0].kind == "number")


def _is_expression(part: Sequence[Token]) -> bool:
    """Tell whether a place of a key is calculated (`lower(name)`) and no column; `name(10)` is one."""
    if part[0].key == "(":
        return True
    return len(part) > 2 and part[1].key == "(" and part[2].kind != "number"


def _block(statement: Sequence[Token]) -> Sequence[Token]:
    """Return what begins with the first `CREATE TABLE` of a block."""
    keys = [token.key for token in statement]
    starts = (n for n in range(len(keys) - 1) if keys[n : n + 2] == ["CREATE", "TABLE"])
    return statement[next(starts, 0) :]


def _last_name(plain: Sequence[Token]) -> str:
    names = [token.text for token in plain if token.kind in ("word", "name")]
    return names[-1] if names else ""


def _first_name(part: Sequence[Token]) -> str:
    return next((token.text for token in part if token.kind in ("word", "name")), "")


def _type(plain: Sequence[Token]) -> tuple[str, int, list[str] | None]:
    """Return the type as it is written, the place behind it, and the values of an enumeration."""
    words: list[str] = []
    position = 1
    while position < len(plain):
        token = plain[position]
        if token.key in _CONSTRAINTS or (
            token.key == "CHARACTER" and words and _next(plain, position) == "SET"
        ):
            break
        if token.key == "(":
            body, position = inside(plain, position)
            if words and words[-1].upper() in ("ENUM", "SET"):
                return words[-1], position, [item.text for item in body if item.kind == "string"]
            words.append("(" + "".join(_sized(body)) + ")")
            continue
        if token.kind == "string":
            break
        words.append(token.text if token.kind != "sign" or token.text != "." else ".")
        position += 1
    written = (
        re.sub(r"\s*\.\s*", ".", " ".join(words)).replace(" (", "(").replace(" []", "[]").replace("[ ]", "[]")
    )
    return re.sub(r"\s+(?:zerofill|binary)$", "", written, flags=re.IGNORECASE), position, None


def _next(plain: Sequence[Token], position: int) -> str:
    return plain[position + 1].key if position + 1 < len(plain) else ""


def _sized(body: Sequence[Token]) -> list[str]:
    """Return the numbers of a size; Oracle's `100 CHAR` is 100."""
    return [token.text for token in body if token.key not in ("CHAR", "BYTE")]


def _reference(plain: Sequence[Token], position: int) -> tuple[str, list[str], int]:
    """Return the table after REFERENCES, its columns if named, and the place behind them."""
    names: list[str] = []
    while position < len(plain) and (plain[position].kind in ("word", "name") or plain[position].key == "."):
        if plain[position].key in _CONSTRAINTS and (not names or plain[position - 1].key != "."):
            break
        if plain[position].key != ".":
            if names and plain[position - 1].key != ".":
                break
            names.append(plain[position].text)
        position += 1
    if position < len(plain) and plain[position].key == "(":
        body, position = inside(plain, position)
        return names[-1] if names else "", [_first_name(part) for part in parts(body)], position
    return names[-1] if names else "", [], position


def _texts(comment: str) -> dict[str, str]:
    """Return a comment: a short first line above others is the label, the rest the description."""
    first, line_break, rest = comment.partition("\n")
    if not line_break:
        return {"description": comment.strip()} if comment.strip() else {}
    if len(first) > LONGEST_LABEL:
        return {"description": comment.strip()}
    said: dict[str, str] = {}
    if first.strip():
        said["label_th" if is_thai(first) else "label_en"] = first.strip()
    if rest.strip():
        said["description"] = rest.strip()
    return said
