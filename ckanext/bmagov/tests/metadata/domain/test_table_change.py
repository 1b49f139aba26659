"""Columns that came, went and were renamed."""

from __future__ import annotations

import pytest

from ckanext.bmagov.metadata.domain.table_change import TableChange, table_change


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        ("เขต,ร้อยละ,ปี", "เขต,สัดส่วน,ปี", TableChange(renamed=(("ร้อยละ", "สัดส่วน"),))),
        ("a,b", "a,b,c", TableChange(added=("c",))),
        ("a,b,c", "a,c", TableChange(removed=("b",))),
        ("a,b,c", "c,b,a", TableChange()),
        ("a,b,c", "a,x,y,c", TableChange(added=("x", "y"), removed=("b",))),
        ("a", "b", TableChange(renamed=(("a", "b"),))),
        ("", "", TableChange()),
    ],
)
def test_columns_are_compared_by_name_and_neighbours(before, now, change):
    assert table_change(before.split(","), now.split(",")) == change


def test_rows_are_told_where_both_numbers_are_known():
    assert table_change(["a"], ["a"], 3, 5).rows == (3, 5)
    assert table_change(["a"], ["a"], None, 5).rows is None
