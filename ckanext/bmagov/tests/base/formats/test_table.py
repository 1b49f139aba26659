"""Files as agencies upload them, good and bad."""

from __future__ import annotations

import datetime as dt
import io
import re
import time
import zipfile

import pytest
import xlsxwriter

from ckanext.bmagov.base.formats.table import (
    Layout,
    TableError,
    describe,
    iter_rows,
    iter_texts,
    line_with_zero,
    sheet_columns,
)
from ckanext.bmagov.dictionary.domain.infer import infer, proposed_table
from ckanext.bmagov.dictionary.validation.domain.validate import Validator, batch_height

ROWS = [["เขต", "ประชากร"], ["พระนคร", "38010"], ["ดุสิต", "71841"]]


def csv_file(encoding: str = "utf-8", delimiter: str = ",", rows=ROWS) -> io.BytesIO:
    return io.BytesIO("".join(delimiter.join(row) + "\r\n" for row in rows).encode(encoding))


def xlsx_file(**sheets) -> io.BytesIO:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    target.seek(0)
    return target


def merged_file(*ranges: str) -> io.BytesIO:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row("A2", ["เขต", "ชาย", "หญิง"])
    sheet.write_row("A3", ["ดุสิต", 1, 2])
    sheet.write_row("A4", ["ดุสิต", 3, 4])
    for place in ranges:
        sheet.merge_range(place, "x")
    book.close()
    target.seek(0)
    return target


def sparse_file() -> io.BytesIO:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "a")
    sheet.write(1048575, 16383, "z")
    book.close()
    target.seek(0)
    return target


