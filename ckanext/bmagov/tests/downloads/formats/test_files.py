"""Files that people take: read back by other readers than the ones that wrote them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from typing import IO, cast

import pytest
from python_calamine import load_workbook

from ckanext.bmagov.base.formats.workbook import Sheet
from ckanext.bmagov.dictionary import Column
from ckanext.bmagov.downloads.domain import Cells
from ckanext.bmagov.downloads.formats import xlsx_file
from ckanext.bmagov.downloads.formats.csv_file import write_csv
from ckanext.bmagov.downloads.formats.datapackage import Member, Package, write_package
from ckanext.bmagov.downloads.formats.xlsx_file import TableSheet, TooManyCellsError, write_xlsx
from ckanext.bmagov.downloads.formats.zip_stream import Entry, zipped

AT = dt.datetime(2026, 1, 31, 12, 30, tzinfo=dt.UTC)


def cells(*columns: Column) -> list[Cells]:
    return [Cells(column, native=False) for column in columns]


class TestCsv:
    def test_it_has_its_mark_and_nothing_that_is_calculated(self):
        out = io.BytesIO()
        rows = [["พระนคร", "=1+1"], ["-5", "- ไม่มี"], ["+66 2", "@x"], ["'=1", "ปกติ, มีจุลภาค"]]
        assert write_csv(out, ["เขต", "=a"], [rows]) == 4
        assert out.getvalue().startswith(b"\xef\xbb\xbf")
        lines = list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"))))
        assert lines == [
            ["เขต", "'=a"],
            ["พระนคร", "'=1+1"],
            ["-5", "'- ไม่มี"],
            ["'+66 2", "'@x"],
            ["''=1", "ปกติ, มีจุลภาค"],
        ]

    def test_rows_keep_their_width(self):
        out = io.BytesIO()
        write_csv(out, ["a", "b"], [[["1"], ["1", "2", "3"], []]])
        assert out.getvalue().decode("utf-8-sig").splitlines() == ["a,b", "1", "1,2,3", ""]


class TestXlsx:
    def test_values_are_typed_and_formulas_are_text(self):
        out = io.BytesIO()
        columns = [Column("เขต"), Column("คน", type="integer"), Column("วัน", type="date", era="be")]
        rows = [["พระนคร", "38,010", "31/01/2567"], ["=HYPERLINK(1)", "-", "วันที่ 5"]]
        table = TableSheet("ข้อมูล", ["เขต", "คน", "วัน"], cells(*columns), [rows])
        write_xlsx(out, [table], [Sheet("พจนานุกรมข้อมูล", [["ชื่อ"], ["=1"]])])
        book = load_workbook(io.BytesIO(out.getvalue()))
        assert book.sheet_names == ["ข้อมูล", "พจนานุกรมข้อมูล"]
        assert book.get_sheet_by_name("ข้อมูล").to_python() == [
            ["เขต", "คน", "วัน"],
            ["พระนคร", 38010.0, dt.date(2024, 1, 31)],
            ["=HYPERLINK(1)", "-", "วันที่ 5"],
        ]
        parts = zipfile.ZipFile(io.BytesIO(out.getvalue()))
        styles = parts.read("xl/styles.xml").decode()
        assert "TH SarabunPSK" in styles
        assert "[$-107041E]" in styles
        assert b"<f>" not in b"".join(parts.read(name) for name in parts.namelist())

    def test_what_is_too_large_is_refused(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(xlsx_file, "MOST_CELLS", 4)
        table = TableSheet("a", ["a", "b"], cells(Column("a"), Column("b")), [[["1", "2"]] * 3])
        with pytest.raises(TooManyCellsError):
            write_xlsx(io.BytesIO(), [table], [])


class TestZip:
    def test_it_is_sent_while_it_is_made(self):
        made: list[str] = []

        def entries():
            for name in ("files/ประชากร.csv", "b.txt"):
                made.append(name)
                yield Entry(name, (b"x" * 1000 for _ in range(3)), 3000)

        pieces = zipped(entries(), AT)
        first = next(pieces)
        assert made == ["files/ประชากร.csv"]
        archive = zipfile.ZipFile(io.BytesIO(first + b"".join(pieces)))
        assert archive.testzip() is None
        assert archive.namelist() == ["files/ประชากร.csv", "b.txt"]
        assert archive.read("b.txt") == b"x" * 3000
        assert archive.getinfo("b.txt").date_time == (2026, 1, 31, 12, 30, 0)

    def test_no_more_than_a_piece_is_in_memory(self):
        import os

        size = 256 * 1024
        pieces = zipped([Entry("a.bin", (os.urandom(size) for _ in range(20)), 20 * size)], AT)
        assert max(map(len, pieces)) < 3 * size


class TestDescriptor:
    def test_names_are_such_as_the_standard_has_and_each_another(self):
        members = [
            Member("data/ประชากร 2569.csv", columns=(Column("a"),)),
            Member("files/a.pdf"),
            Member("x/A.csv"),
        ]
        written = json.loads(
            write_package(Package("ประชากร", "ประชากร", "", "http://x", "", members=members))
        )
        assert written["name"] == "dataset"
        assert [resource["name"] for resource in written["resources"]] == ["2569", "a", "a-2"]

    def test_a_year_of_the_buddhist_era_is_no_year_of_the_standard(self):
        member = Member(
            "data/a.csv", columns=(Column("ปี", type="year", era="be"), Column("คน", type="integer"))
        )
        written = json.loads(write_package(Package("a", "a", "", "", "", members=[member])))
        fields = written["resources"][0]["schema"]["fields"]
        assert [field.get("type") for field in fields] == ["string", "integer"]
        assert fields[0]["bmagov"]["era"] == "be"


def test_a_workbook_may_go_into_any_file(tmp_path):
    with (tmp_path / "a.xlsx").open("w+b") as target:
        write_xlsx(cast("IO[bytes]", target), [TableSheet("a", ["a"], cells(Column("a")), [[["1"]]])], [])
    assert load_workbook(str(tmp_path / "a.xlsx")).sheet_names == ["a"]
