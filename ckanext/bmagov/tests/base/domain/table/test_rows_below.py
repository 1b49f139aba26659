"""Totals and notes under the data, and quotation marks that hold other rows."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from ckanext.bmagov.base.domain.content import row_text
from ckanext.bmagov.base.domain.table import RowsPassing, find_rows_below
from ckanext.bmagov.base.domain.table.rows_below import swallowed

DATA = [[f"เขต {n}", str(n), str(n * 2)] for n in range(1, 9)]


@pytest.mark.parametrize(
    ("below", "count"),
    [
        ([["รวม", "36", "72"]], 1),
        ([["", "รวมทั้งสิ้น 8 เขต", "72"]], 1),
        ([["รวม", "36", "72"], ["", "", ""], ["ที่มา: สำนักงานเขต", "", ""]], 3),
        ([["", "", ""], ["หมายเหตุ", "ข้อมูลบางส่วน", ""]], 2),
        ([["Grand Total", "36", "72"], ["* ไม่รวมประชากรแฝง", "", ""]], 2),
        ([["ผู้รายงาน นายสมมติ ทดสอบ", "", ""]], 1),
        ([["รวมใจพัฒนา", "36", "72"]], 0),
        ([["รวม", "", ""], ["เขต 9", "1", "2"]], 0),
        ([["ที่มาของชื่อเขต", "1", "2"]], 0),
        ([["บางขุนเทียน", "", ""]], 0),
    ],
)
def test_what_is_no_data_is_found_at_the_end_alone(below: list[list[str]], count: int):
    rows = find_rows_below([*DATA, *below], 3)
    assert (rows.count if rows else 0) == count


def test_a_table_of_nothing_else_keeps_its_rows():
    assert find_rows_below([["รวม", "1", "2"]], 3) is None


@given(st.lists(st.sampled_from(["เขต\x1f1\n", "\n", "รวม\x1f5\n", "ที่มา: x\n"]), max_size=60), st.data())
def test_rows_pass_whole_unless_they_are_left_out(lines: list[str], data):
    pieces = []
    rest = lines
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        pieces.append("".join(rest[:size]))
        rest = rest[size:]
    kept = RowsPassing(2, ",", leave_out=False)
    assert "".join([*map(kept.take, pieces), kept.end()]) == "".join(lines)
    out = RowsPassing(2, ",", leave_out=True)
    count = (
        out.below.count
        if (text := "".join([*map(out.take, pieces), out.end()])) is not None and out.below
        else 0
    )
    assert text == "".join(lines[: len(lines) - count])


def test_a_quotation_mark_that_holds_rows_is_found():
    passing = RowsPassing(2, ",", leave_out=False)
    passing.take(row_text(["1", "ก"]) + row_text(["2", "ไม่ปิด\n3,ค\n4,ง\n5,จ"]))
    assert passing.swallowed == [(2, 2)]


def test_an_address_in_lines_is_none():
    assert swallowed("บ้านเลขที่ 5\x1eถนนสีลม\x1eแขวงสีลม\x1eเขตบางรัก", ",", 2) == 0