def rewritten(source: io.BytesIO, pattern: bytes, replacement: bytes) -> io.BytesIO:
    """The workbook with the text of its sheets changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            text = old.read(member)
            is_sheet = member.filename.startswith("xl/worksheets/sheet")
            new.writestr(member.filename, re.sub(pattern, replacement, text) if is_sheet else text)
    target.seek(0)
    return target


def moved(source: io.BytesIO, old: str, new: str) -> io.BytesIO:
    """The workbook with one of its parts under another name."""
    target = io.BytesIO()
    with zipfile.ZipFile(source) as parts, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in parts.infolist():
            name = member.filename.replace(old, new)
            archive.writestr(name, parts.read(member).replace(old.encode(), new.encode()))
    target.seek(0)
    return target


class TestCsv:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_reads_what_was_written(self, encoding, delimiter):
        source = csv_file(encoding, delimiter)
        table = describe(source)

        assert (table.layout.encoding, table.layout.delimiter) == (encoding, delimiter)
        assert table.columns == ("เขต", "ประชากร")
        assert list(iter_rows(source, table.layout)) == ROWS[1:]

    def test_a_wrong_guess_is_corrected_by_hand(self):
        source = csv_file("cp874")
        table = describe(source, Layout("csv", encoding="cp874", delimiter=";", header_row=0))

        assert table.columns == ("column_1",)
        assert table.rows[0] == ("เขต,ประชากร",)

    def test_windows_874_is_said_to_be_a_guess(self):
        assert "encoding" in describe(csv_file("cp874")).guessed

    def test_only_a_header_is_told(self):
        assert ("NO-ROWS", {}) in describe(csv_file(rows=ROWS[:1])).problems

    def test_a_bad_byte_far_down_is_placed(self):
        source = io.BytesIO("ก,ข\n".encode("cp874") * 100_000 + b"\xdb,1\n")
        with pytest.raises(TableError) as caught:
            describe(source)
        assert caught.value.code == "FILE-ENCODING"
        assert caught.value.params == {"byte": "0xDB", "line": 100_001, "column": 1}

    def test_the_first_thai_letter_may_come_late(self):
        source = io.BytesIO(("a,b\n" * 100_000 + "หลอดไฟ,1\n").encode("cp874"))
        described = describe(source)
        assert described.layout.encoding == "cp874"
        assert list(iter_rows(source, described.layout))[-1] == ["หลอดไฟ", "1"]

    @pytest.mark.parametrize("encoding", ["utf-8", "cp874"])
    def test_the_mark_by_which_old_programs_end_a_text_is_no_row(self, encoding):
        source = io.BytesIO(csv_file(encoding).getvalue() + b"\x1a" * 3)
        layout = describe(source).layout
        assert list(iter_rows(source, layout)) == ROWS[1:]
        assert "".join(iter_texts(source, layout)).count("\n") == 2

    def test_empty_file(self):
        with pytest.raises(TableError, match="FILE-EMPTY"):
            describe(io.BytesIO(b""))

    def test_the_file_stays_open_for_the_caller(self):
        source = csv_file()
        describe(source)
        list(iter_rows(source, Layout("csv", "utf-8", ",", data_row=2)))
        assert not source.closed


class TestXlsx:
    def test_reads_what_was_written(self):
        source = xlsx_file(ข้อมูล=ROWS)
        table = describe(source)

        assert (table.layout.kind, table.layout.sheet) == ("xlsx", "ข้อมูล")
        assert list(iter_rows(source, table.layout)) == ROWS[1:]

    def test_numbers_come_as_people_write_them(self):
        source = xlsx_file(a=[["n", "x"], [1, 2.5]])
        assert describe(source).rows == (("1", "2.5"),)

    def test_several_filled_sheets_are_offered(self):
        table = describe(xlsx_file(ปี2567=ROWS, ปี2568=ROWS))
        assert table.sheets == ("ปี2567", "ปี2568")
        assert "sheet" in table.guessed

    def test_a_cover_sheet_is_passed_over(self):
        table = describe(xlsx_file(ปก=[["รายงาน"]], ข้อมูล=ROWS))
        assert table.layout.sheet == "ข้อมูล"
        assert "sheet" not in table.guessed

    def test_an_empty_workbook_is_told(self):
        with pytest.raises(TableError, match="FILE-EMPTY"):
            describe(xlsx_file(a=[]))

    def test_another_sheet_is_chosen_by_hand(self):
        table = describe(xlsx_file(ปก=[["รายงาน"]], ข้อมูล=ROWS), Layout("xlsx", sheet="ข้อมูล"))
        assert table.columns == ("เขต", "ประชากร")

    def test_an_unknown_sheet_names_the_known_ones(self):
        with pytest.raises(TableError) as caught:
            describe(xlsx_file(ข้อมูล=ROWS), Layout("xlsx", sheet="x"))
        assert (caught.value.code, caught.value.params["sheets"]) == ("SHEET-UNKNOWN", "ข้อมูล")

    def test_rows_above_the_table_keep_their_numbers(self):
        table = describe(xlsx_file(a=[["สถิติ"], [], *ROWS]))
        assert table.layout.header_row == 3

    @pytest.mark.parametrize("height", [1, 2, 9])
    def test_columns_hold_what_rows_hold(self, height):
        day = dt.datetime(2021, 1, 31)  # noqa: DTZ001 (a workbook has no zones)
        rows = [["", "n", "x", "mixed"], ["", 1, "a", 2.5], ["", -2.5, "", "b"], [], ["", 3, "c", True]]
        source = xlsx_file(a=[["title"], *rows, ["", 4, "=d", day]])
        layout = Layout("xlsx", sheet="a", header_row=2, data_row=3)
        batches = list(sheet_columns(source, layout, height))

        assert [len(columns[0]) for columns in batches][:-1] == [height] * (len(batches) - 1)
        assert all(len(set(map(type, cells))) == 1 for columns in batches for cells in columns)
        found = [row for columns in batches for row in zip(*columns, strict=True)]
        assert [[str(cell).removesuffix(".0") for cell in row] for row in found] == list(
            iter_rows(source, layout)
        )

    def test_merged_cells_among_the_data_are_told(self):
        assert "CELLS-MERGED" not in [code for code, _ in describe(merged_file("A1:B1")).problems]
        (told,) = describe(merged_file("A1:B1", "A3:A4", "B3:C3")).problems
        assert told == ("CELLS-MERGED", {"cells": "A3:A4", "count": 2})

    def test_two_rows_of_names_and_names_that_repeat_or_lack_are_told(self):
        two = describe(xlsx_file(a=[["เขต", "ปี 2566", ""], ["", "ชาย", "หญิง"], *[["ดุสิต", 1, 2]] * 3]))
        assert two.problems == (("HEADER-JOINED", {"row": 2, "first": 1}),)
        assert two.columns == ("เขต", "ปี 2566 ชาย", "ปี 2566 หญิง")
        names = describe(xlsx_file(a=[["เขต", "คน", "", " คน"], ["ดุสิต", 1, 2, 3]]))
        assert names.problems == (
            ("HEADER-EMPTY", {"position": 3}),
            ("HEADER-DUPLICATE", {"name": "คน", "first": 2, "second": 4}),
        )

    def test_formulas_are_read_as_their_values(self):
        source = xlsx_file(a=[["n", "double"], [1, "=A2*2"]])
        source = rewritten(source, rb"<f>A2\*2</f><v>0</v>", b"<f>A2*2</f><v>2</v>")
        assert describe(source).rows == (("1", "2"),)

    def test_all_the_columns_a_sheet_may_have(self):
        source = xlsx_file(a=[[f"c{n}" for n in range(16_384)], list(range(16_384))])
        begun = time.process_time()
        table = describe(source)
        proposals = infer(table.columns, iter_rows(source, table.layout), native=True)
        assert len(proposals) == 16_384
        validator = Validator(proposed_table(proposals), table.columns, native=True)
        for columns in sheet_columns(source, table.layout, batch_height(16_384)):
            validator.feed_columns(columns)
        assert validator.result().valid
        assert time.process_time() - begun < 20

    def test_a_sparse_sheet_is_refused_at_once(self):
        target = sparse_file()
        began = time.process_time()
        with pytest.raises(TableError, match="FILE-TOO-MANY-ROWS"):
            describe(target)
        assert time.process_time() - began < 2

    @pytest.mark.parametrize(
        ("pattern", "written"),
        [
            (rb'<c r="(\w+)"', rb'<c s="0" r="\1"'),
            (rb'<c r="(\w+)"', rb"<c r='\1'"),
            (rb'<c r="(\w+)"', rb'<c  r = "\1"'),
            (rb'<c r="XFD', rb'<c r="xfd'),
            (rb'<c r="XFD1', rb'<c r="XFD0000000001'),
            (rb'<c r="XFD1048576"', b"<c/>" * 100 + b"<c"),
        ],
    )
    def test_a_sparse_sheet_is_refused_however_its_cells_are_written(self, pattern, written):
        """What passes here unseen ends the whole process: the reader lays out every cell in between."""
        with pytest.raises(TableError, match="FILE-TOO-MANY-ROWS"):
            describe(rewritten(sparse_file(), pattern, written))

    def test_a_sparse_sheet_is_refused_wherever_it_lies(self):
        with pytest.raises(TableError, match="FILE-TOO-MANY-ROWS"):
            describe(moved(sparse_file(), "worksheets/sheet1.xml", "elsewhere/sheet.bin"))

    def test_a_damaged_part_is_told(self):
        whole = xlsx_file(a=ROWS).getvalue()
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            member = archive.getinfo("xl/worksheets/sheet1.xml")
            at = member.header_offset + 30 + len(member.filename) + 5
        with pytest.raises(TableError, match="FILE-TYPE"):
            describe(io.BytesIO(whole[:at] + b"\xff" * 20 + whole[at + 20 :]))

    def test_cells_that_do_not_say_where_they_are_are_read(self):
        source = rewritten(xlsx_file(a=ROWS), rb'<c r="\w+"', b"<c")
        assert describe(source).columns == ("เขต", "ประชากร")

    def test_a_sheet_that_is_no_xml_is_refused(self):
        with pytest.raises(TableError, match="FILE-TYPE"):
            describe(rewritten(xlsx_file(a=ROWS), rb'<c r="', b"<< <c s='0' r=\""))

    def test_a_bomb_is_refused_before_it_is_unpacked(self):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
            archive.writestr("xl/worksheets/sheet1.xml", b" " * 150_000_000)
        target.seek(0)
        with pytest.raises(TableError, match="FILE-UNPACKED-SIZE"):
            describe(target)

    def test_another_archive_is_no_workbook(self):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("a.txt", "a")
        target.seek(0)
        with pytest.raises(TableError, match="FILE-TYPE"):
            describe(target)

    def test_old_or_locked_excel_is_named(self):
        with pytest.raises(TableError, match="FILE-TYPE"):
            describe(io.BytesIO(b"\xd0\xcf\x11\xe0" + b"\0" * 100))
        with pytest.raises(TableError, match="FILE-ENCRYPTED"):
            describe(
                io.BytesIO(
                    b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0") + b"\x22\0"
                )
            )


@pytest.mark.parametrize("end", [b"", b"\x1a"])
@pytest.mark.parametrize("codec", ["utf-8", "cp874"])
def test_zero_bytes_are_left_out_and_their_line_is_known(codec, end):
    body = "เขต,จำนวน\nบางรัก,1\nสา\0ทร,2\n\0\n".encode(codec) + end
    described = describe(io.BytesIO(body))
    rows = list(iter_rows(io.BytesIO(body), described.layout))
    assert rows[:2] == [["บางรัก", "1"], ["สาทร", "2"]]
    assert "\0" not in "".join(iter_texts(io.BytesIO(body), described.layout))
    assert line_with_zero(io.BytesIO(body), described) == 3
