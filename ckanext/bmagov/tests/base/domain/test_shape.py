"""Delimiters and headers of tables as agencies make them."""

from __future__ import annotations

import pytest

from ckanext.bmagov.base.domain.table import detect_delimiter, find_header, header_problems


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
