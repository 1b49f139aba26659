"""Values that a spreadsheet has spoiled, as they show when a file is read."""

from __future__ import annotations

import pytest

from ckanext.bmagov.base.domain.table.spoiled import kind_by_name, spoiled_columns, with_zero


@pytest.mark.parametrize(
    ("name", "values", "code"),
    [
        ("เลขประจำตัวประชาชน", ["1100000000000", "1.10E+12"], "VALUES-SHORTENED"),
        ("account_code", ["1.1E+15"], "VALUES-SHORTENED"),
        ("มวล (กก.)", ["1.1E+15"], ""),
        ("โทรศัพท์", ["0812345678", "812345678"], "VALUES-WITHOUT-ZERO"),
        ("โทรศัพท์", ["02-221-2141", "1555"], ""),
        ("จำนวนโทรศัพท์มือถือ", ["812345678"], ""),
        ("จำนวน", ["1", "#DIV/0!"], "VALUES-ERROR"),
        ("จำนวน", ["1", "1,234*"], "VALUES-MARKED"),
        ("ชื่อ", ["ก*", "*หมายเหตุ"], ""),
        ("ช่วงอายุ", ["0-4", "05-ก.ย."], "RANGES-AS-DATES"),
        ("size", ["10–14", "Sep-05"], "RANGES-AS-DATES"),
        ("วันเดือน", ["05-ก.ย."], ""),
        ("วันที่", ["2567-02-11"], "DATES-ISO-BE"),
        ("วันที่", ["2024-02-11", "11/2/2567"], ""),
    ],
)
def test_a_column_is_told_by_its_first_spoiled_value(name: str, values: list[str], code: str):
    problems = list(spoiled_columns([name], [[value] for value in values], 5, native=False))
    expected = {"column": name, "row": 4 + len(values), "value": values[-1]}
    assert problems == ([(code, expected)] if code else [])


def test_a_date_cell_with_a_buddhist_year_is_told_as_one():
    assert [code for code, _ in spoiled_columns(["d"], [["2567-01-01"]], 2, native=True)] == ["DATES-CELL-BE"]


def test_numbers_of_things_are_known_by_their_names():
    names = ("pid", "เบอร์ติดต่อ", "รหัสไปรษณีย์", "จำนวนรหัส", "เขต")
    assert [kind_by_name(name) for name in names] == ["citizen_id", "phone", "code", "", ""]


def test_only_numbers_of_thailand_get_their_zero():
    assert [
        with_zero(text) for text in ("22212141", "81-234-5678", "๘๑๒๓๔๕๖๗๘", "12345678", "0812345678")
    ] == [
        "022212141",
        "0812345678",
        "0812345678",
        "",
        "",
    ]


@pytest.mark.parametrize(
    "name",
    ["โทร.", "เบอร์โทร", "โทรสาร", "โทรศัพท์ (มือถือ)", "Tel No", "contact_tel", "tel1", "Fax", "Mobile phone"],
)
def test_names_of_telephone_numbers(name):
    assert kind_by_name(name) == "phone"


@pytest.mark.parametrize("name", ["hotel", "โทรทัศน์", "โทรเลข", "television", "telemetry"])
def test_names_that_only_begin_or_end_so(name):
    assert kind_by_name(name) == ""
