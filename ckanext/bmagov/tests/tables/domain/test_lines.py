"""Rows of a file as lines of COPY, and what a table is planned to be."""

from __future__ import annotations

import pytest

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.dictionary import Column, Table
from ckanext.bmagov.tables.domain.lines import Lines, RowError
from ckanext.bmagov.tables.domain.plan import fingerprint, is_whole, plan

COUNT, NAME = Column("จำนวน", type="integer"), Column("ชื่อ", type="text")


def lines(*rows: list[str]) -> tuple[str, Lines]:
    made = Lines(plan(["จำนวน", "ชื่อ"], Table(columns=(COUNT, NAME)), ()), first_row=2, native=False)
    return "".join(made.of([rows])), made


def test_rows_of_any_width_become_whole_lines_and_empty_ones_are_left_out():
    text, made = lines(["1", "a"], ["", ""], ["2"], ["3", "c", "x"], ["4", "d", ""])
    assert text == "1\ta\n2\t\\N\n3\tc\n4\td\n"
    assert made.rows == 4
    assert [(note.code, note.params) for note in made.notes] == [("TABLE-ROWS-CUT", {"row": 5, "count": 1})]


def test_a_cell_that_is_no_value_is_told_by_its_row_in_the_file():
    with pytest.raises(RowError) as error:
        lines(["1", "a"], ["", ""], ["มาก" * 40, "b"])
    assert (error.value.row, error.value.planned.name, len(error.value.value)) == (4, "จำนวน", 60)


def test_the_dictionary_goes_before_what_the_data_show():
    header = ["จำนวน", "ชื่อ", "อื่น"]
    proposed = (Column("จำนวน", type="text"), Column("ชื่อ", type="date"), Column("อื่น", type="number"))
    planned = plan(header, Table(columns=(COUNT, Column("ชื่อ"))), proposed)
    assert [(item.column.type, item.declared) for item in planned] == [
        ("integer", True), ("date", False), ("number", False),
    ]  # fmt: skip
    assert not is_whole(planned)


def test_long_names_are_told_apart():
    long = "จำนวนนักเรียนที่ได้รับการตรวจสุขภาพประจำปี"
    planned = plan([f"{long} ชาย", f"{long} หญิง", "_id", 'a"b'], None, ())
    ids = [item.id for item in planned]
    assert len(set(ids)) == 4
    assert all(len(name.encode()) <= 63 and not name.startswith("_") and '"' not in name for name in ids)


def test_too_many_columns_are_refused_in_words():
    with pytest.raises(ProblemError) as error:
        plan([f"c{n}" for n in range(2_000)], None, ())
    assert (error.value.code, error.value.params["columns"]) == ("TABLE-TOO-WIDE", 2_000)


def test_other_types_make_another_table_and_other_words_do_not():
    mine = Table(columns=(COUNT, NAME))
    same = Table(columns=(Column("จำนวน", label_th="คน", type="integer", description="x"), NAME))
    other = Table(columns=(Column("จำนวน", type="number"), NAME))
    assert fingerprint("rows", mine) == fingerprint("rows", same)
    assert len({fingerprint("rows", mine), fingerprint("rows", other), fingerprint("new", mine)}) == 3
