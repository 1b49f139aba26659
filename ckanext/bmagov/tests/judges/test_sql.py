"""SQL as thirty tools write it, all made up here, and sqlglot as a second opinion on what it says.

Beside each dump stand its columns: table, name, type with size and decimals, what is said of it, its key.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
import sqlglot
from sqlglot import exp

from ckanext.bmagov.dictionary.formats import read_dictionary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary

DUMPS: Final = sorted((Path(__file__).parent / "dumps").glob("*.sql"))
TOLD: Final = {
    "dbeaver_oracle": ["SQL-CHECK"],  # a value above 0 has no smallest one
    "navicat": ["SQL-UNIQUE-COMPOSITE"],
    "pg_dump_inserts": ["SQL-CHECK"],
    "ssms": ["TYPE-UNKNOWN"],  # a type of the database's own that the script does not define
}
"""What a dictionary cannot hold of a dump, or what the dump does not say."""


def lines(dictionary: Dictionary) -> Iterator[str]:
    for table, column in dictionary.columns:
        flags = {"required": column.required, "unique": column.unique, "key": column.primary_key}
        reference = f"-> {column.references}" if column.references else ""
        parts = (typed(column), *(name for name, holds in flags.items() if holds), reference)
        yield " ".join((f"{table.name}.{column.name}", *filter(None, parts)))


def typed(column: Column) -> str:
    if column.size is None:
        return column.type
    decimals = "" if column.decimals is None else f",{column.decimals}"
    return f"{column.type}({column.size}{decimals})"


def test_there_are_thirty():
    assert len(DUMPS) >= 30


@pytest.mark.parametrize("dump", DUMPS, ids=lambda path: path.stem)
def test_a_dump_is_read_whole(dump: Path):
    found = read_dictionary(dump.read_bytes(), name="sql")
    assert list(lines(found.dictionary)) == dump.with_suffix(".txt").read_text("utf-8").splitlines()
    assert [finding.code for finding in found.findings] == TOLD.get(dump.stem, [])


@pytest.mark.parametrize("dump", DUMPS, ids=lambda path: path.stem)
def test_a_dump_shows_by_itself_what_it_is(dump: Path):
    assert read_dictionary(dump.read_bytes()).codec == "sql"


# sqlglot's opinion

DIALECTS: Final = {
    "access_to_mysql": "mysql",
    "adminer": "mysql",
    "datagrip": "postgres",
    "django_sqlite": "sqlite",
    "duckdb": "duckdb",
    "heidisql": "mysql",
    "hive": "hive",
    "mysqldump_57": "mysql",
    "navicat": "mysql",
    "rails_structure": "postgres",
    "snowflake": "snowflake",
    "workbench": "mysql",
}
"""The dumps that sqlglot reads whole; of others it knows too little (Oracle's storage, rows behind COPY)."""
KINDS: Final = {
    "text": exp.DataType.TEXT_TYPES | {exp.DType.INET, exp.DType.TSTZRANGE},
    "code": exp.DataType.TEXT_TYPES | {exp.DType.UUID, exp.DType.ENUM, exp.DType.SET, exp.DType.USERDEFINED},
    "integer": exp.DataType.INTEGER_TYPES | {exp.DType.SERIAL, exp.DType.DECIMAL},
    "number": exp.DataType.REAL_TYPES | {exp.DType.DECIMAL},
    "boolean": {exp.DType.BOOLEAN, exp.DType.BIT, exp.DType.TINYINT},
    "date": {exp.DType.DATE},
    "datetime": exp.DataType.TEMPORAL_TYPES,
    "time": {exp.DType.TIME},
    "year": {exp.DType.YEAR},
    "binary": {exp.DType.BINARY, exp.DType.VARBINARY, exp.DType.BLOB, exp.DType.MEDIUMBLOB},
}


def opinion(dump: Path) -> dict[tuple[str, str], exp.ColumnDef]:
    """The columns as sqlglot sees them; the columns within a structure are none of the table."""
    found: dict[tuple[str, str], exp.ColumnDef] = {}
    for statement in sqlglot.parse(dump.read_text("utf-8"), read=DIALECTS[dump.stem]):
        if isinstance(statement, exp.Create) and statement.kind == "TABLE":
            schema, partitions = statement.this, statement.find(exp.PartitionedByProperty)
            listed = [*schema.expressions, *(partitions.this.expressions if partitions else ())]
            for column in listed:
                if isinstance(column, exp.ColumnDef):
                    found[schema.this.name, column.name] = column
    return found


@pytest.mark.parametrize(
    "dump", [dump for dump in DUMPS if dump.stem in DIALECTS], ids=lambda path: path.stem
)
def test_sqlglot_sees_the_same_columns_types_and_keys(dump: Path):
    theirs = opinion(dump)
    ours = {
        (table.name, column.name): column
        for table, column in read_dictionary(dump.read_bytes()).dictionary.columns
    }
    assert list(ours) == list(theirs)
    for name, column in ours.items():
        other = theirs[name]
        if column.type and column.type != "json":
            assert other.kind
            assert other.kind.this in KINDS[column.type], (name, other.sql())
        kinds = [constraint.kind for constraint in other.constraints]
        required = any(
            isinstance(kind, exp.NotNullColumnConstraint) and not kind.args.get("allow_null")
            for kind in kinds
        )
        assert column.required or not required, name
        assert column.primary_key or not any(
            isinstance(kind, exp.PrimaryKeyColumnConstraint) for kind in kinds
        ), name
