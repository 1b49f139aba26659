"""Batches are looked at by column and screened as a whole: the report must be that of one cell after the
other.
"""

from __future__ import annotations

from hypothesis import given, settings, strategies as st

from ckanext.bmagov.base.domain.text import number_text
from ckanext.bmagov.dictionary.domain.cells import MISSING, checks_for
from ckanext.bmagov.dictionary.domain.spec import Allowed, Column, Table
from ckanext.bmagov.dictionary.validation.domain.validate import Cells, TableResult, Validator, validate

CELLS = st.sampled_from(
    [
        *(
            "",
            " ",
            "-",
            "0",
            "1",
            "01",
            "1.0",
            " 1",
            "-1",
            "-2",
            "+2",
            "1e1",
            "๑",
            "1,000",
            "10",
            "99.5",
            "x",
            "A1",
        ),
        *("A2\n", "1\n2", "\n", "ไม่มีข้อมูล", "2021-01-31", "2021-02-30", "31/1/2564", "31 ม.ค. 2564", "true"),
        *(
            "0.3",
            "0.30000000000000001",
            "9999999999999999999",
            "123456789012345678",
            "#REF!",
            "\u00a0A1",
            "A1\r",
        ),
    ]
)
COLUMNS = st.builds(
    Column,
    name=st.just("a"),
    type=st.sampled_from(
        ["text", "code", "integer", "number", "date", "datetime", "boolean", "binary", "year"]
    ),
    size=st.none() | st.integers(1, 4),
    decimals=st.none() | st.integers(0, 1),
    required=st.booleans(),
    allowed=st.just(()) | st.just((Allowed("1"), Allowed("A1"), Allowed("31/1/2564"))),
    pattern=st.sampled_from(["", "[A-Z]?[0-9]+", ".{2}"]),
    minimum=st.sampled_from(["", "0", "0.3", "31/1/2564"]),
    maximum=st.sampled_from(["", "1", "10", "2021-01-31"]),
    missing=st.sampled_from([(), ("-", "ไม่มีข้อมูล")]),
)
ROWS = st.lists(st.tuples(CELLS, CELLS).map(list), max_size=40)
Found = set[tuple[int, str, str]]


def cell_by_cell(columns: list[Column], rows: list[list[str]]) -> Found:
    """Rules of cells, without a batch or a memory."""
    checks = checks_for(dict(enumerate(columns)))
    return {
        (number, columns[place].name, rule)
        for number, row in enumerate(rows, 2)
        if any(row)
        for place, cell in enumerate(row)
        for rule, _ in checks[place].check(cell)[1]
    }


def doubles(column: Column, cells: list[str], numbers: list[int]) -> Found:
    """Values that are there a second time, compared one by one."""
    check = checks_for({0: column})[0]
    read = [(number, *check.check(cell)) for number, cell in zip(numbers, cells, strict=True)]
    sound = [(number, value) for number, value, wrong in read if not wrong and value is not MISSING]
    return {
        (number, column.name, "unique")
        for place, (number, value) in enumerate(sound)
        if any(value == before for _, before in sound[:place])
    }


def found(report: TableResult) -> Found:
    return {(one.row, one.column, one.rule) for one in report.violations}


@given(COLUMNS, COLUMNS, ROWS)
@settings(deadline=None)
def test_screens_hold_back_whatever_a_cell_alone_would_be_told_for(first: Column, second: Column, rows):
    columns = [first, Column(**{**vars(second), "name": "b"})]
    assert found(validate(Table("t", columns=tuple(columns)), ["a", "b"], rows)) == cell_by_cell(
        columns, rows
    )


@given(COLUMNS, ROWS)
@settings(deadline=None)
def test_doubles_are_those_of_every_pair(column: Column, rows):
    unique = Column(**{**vars(column), "unique": True})
    report = validate(Table("t", columns=(unique,)), ["a", "b"], rows)
    numbers = [number for number, row in enumerate(rows, 2) if any(row)]
    told = {one for one in found(report) if one[2] == "unique"}
    assert told == doubles(unique, [row[0] for row in rows if any(row)], numbers)


@given(st.lists(COLUMNS, min_size=2, max_size=2), st.booleans(), ROWS, st.integers(1, 40))
@settings(deadline=None)
def test_the_size_of_batches_changes_nothing(columns: list[Column], keyed: bool, rows, size: int):
    named = tuple(
        Column(**{**vars(column), "name": name, "primary_key": keyed})
        for column, name in zip(columns, "ab", strict=True)
    )
    reports: list[TableResult] = []
    for step in (1, size):
        validator = Validator(Table("t", columns=named), ["a", "b"])
        for start in range(0, len(rows), step):
            validator.feed(rows[start : start + step])
        reports.append(validator.result())
    assert reports[0] == reports[1]


NUMBERS = st.sampled_from(
    [0.0, -0.0, 1.0, -1.0, -2.0, 5.0, 10.0, 99.5, 0.3, 0.1 + 0.2, 1e-7, 1e15, 1e16, 1e22, 1e200, -1e200]
) | st.floats(allow_nan=False, allow_infinity=False)
NUMERIC = st.builds(
    Column,
    name=st.just("a"),
    type=st.sampled_from(["integer", "number", "code", "year"]),
    size=st.none() | st.integers(1, 4),
    required=st.booleans(),
    unique=st.booleans(),
    primary_key=st.booleans(),
    allowed=st.just(()) | st.just((Allowed("1"), Allowed("99.5"))),
    pattern=st.sampled_from(["", "[0-9]+"]),
    minimum=st.sampled_from(["", "0", "0.3", "-1"]),
    maximum=st.sampled_from(["", "1", "99.5", "1e20"]),
    missing=st.sampled_from([(), ("-",), ("5", "99.5")]),
)
BATCHES = st.lists(
    st.integers(1, 8).flatmap(
        lambda height: st.tuples(
            *[
                st.lists(CELLS, min_size=height, max_size=height)
                | st.lists(NUMBERS, min_size=height, max_size=height)
            ]
            * 2
        )
    ),
    max_size=6,
)


def as_texts(cells: Cells) -> list[str]:
    return [cell if isinstance(cell, str) else number_text(cell) for cell in cells]


@given(NUMERIC, NUMERIC, BATCHES)
@settings(deadline=None)
def test_columns_of_numbers_are_told_for_as_their_texts_are(first: Column, second: Column, batches):
    table = Table("t", columns=(first, Column(**{**vars(second), "name": "b"})))
    by_column, by_row = (Validator(table, ["a", "b"], native=True) for _ in range(2))
    for columns in batches:
        by_column.feed_columns(columns)
        by_row.feed(list(zip(*map(as_texts, columns), strict=True)))
    assert by_column.result() == by_row.result()


def test_columns_beyond_the_header_and_blank_rows_are_seen():
    table = Table("t", columns=(Column("a", type="integer", required=True),))
    validator = Validator(table, ["a"], native=True)
    validator.feed_columns([["", "1", ""], ["", "", "note"]])
    validator.feed_columns([(2.0, 2.5), (1.0, 2.0)])
    told = [(one.row, one.column, one.rule) for one in validator.result().violations]
    assert told == [
        (4, "", "row-width"),
        (4, "a", "required"),
        (5, "", "row-width"),
        (6, "", "row-width"),
        (6, "a", "type"),
    ]
    assert validator.result().rows == 5


def test_blank_rows_in_columns_are_left_out():
    table = Table("t", columns=(Column("a", required=True), Column("b")))
    validator = Validator(table, ["a", "b"])
    validator.feed_columns([["1", "", ""], ["", "", "x"]])
    assert [one.row for one in validator.result().violations] == [4]
