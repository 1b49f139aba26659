"""What is read of a file as a whole: its shape, the rows under its data, and what is kept of a correction."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from ckanext.bmagov.base.formats.table import Layout
from ckanext.bmagov.files.services.data_events import read

DATA = "เขต,จำนวน,ร้อยละ\nบางรัก,100,1.5\nดุสิต,200,2.5\n"
BELOW = "รวม,300,4\nที่มา: สำนักงานสมมติ,,\n"


def problems(text: str, wanted: Layout | None = None) -> dict:
    return dict(read(io.BytesIO(text.encode()), wanted).problems)


def test_totals_and_notes_are_told_and_count_until_somebody_leaves_them_out():
    plain, whole = (read(io.BytesIO(text.encode())) for text in (DATA, DATA + BELOW))
    assert dict(whole.problems) == {"ROWS-BELOW": {"first": 4, "last": 5, "text": "รวม"}}
    assert whole.rows == 4
    wanted = Layout("csv", rows_below="left_out", said=("rows_below",))
    reading = read(io.BytesIO((DATA + BELOW).encode()), wanted)
    assert list(dict(reading.problems)) == ["ROWS-LEFT-OUT"]
    assert reading.fingerprint == plain.fingerprint
    assert reading.description
    assert len(reading.description.rows) == 2


def test_what_a_person_said_holds_for_a_longer_file_and_nothing_else_does():
    wanted = Layout("csv", rows_below="left_out", said=("rows_below",))
    first = read(io.BytesIO((DATA + BELOW).encode()), wanted).description
    assert first
    text = DATA.replace(",", ";") + "สาทร;300;4\n" + BELOW.replace(",", ";")
    reading = read(io.BytesIO(text.encode()), first.layout.for_the_next())
    assert (reading.rows, dict(reading.problems)["ROWS-LEFT-OUT"]["first"]) == (3, 5)


@pytest.mark.parametrize("row", [45, 300])
def test_names_far_down_are_read_where_a_person_says(row: int):
    text = "รายงาน\n" * (row - 1) + DATA
    reading = read(
        io.BytesIO(text.encode()), Layout("csv", delimiter=",", header_row=row, said=("header_row",))
    )
    assert reading.description
    assert (reading.description.columns, reading.rows) == (("เขต", "จำนวน", "ร้อยละ"), 2)


def test_more_rows_of_names_than_there_are_leave_no_data():
    reading = read(io.BytesIO(b"a,b\n"), Layout("csv", header_rows=4, said=("header_rows",)))
    assert "NO-ROWS" in dict(reading.problems)


def test_a_layout_that_was_stored_before_is_the_same_as_ever():
    stored = {
        "kind": "csv",
        "encoding": "utf-8",
        "delimiter": ",",
        "sheet": "",
        "header_row": 1,
        "data_row": 2,
    }
    layout = Layout(**stored)
    assert layout.to_dict() == stored
    assert layout.for_the_next() == layout
    described = read(io.BytesIO(DATA.encode())).description
    assert described
    assert replace(described.layout, said=()).to_dict() == stored


@pytest.mark.parametrize("rows", [3, 5000])
def test_a_quotation_mark_that_is_never_closed_is_told_in_a_file_of_any_size(rows: int):
    lines = [f"{n},ข้อมูล\n" for n in range(rows)]
    lines[1] = '1,"ไม่ปิด\n'
    assert problems("ลำดับ,ชื่อ\n" + "".join(lines)) == {"CSV-QUOTE": {"line": 3}}


def test_a_quotation_mark_that_holds_other_rows_is_told():
    text = 'ลำดับ,ชื่อ\n1,"ไม่ปิด\n2,ก\n3,ข\n4,"\n5,ค\n'
    assert problems(text)["CSV-QUOTE-ROWS"] == {"row": 2, "rows": 2, "count": 1}


def test_rows_that_are_too_short_or_too_long_are_told():
    assert problems("a,b,c\n1,2,3\n1,2\n1,2,3,4\n")["ROWS-UNEVEN"] == {
        "row": 3,
        "cells": 2,
        "columns": 3,
        "count": 2,
    }
    assert problems("a,b,c\n1,2,3\n1,2,3,,\n,,\n") == {}
