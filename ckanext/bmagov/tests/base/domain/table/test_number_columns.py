"""Amounts are told from codes, so that only they stand at the right."""

from __future__ import annotations

import pytest

from ckanext.bmagov.base.domain.table.number_columns import number_columns


@pytest.mark.parametrize("cell", ["0", "12", "-3.5", "1,234,567.89", "๑,๒๓๔", "12.5%", ".5", "2567", " 7 "])
def test_amounts_stand_at_the_right(cell):
    assert number_columns([["เขต", cell], ["บางรัก", ""]]) == {1}


@pytest.mark.parametrize(
    "cell", ["0812345678", "007", "1,23", "1100700123456", "12-5", "1.2.3", "ไม่มี", "-", "05-ก.ย."]
)
def test_codes_and_words_do_not(cell):
    assert number_columns([[cell], ["5"]]) == frozenset()


def test_empty_columns_and_rows_of_any_width_are_no_fault():
    assert number_columns([]) == frozenset()
    assert number_columns([["", "1"], ["", "2", "3"], [""]]) == {1, 2}
