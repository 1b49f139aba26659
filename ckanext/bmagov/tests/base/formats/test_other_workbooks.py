"""XLS, XLSB and ODS as tables, and what is refused before a reader lays out every cell."""

from __future__ import annotations

import io
import random
import zipfile
from contextlib import suppress

import pytest

from ckanext.bmagov.base.formats.cell_area import BinarySheet
from ckanext.bmagov.base.formats.table import TableError, describe, is_quick, iter_rows
from ckanext.bmagov.tests.base.formats.old_workbooks import biff, ods, ods_row, ole, xls, xlsb_sheet

CELLS = {(0, 0): "เขต", (0, 1): "จำนวน", (1, 0): "บางรัก", (1, 1): 5.0}
ROWS = ods_row(["เขต", "จำนวน"]) + ods_row(["บางรัก", "5"])


def rows_of(source: io.BytesIO) -> tuple[tuple[str, ...], list[list[str]]]:
    described = describe(source)
    return described.columns, list(iter_rows(source, described.layout))


def refusal(source: io.BytesIO) -> str:
    with pytest.raises(TableError) as error:
        describe(source)
    return error.value.code


class TestOld:
    def test_an_old_workbook_is_a_table(self):
        source = xls(ข้อมูล=CELLS)
        assert rows_of(source) == (("เขต", "จำนวน"), [["บางรัก", "5"]])
        assert is_quick(source, len(source.getvalue()))

    def test_the_first_sheet_with_rows_is_taken(self):
        assert describe(xls(ปก={(0, 0): "รายงาน"}, ข้อมูล=CELLS)).layout.sheet == "ข้อมูล"

    def test_sheets_that_reach_far_together_are_refused(self):
        far = {(0, 0): "a", (65535, 255): "z"}
        assert describe(ole(biff({"ไกล": far}))).layout.sheet == "ไกล"
        assert refusal(ole(biff({"ไกล": far}, copies=200))) == "FILE-TOO-MANY-ROWS"

    def test_a_chain_that_runs_in_a_ring_ends(self):
        assert refusal(ole(biff({"ข้อมูล": CELLS}), ring=True)) == "FILE-TYPE"


KIND = ' office:value-type="string"'


class TestOpen:
    def test_an_open_document_is_a_table(self):
        assert rows_of(ods(ROWS)) == (("เขต", "จำนวน"), [["บางรัก", "5"]])

    def test_empty_rows_with_a_format_down_to_the_last_are_not_counted(self):
        empty = ods_row([""], again=1_048_574, across=16_384)
        assert len(rows_of(ods(ROWS + empty))[1]) == 1

    @pytest.mark.parametrize(
        "rows",
        [
            ods_row(["ก"], again=1_048_576, across=16_384),
            ods_row(["ก"], again=100_000, across=100),
            ods_row(["ก"]) + ods_row([""], again=1_000_000) + ods_row(["ก"], across=1_000),
        ],
    )
    @pytest.mark.parametrize("kind", [KIND, ""], ids=["kinds", "none"])
    def test_cells_that_come_too_often_are_refused(self, rows, kind):
        assert refusal(ods(rows.replace(KIND, kind))) == "FILE-TOO-MANY-ROWS"

    def test_cells_that_do_not_say_of_which_kind_they_are_hold_text(self):
        assert rows_of(ods(ROWS.replace(KIND, ""))) == rows_of(ods(ROWS))


class TestBinary:
    @pytest.mark.parametrize("size", [1, 7, 1000])
    def test_it_is_known_how_far_a_sheet_reaches_in_whatever_pieces_it_comes(self, size):
        records = b"\x93\x01\x02ab" + xlsb_sheet([(0, 0), (1_048_575, 3), (5, 16_383)])
        sheet = BinarySheet()
        for at in range(0, len(records), size):
            sheet.feed(records[at : at + size])
        assert (sheet.row, sheet.column) == (1_048_576, 16_384)

    def test_a_sheet_that_reaches_far_is_refused(self):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("xl/workbook.bin", b"")
            archive.writestr("anywhere.bin", xlsb_sheet([(1_048_575, 16_383)]))
        assert refusal(target) == "FILE-TOO-MANY-ROWS"


@pytest.mark.parametrize("whole", [xls(ข้อมูล=CELLS), ods(ROWS)])
def test_broken_workbooks_are_told_in_words(whole):
    chance = random.Random(2569)
    for _ in range(150):
        data = bytearray(whole.getvalue())
        for _ in range(chance.choice((1, 4, 30))):
            data[chance.randrange(len(data))] = chance.choice((0, 1, 255))
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) :]
        with suppress(TableError):  # and nothing else
            rows_of(io.BytesIO(bytes(data)))
