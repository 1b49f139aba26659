"""`ALTER TABLE`: what it adds to a table, changes and takes away.

What means nothing to a dictionary (owners, storage, defaults) is passed over; what is not understood is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ckanext.bmagov.dictionary.domain.reading import Finding
from ckanext.bmagov.dictionary.formats.sql_lexer import Token, inside, parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckanext.bmagov.dictionary.formats.sql_reader import SqlReader
    from ckanext.bmagov.dictionary.formats.sql_table import SqlTable

_PASSED: Final = frozenset(
    ("OWNER", "ENABLE", "DISABLE", "SET", "RESET", "CLUSTER", "REPLICA", "ATTACH", "DETACH", "INHERIT",
     "VALIDATE", "ENGINE", "AUTO_INCREMENT", "CONVERT", "DEFAULT", "CHARSET", "CHARACTER", "COLLATE", "CHECK",
     "NOCHECK", "ROW_FORMAT", "FORCE", "ORDER", "PARTITION", "LOGGING", "NOLOGGING", "PARALLEL", "CACHE",
     "NOCACHE", "WITHOUT", "ALGORITHM", "LOCK", "TABLESPACE", "DISCARD", "IMPORT", "MOVE", "NO", "OF", "NOT")
)  # fmt: skip
"""How changes begin that leave columns and keys as they are."""

_NO_COLUMN: Final = frozenset(("DEFAULT", "PARTITION", "GENERATED", "IDENTITY", "SUPPLEMENTAL"))
_COLUMN_PASSED: Final = frozenset(
    ("DEFAULT", "STATISTICS", "STORAGE", "COMPRESSION", "GENERATED", "CACHE", "INCREMENT", "START",
     "MINVALUE", "MAXVALUE", "VISIBLE", "INVISIBLE")
)  # fmt: skip
_RULES: Final = frozenset(
    ("CONSTRAINT", "PRIMARY", "FOREIGN", "INDEX", "KEY", "CHECK", "UNIQUE", "DEFAULT", "PARTITION")
)
SHOWN: Final = 60


def alter(reader: SqlReader, plain: Sequence[Token]) -> None:
    """Apply a statement to the table that it names."""
    name, start = _table_name(plain)
    table = reader.table(name)
    before = ""
    for action in map(_bare_action, parts(_strip(plain[start:]))):
        key = action[0].key
        if before == "ADD" and key not in _PASSED and key not in _APPLY:
            key, rest = "ADD", action  # SQL Server: ADD a int, b int
        else:
            rest = action[1:]
        before = key
        if key == "ATTACH" and len(action) > 2 and action[1].key == "PARTITION":
            partition, _ = _table_name(action)
            reader.drop(partition)
            reader.partitions.add(partition)
        if key in _PASSED or (table is None and (key == "DROP" or name in reader.partitions)):
            continue
        if table is None or key not in _APPLY or not _APPLY[key](reader, table, rest):
            _not_understood(reader, name, action)


def _bare_action(action: Sequence[Token]) -> Sequence[Token]:
    """Without what SQL Server says before a rule: whether the rows that are there are looked at."""
    if len(action) > 2 and action[0].key == "WITH" and action[1].key in ("CHECK", "NOCHECK"):
        return action[2:]
    return action


def _not_understood(reader: SqlReader, table: str, action: Sequence[Token]) -> None:
    text = " ".join(token.text for token in action[:20])[:SHOWN]
    reader.findings.append(Finding("SQL-ALTER", {"text": text, "name": table[:SHOWN]}, warning=True))


def _table_name(plain: Sequence[Token]) -> tuple[str, int]:
    """Return the name, and where the changes begin."""
    position = 2
    while position < len(plain) and plain[position].key in ("ONLY", "IF", "EXISTS"):
        position += 1
    name = plain[position].text if position < len(plain) else ""
    position += 1
    while position + 1 < len(plain) and plain[position].key == ".":
        name, position = plain[position + 1].text, position + 2
    return name, position


def _strip(plain: Sequence[Token]) -> Sequence[Token]:
    return plain[1:] if plain and plain[0].key == "*" else plain


def _without(plain: Sequence[Token], *keys: str) -> Sequence[Token]:
    """Return what is left when words at the beginning are taken off."""
    start = 0
    while start < len(plain) and plain[start].key in keys:
        start += 1
    return plain[start:]


def _add(reader: SqlReader, table: SqlTable, rest: Sequence[Token]) -> bool:
    definition = _without(rest, "COLUMN", "IF", "NOT", "EXISTS")
    if not definition:
        return False
    if definition[0].key == "(":
        reader.define(table, inside(definition, 0)[0])
        return True
    if definition[0].key in _NO_COLUMN:
        return True
    if not reader.is_column(definition):
        reader.constraint(table, definition)
        return True
    known = table.column(definition[0].text)
    if known is None:
        reader.column(table, definition, definition)
    return known is None or any(token.key == "IF" for token in rest[:2])


def _modify(reader: SqlReader, table: SqlTable, rest: Sequence[Token]) -> bool:
    """MySQL and Oracle: the column as it is from now on."""
    definition = _without(rest, "COLUMN", "IF", "EXISTS")
    if definition and definition[0].key == "(":
        definitions = parts(inside(definition, 0)[0])
        return not [part for part in definitions if not _redefine(reader, table, part, part[0].text)]
    return bool(definition) and _redefine(reader, table, definition, definition[0].text)


def _change(reader: SqlReader, table: SqlTable, rest: Sequence[Token]) -> bool:
    """MySQL: the old name, then the column as it is from now on."""
    definition = _without(rest, "COLUMN", "IF", "EXISTS")
    return len(definition) > 1 and _redefine(reader, table, definition[1:], definition[0].text)


def _redefine(reader: SqlReader, table: SqlTable, definition: Sequence[Token], name: str) -> bool:
    column = table.column(name)
    if column is None:
        return False
    fresh = reader.alone(table, definition)
    if "type" not in fresh and "allowed" not in fresh:
        column |= {key: value for key, value in fresh.items() if key != "name"}  # Oracle: MODIFY a NOT NULL
        return True
    kept = {key: column[key] for key in ("primary_key", "unique", "references") if key in column}
    texts = {key: column[key] for key in ("label_th", "label_en", "description") if key in column}
    column.clear()
    column |= {**texts, **kept, **fresh}
    table.rename(column, definition[0].text)
    return True


def _alter_column(reader: SqlReader, table: SqlTable, rest: Sequence[Token]) -> bool:
    definition = _without(rest, "COLUMN")
    column = table.column(definition[0].text) if definition else None
    if column is None:
        return bool(rest) and rest[0].key in ("INDEX", "CONSTRAINT", "CHECK")
    keys = [token.key for token in definition[1:4]]
    if keys[:3] == ["SET", "NOT", "NULL"]:
        column["required"] = True
    elif keys[:3] == ["DROP", "NOT", "NULL"]:
        column.pop("required", None)
    elif keys[:1] == ["TYPE"]:
        return _redefine(reader, table, [definition[0], *definition[2:]], column["name"])
    elif keys[:3] == ["SET", "DATA", "TYPE"]:
        return _redefine(reader, table, [definition[0], *definition[4:]], column["name"])
    elif keys[:1] in (["SET"], ["DROP"], ["ADD"], ["RESET"], ["RESTART"]):
        return len(keys) > 1 and (keys[1] in _COLUMN_PASSED or keys[0].startswith("RES") or keys[1] == "(")
    else:  # SQL Server: the column as it is from now on
        return len(definition) > 1 and _redefine(reader, table, definition, column["name"])
    return True


def _drop(reader: SqlReader, table: SqlTable, rest: Sequence[Token]) -> bool:  # noqa: ARG001
    if rest and rest[0].key in (
        "CONSTRAINT",
        "PRIMARY",
        "FOREIGN",
        "INDEX",
        "KEY",
        "CHECK",
        "UNIQUE",
        "DEFAULT",
    ):
        return rest[0].key in ("INDEX", "KEY", "DEFAULT")
    definition = _without(rest, "COLUMN", "IF", "EXISTS")
    if definition and definition[0].key == "(":
        names = [part[0].text for part in parts(inside(definition, 0)[0])]
    else:
        names = [definition[0].text] if definition else []
    columns = [table.column(name) for name in names]
    for column in columns:
        if column is not None:
            table.drop(column)
    return bool(columns) and (None not in columns or any(token.key == "IF" for token in rest[:2]))


def _rename(reader: SqlReader, table: SqlTable, rest: Sequence[Token]) -> bool:
    keys = [token.key for token in rest]
    if keys[:1] in (["TO"], ["AS"]) and len(rest) > 1:
        reader.rename(table, rest[-1].text)
        return True
    if keys[:1] in (["CONSTRAINT"], ["INDEX"], ["KEY"]):
        return True
    definition = _without(rest, "COLUMN")
    if len(definition) != 3 or definition[1].key != "TO":
        return False
    column = table.column(definition[0].text)
    if column is not None:
        table.rename(column, definition[2].text)
    return column is not None


def _comment(reader: SqlReader, table: SqlTable, rest: Sequence[Token]) -> bool:
    """MySQL: the comment of the table."""
    text = next((token.text for token in rest if token.kind == "string"), "")
    table.texts |= reader.texts(text)
    return True


_APPLY: Final = {
    "ADD": _add,
    "MODIFY": _modify,
    "CHANGE": _change,
    "ALTER": _alter_column,
    "DROP": _drop,
    "RENAME": _rename,
    "COMMENT": _comment,
}
