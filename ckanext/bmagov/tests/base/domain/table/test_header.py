"""Delimiters and headers of tables as agencies make them."""

from __future__ import annotations

from typing import ClassVar

import pytest
from hypothesis import given, strategies as st

from ckanext.bmagov.base.domain.table import (
    LABELS,
    UNITS,
    Correction,
    column_names,
    cut_left,
    detect_delimiter,
    find_header,
    header_problems,
    second_table,
)
from ckanext.bmagov.base.domain.table.header import DATA


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_that_cuts_lines_evenly_wins(delimiter):
    rows = [["เขต", "ประชากร", "หมายเหตุ"], ["พระนคร", "38010", "a, b"], ["ดุสิต", "71841", "c; d"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows) + "\n"
    assert detect_delimiter(text).character == delimiter


def test_a_comma_in_thousands_does_not_beat_a_semicolon():
    text = "เขต;ประชากร\nพระนคร;38,010\nดุสิต;71,841\nบางรัก;39,780\n"
    assert detect_delimiter(text).character == ";"


def test_one_column_leaves_the_delimiter_open():
    assert detect_delimiter("ชื่อ\nก\nข\n").certain is False


def test_a_line_break_within_quotes_does_not_mislead():
    assert detect_delimiter('a;b\n"x, y\nz, w";2\n3;4\n').character == ";"


def test_header_in_the_first_row():
    header = find_header([["เขต", "ประชากร"], ["พระนคร", "38010"]])
    assert (header.row, header.columns, header.data_row) == (1, ("เขต", "ประชากร"), 2)


def test_title_lines_above_the_header_are_passed_over():
    rows = [
        ["สถิติประชากรกรุงเทพมหานคร", "", ""],
        ["ประจำปี พ.ศ. 2569", "", ""],
        ["", "", ""],
        ["เขต", "ชาย", "หญิง"],
        ["พระนคร", "18000", "20010"],
        ["ดุสิต", "34000", "37841"],
    ]
    header = find_header(rows)
    assert (header.row, header.columns) == (4, ("เขต", "ชาย", "หญิง"))


def test_years_may_head_columns():
    header = find_header([["เขต", "2567", "2568"], ["พระนคร", "38100", "38010"]])
    assert header.columns == ("เขต", "2567", "2568")


def test_data_without_header_is_told():
    header = find_header([["1", "พระนคร", "38010"], ["2", "ดุสิต", "71841"]])
    assert (header.row, header.data_row, header.columns) == (0, 1, ("column_1", "column_2", "column_3"))


def test_a_second_header_row_is_noticed():
    rows = [["เขต", "ประชากร", "", "รวม"], ["", "ชาย", "หญิง", ""], ["พระนคร", "18000", "20010", "38010"]]
    assert find_header(rows).second_row is True


def test_text_below_the_header_is_no_second_header():
    rows = [["เขต", "แขวง"], ["พระนคร", "วัดราชบพิธ"], ["ดุสิต", "วชิรพยาบาล"]]
    assert find_header(rows).second_row is False


def test_empty_trailing_columns_are_not_part_of_the_table():
    assert find_header([["ก", "ข", "", ""], ["1", "2", "", ""]]).columns == ("ก", "ข")


def test_an_empty_table_has_no_header():
    assert find_header([["", ""], []]).columns == ()


def test_duplicate_names_are_found_as_people_read_them():
    assert header_problems(["จำนวน", " จำนวน ", "จํานวน", ""]) == (
        ("HEADER-DUPLICATE", {"name": " จำนวน ", "first": 1, "second": 2}),
        ("HEADER-DUPLICATE", {"name": "จํานวน", "first": 1, "second": 3}),
        ("HEADER-EMPTY", {"position": 4}),
    )


VALUES = [["บางรัก", "1", "2", "3", "4"], ["ดุสิต", "5", "6", "7", "8"], ["สาทร", "9", "10", "11", "12"]]


class TestRowsOfNames:
    def test_a_group_names_the_columns_to_its_right(self):
        rows = [["เขต", "ปี 2566", "", "ปี 2567", ""], ["", "ชาย", "หญิง", "ชาย", "หญิง"], *VALUES]
        header = find_header(rows)
        names = ("เขต", "ปี 2566 ชาย", "ปี 2566 หญิง", "ปี 2567 ชาย", "ปี 2567 หญิง")
        assert (header.row, header.height, header.data_row, header.columns) == (1, 2, 3, names)

    def test_three_rows_with_groups_that_leave_most_of_their_row_empty(self):
        rows = [
            ["สถิติ", "", "", "", ""],
            ["เขต", "ประชากร", "", "", ""],
            ["", "2566", "", "2567", ""],
            ["", "ชาย", "หญิง", "ชาย", "หญิง"],
            *VALUES,
        ]
        header = find_header(rows)
        assert (header.row, header.height, header.data_row) == (2, 3, 5)
        assert header.columns[:3] == ("เขต", "ประชากร 2566 ชาย", "ประชากร 2566 หญิง")
        assert header.columns[4] == "ประชากร 2567 หญิง"

    def test_a_group_ends_at_a_column_that_has_a_name_of_its_own(self):
        rows = [
            ["เขต", "ชาย", "", "รวม"],
            ["", "เด็ก", "ผู้ใหญ่", ""],
            ["ก", "1", "2", "3"],
            ["ข", "1", "2", "3"],
        ]
        assert find_header(rows).columns == ("เขต", "ชาย เด็ก", "ชาย ผู้ใหญ่", "รวม")

    def test_names_in_the_other_script_are_labels(self):
        rows = [["dcode", "dname"], ["รหัส", "ชื่อเขต"], ["A1", "บางรัก"], ["A2", "ปทุมวัน"]]
        header = find_header(rows)
        assert (header.columns, header.below, header.texts) == (("dcode", "dname"), LABELS, ("รหัส", "ชื่อเขต"))
        assert header.data_row == 3

    def test_a_row_of_thai_text_under_latin_names_is_data(self):
        rows = [["name", "place"], ["สมชาย", "บางรัก"], ["สมหญิง", "ดุสิต"], ["สมศรี", "สาทร"]]
        assert find_header(rows).data_row == 2

    @pytest.mark.parametrize("first", [["", "-", "-"], ["สมชาย", "ไม่ระบุ", "ยังไม่มี"], ["", "N/A", "ไม่มีข้อมูล"]])
    def test_a_first_row_without_values_is_data(self, first: list[str]):
        rows = [["name", "age", "amount"], first, ["สมหญิง", "25", "1"], ["สมศรี", "30", "2"]]
        assert find_header(rows).data_row == 2

    def test_units_are_no_data(self):
        rows = [["เขต", "พื้นที่", "ประชากร"], ["", "(ตร.กม.)", "คน"], ["บางรัก", "1.5", "10"], ["ดุสิต", "2", "20"]]
        header = find_header(rows)
        assert (header.below, header.texts, header.data_row) == (UNITS, ("", "(ตร.กม.)", "คน"), 3)

    def test_a_column_of_units_is_data(self):
        rows = [["รายการ", "หน่วย"], ["", "บาท"], ["ค่าน้ำ", "บาท"], ["ค่าไฟ", "บาท"]]
        assert find_header(rows).below == ""


class TestCorrections:
    ROWS: ClassVar = [["เขต", "ประชากร", ""], ["", "ชาย", "หญิง"], ["บางรัก", "1", "2"], ["ดุสิต", "3", "4"]]

    def test_what_is_found_is_not_asked_for(self):
        assert find_header(self.ROWS) == find_header(self.ROWS, Correction(row=1, height=2, first_column=1))

    def test_one_row_of_names(self):
        header = find_header(self.ROWS, Correction(height=1))
        assert (header.columns, header.data_row) == (("เขต", "ประชากร", ""), 2)

    def test_no_names(self):
        header = find_header(self.ROWS, Correction(row=0))
        assert (header.row, header.columns, header.data_row) == (0, ("column_1", "column_2", "column_3"), 1)

    def test_the_row_below_is_said_to_be_units(self):
        header = find_header([["a", "b"], ["กล่อง", "ชิ้น"], ["1", "2"]], Correction(height=1, below=UNITS))
        assert (header.columns, header.texts, header.data_row) == (("a", "b"), ("กล่อง", "ชิ้น"), 3)


@given(
    st.lists(st.lists(st.sampled_from(["", "เขต", "ชาย", "2566", "1", "(คน)", "a"]), max_size=5), max_size=9)
)
def test_a_header_lies_within_its_rows_and_its_correction_by_itself_changes_nothing(rows: list[list[str]]):
    header = find_header(rows)
    assert 0 <= header.row <= header.data_row
    assert len(header.columns) <= max(map(len, rows), default=0)
    if header.row:
        said = Correction(header.row, header.height, header.below or DATA, header.first_column)
        assert find_header(rows, said) == header


@given(
    st.lists(st.lists(st.sampled_from(["", "เขต", "1", "(คน)"]), max_size=4), max_size=6),
    st.integers(0, 9) | st.none(),
    st.integers(1, 4) | st.none(),
    st.sampled_from(["", "data", "labels", "units"]),
    st.integers(1, 9) | st.none(),
)
def test_whatever_a_person_says_can_be_read(rows, row, height, below, first_column):
    header = find_header(rows, Correction(row, height, below, first_column))
    assert 1 <= header.data_row <= len(rows) + 2
    assert header.row <= len(rows)


class TestPlace:
    def test_a_table_that_begins_further_right(self):
        rows = [["รายงาน", "", ""], ["", "", ""], ["", "เขต", "จำนวน"], ["", "บางรัก", "1"]]
        header = find_header(rows)
        assert (header.first_column, header.row, header.columns) == (2, 3, ("เขต", "จำนวน"))

    def test_what_stands_left_of_a_table_is_not_lost(self):
        assert cut_left(["", "บางรัก", "1"], 2) == ["บางรัก", "1"]
        assert cut_left(["ที่มา: x", "", ""], 2) == ["ที่มา: x", ""]
        assert cut_left(["x", "บางรัก", "1"], 2) == ["x", "บางรัก", "1"]

    def test_columns_of_data_without_a_name_are_columns(self):
        assert find_header([["เขต", "ชาย", ""], ["บางรัก", "1", "2"]]).columns == ("เขต", "ชาย", "")

    def test_a_second_table_is_found(self):
        first = [["เขต", "จำนวน"], ["บางรัก", "1"], ["ดุสิต", "2"], [], []]
        rows = [*first[:4], ["ปี", "ยอด", "ร้อยละ"], ["2566", "1", "2"]]
        assert second_table(rows, find_header(rows)) == 5

    def test_a_blank_row_among_the_data_begins_no_table(self):
        rows = [["เขต", "จำนวน"], ["บางรัก", "1"], [], ["ดุสิต", "2"], ["สาทร", "3"]]
        assert second_table(rows, find_header(rows)) == 0


def test_every_column_has_one_name_of_its_own():
    names = column_names(["เขต", "", "จำนวน\n(คน)", " เขต", "เขต (2)", "เขต"])
    assert names == ("เขต", "column_2", "จำนวน (คน)", "เขต (2)", "เขต (2) (2)", "เขต (3)")
