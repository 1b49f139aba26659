"""What the text of a cell becomes in a typed column."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from ckanext.bmagov.dictionary import Column
from ckanext.bmagov.tables.domain.cells import NULL, CellError, ColumnCells, stored_type


def copied(type_name: str, *cells: str, declared: bool = True, **said: object) -> list[str]:
    column = Column("x", type=type_name, **said)  # pyright: ignore[reportArgumentType]
    return ColumnCells(column, declared=declared).copied(cells)


@pytest.mark.parametrize(
    ("type_name", "cell", "value"),
    [
        ("integer", "๑,๒๓๔", "1234"),
        ("integer", " -7 ", "-7"),
        ("integer", "007", "007"),
        ("number", "๑๒.๕", "12.5"),
        ("number", "1,234.50", "1234.50"),
        ("number", "1e6", "1E+6"),
        ("boolean", "ใช่", "t"),
        ("boolean", "ไม่มี", "f"),
        ("date", "31 ม.ค. 2567", "2024-01-31"),
        ("date", "๓๑/๑/๒๕๖๗", "2024-01-31"),
        ("date", "2024-01-31", "2024-01-31"),
        ("datetime", "31 ม.ค. 2567 08.30 น.", "2024-01-31 08:30:00"),
        ("time", "14.30 น.", "14:30:00"),
        ("year", "พ.ศ. ๒๕๖๗", "2024"),
        ("code", "๐๑๐", "010"),
        ("text", "๐๑๐ หมู่ ๒", "๐๑๐ หมู่ ๒"),
        ("text", "a\tb\\c\x1ed\0", r"a\tb\\c\nd"),
        ("email", "not an address", "not an address"),
    ],
)
def test_same_meaning_same_value(type_name: str, cell: str, value: str):
    assert copied(type_name, cell) == [value]


def test_nothing_is_null_and_who_describes_a_column_says_what_else_is():
    assert copied("text", "", "  ", "-", "n/a") == [NULL, NULL, "-", "n/a"]
    assert copied("text", "-", missing=("-",)) == [NULL]
    assert copied("text", "", "-", "N/A", "ไม่ระบุ", declared=False) == [NULL] * 4
    assert copied("integer", "-", "ไม่มี", "5", declared=False) == [NULL, NULL, "5"]
    assert copied("text", "ไม่มี", declared=False) == ["ไม่มี"]


def test_errors_of_formulas_are_no_numbers_and_are_noted():
    cells = ColumnCells(Column("x", type="number"), declared=True)
    assert cells.copied(["1", "#DIV/0!", "2.5"]) == ["1", NULL, "2.5"]
    assert cells.emptied == {"#DIV/0!"}
    assert copied("text", "#DIV/0!") == ["#DIV/0!"]


@pytest.mark.parametrize(
    ("type_name", "cell"), [("integer", "มาก"), ("date", "31/2/2567"), ("number", "1.2.3")]
)
def test_the_first_cell_that_is_no_value_is_named(type_name: str, cell: str):
    with pytest.raises(CellError) as error:
        copied(type_name, "", f" {cell} ", "x")
    assert (error.value.place, error.value.cell) == (1, cell)


def test_a_whole_number_beyond_the_database_is_said_to_be_so():
    assert copied("integer", str(2**63 - 1)) == [str(2**63 - 1)]
    with pytest.raises(CellError) as error:
        copied("integer", str(2**63))
    assert error.value.problem.code == "TABLE-NUMBER-LARGE"


@given(
    st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=8),
    st.booleans(),
)
def test_many_cells_together_become_what_each_becomes_alone(cells: list[str], declared: bool):
    for type_name in ("text", "code", "integer", "number"):
        column = ColumnCells(Column("x", type=type_name, missing=("-",)), declared=declared)
        try:
            alone = [column.read(cell) for cell in cells]
        except ValueError:
            with pytest.raises(CellError):
                column.copied(cells)
        else:
            assert column.copied(cells) == alone
            assert not any("\n" in text or "\t" in text or "\0" in text for text in alone)


def test_types_that_are_only_text_to_the_database():
    assert stored_type(Column("x", type="geometry")) == "text"
    assert stored_type(Column("x", type="json")) == "text"
    assert stored_type(Column("x", type="year")) == "int4"
    assert stored_type(Column("x")) == "text"
