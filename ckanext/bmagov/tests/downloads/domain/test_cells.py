"""What a cell becomes where people take it."""

from __future__ import annotations

import datetime as dt

import pytest

from ckanext.bmagov.dictionary import Column
from ckanext.bmagov.downloads.domain import MOST_CELLS, Cells, Day, Names, described_or_seen, fits_sheet


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        (Column("a", type="integer"), "1,234", 1234),
        (Column("a", type="integer"), "๑๒", 12),
        (Column("a", type="number"), "12.50", 12.5),
        (Column("a", type="number", missing=("-",)), "-", "-"),
        (Column("a", type="number"), "ไม่ทราบ", "ไม่ทราบ"),
        (Column("a", type="integer"), "1234567890123456", "1234567890123456"),
        (Column("a", type="code"), "007", "007"),
        (Column("a"), "5", "5"),
        (Column("a", type="year", era="be"), "2567", 2567),
        (Column("a", type="year"), "พ.ศ. 2567", "พ.ศ. 2567"),
        (Column("a", type="date", era="be"), "31/01/2567", Day(dt.date(2024, 1, 31), buddhist=True)),
        (Column("a", type="date"), "31 ม.ค. 2567", Day(dt.date(2024, 1, 31), buddhist=True)),
        (Column("a", type="date"), "2024-01-31", Day(dt.date(2024, 1, 31), buddhist=False)),
        (Column("a", type="date"), "30/02/2567", "30/02/2567"),
        (Column("a", type="date", era="ce"), "1899-12-31", "1899-12-31"),
    ],
)
def test_a_spreadsheet_gets_what_the_column_says_or_the_text_itself(column, text, value):
    assert Cells(column, native=False).value(text) == value


def test_date_cells_of_a_workbook_are_days_of_iso():
    cells = Cells(Column("a", type="date"), native=True)
    assert cells.value("2024-01-31") == Day(dt.date(2024, 1, 31), buddhist=False)


@pytest.mark.parametrize(
    ("column", "text", "standard"),
    [
        (Column("a", type="integer"), "1,234", "1234"),
        (Column("a", type="number"), "๑,๒๓๔.๕๐", "1234.50"),
        (Column("a", type="number"), "1e3", "1000"),
        (Column("a", type="date", date_format="DD/MM/YYYY", era="ce"), "31/01/2024", "2024-01-31"),
        (Column("a", type="date"), "31 ม.ค. 2567", "31 ม.ค. 2567"),
        (Column("a", type="integer", missing=("-",)), "-", "-"),
        (Column("a", type="year"), "2567", "2567"),
    ],
)
def test_programs_get_standard_numbers_and_days_and_the_buddhist_era_as_it_is(column, text, standard):
    assert Cells(column, native=False).standard(text) == standard


def test_a_column_whose_values_are_of_the_buddhist_era_says_so():
    cells = Cells(Column("ปี", type="year"), native=False)
    cells.standard("2567")
    assert cells.seen().era == "be"
    assert Cells(Column("ปี", type="year"), native=False).seen().era == ""


def test_what_is_described_wins_over_what_values_look_like():
    described = [Column("a", type="code"), Column("b"), Column("c")]
    seen = [Column("a", type="integer"), Column("x", type="integer"), Column("c", type="boolean")]
    expected = [Column("a", type="code"), Column("b", type="integer"), Column("c")]
    assert described_or_seen(described, seen) == expected


def test_names_in_an_archive_are_safe_and_each_another():
    names = Names()
    assert [
        names.free(name) for name in ("a.csv", "A.csv", "../a.csv", "ข้อมูล 2569.csv", 'x:"y".pdf', "")
    ] == [
        "a.csv",
        "A (2).csv",
        "a (3).csv",
        "ข้อมูล 2569.csv",
        "x__y_.pdf",
        "file",
    ]


def test_a_table_with_too_many_cells_is_no_workbook():
    assert fits_sheet(1000, 10)
    assert not fits_sheet(MOST_CELLS, 2)
    assert fits_sheet(None, 10)
