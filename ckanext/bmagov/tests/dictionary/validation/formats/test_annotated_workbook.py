"""Which rows a workbook of a check shows, within one budget."""

from __future__ import annotations

import io

import pytest
from python_calamine import load_workbook

from ckanext.bmagov.base.formats import workbook
from ckanext.bmagov.dictionary.validation.formats import annotated_workbook as book


def numbers(rows: int, marked: set[int], width: int, tables: int = 1) -> list[int]:
    batches = ([["x"] * width for _ in range(1_000)] for _ in range(rows // 1_000))
    return [number for number, _ in book.chosen(batches, 2, marked, width, tables)]


def test_the_first_rows_and_those_with_a_mark():
    assert numbers(50_000, {3, 40_000}, 2) == [*range(2, 20_002), 40_000]


def test_marks_of_a_wide_table_take_at_most_half_of_the_room():
    room = book.MOST_CELLS // 100
    found = numbers(10_000, set(range(5_000, 9_000)), 100)
    assert found == [*range(2, 2 + room // 2), *range(5_000, 5_000 + room // 2)]


def test_tables_share_the_room():
    assert len(numbers(50_000, set(), 10, tables=4)) == 5_000


def test_long_texts_end_it():
    batches = [[["x" * 100_000] for _ in range(1_000)]]
    assert len(list(book.chosen(batches, 2, set(), 1))) == book.MOST_TEXT // workbook.LONGEST


def test_reading_ends_behind_the_last_mark():
    read: list[int] = []

    def batches():
        for start in range(0, 100_000, 1_000):
            read.append(start)
            yield [["x"]] * 1_000

    assert len(list(book.chosen(batches(), 2, {30_500}, 1))) == 20_001
    assert read[-1] == 30_000


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,500,000", 1_500_000.0),
        ("๑๒.๕", 12.5),
        ("-3", -3.0),
        ("1234567890123456", None),
        ("1,5", None),
        ("1e5", None),
        ("=1", None),
        ("", None),
    ],
)
def test_a_number_is_one_when_excel_keeps_all_of_it(text: str, number: float | None):
    assert book.number_of(text) == number


def test_numbers_can_be_summed_and_what_is_masked_is_not_told():
    rows = [(2, ["บางรัก", "1,000", "5"]), (3, ["ดุสิต", "x", "6"])]
    marks = {3: {"จำนวน": "ไม่ใช่จำนวนเต็ม", "": "แถวสั้น"}}
    names = {0: "เขต", 1: "จำนวน", 2: "ความลับ"}
    table = book.Marked("ข้อมูล", ["เขต", "จำนวน (คน)", "ความลับ"], rows, marks, names, {2}, {1, 2})
    sheet = load_workbook(io.BytesIO(book.write([], [table], "แถว", "•••"))).get_sheet_by_index(0)
    assert sheet.to_python() == [
        ["แถว", "เขต", "จำนวน (คน)", "ความลับ"],
        [2.0, "บางรัก", 1000.0, "•••"],
        [3.0, "ดุสิต", "x", "•••"],
    ]
