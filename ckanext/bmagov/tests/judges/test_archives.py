"""Frictionless takes a dataset's archive as it is unpacked: descriptor, files, the rows of its tables."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import frictionless

from ckanext.bmagov.dictionary import Column, Table
from ckanext.bmagov.dictionary.domain.spec import Reference
from ckanext.bmagov.downloads.domain import Cells
from ckanext.bmagov.downloads.formats.csv_file import write_csv
from ckanext.bmagov.downloads.formats.datapackage import Member, Package, write_package
from ckanext.bmagov.downloads.formats.zip_stream import Entry, zipped

if TYPE_CHECKING:
    from pathlib import Path

AT = dt.datetime(2026, 1, 31, tzinfo=dt.UTC)
COLUMNS = (
    Column("เขต", label_th="เขต", type="text", required=True),
    Column("ปี", type="year"),
    Column("วันที่", type="date"),
    Column("วันสำรวจ", type="date"),
    Column("คน", type="integer", unit="คน", missing=("-",)),
    Column("ร้อยละ", type="number"),
    Column("=สูตร", type="text"),
    Column("หมายเหตุ", references=Reference("ตารางอื่น", "รหัส")),
)
WORKBOOK = b"PK\3\4 no table for a reader of tables"
"""An original stands beside its table; it may have titles, several sheets, or be broken."""

ROWS = [
    ["พระนคร", "2567", "31/01/2567", "2024-01-31", "38,010", "๑๒.๕", "=1+1", "ปกติ, มีจุลภาค"],
    ["ดุสิต", "พ.ศ. 2568", "1 ก.พ. 2568", "2024-02-01", "-", "0.50", "-", 'มี "คำพูด"\nสองบรรทัด'],
]


def unpacked(folder: Path) -> Path:
    cells = [Cells(column, native=False) for column in COLUMNS]
    out = io.BytesIO()
    rows = [[each.standard(text) for each, text in zip(cells, row, strict=True)] for row in ROWS]
    write_csv(out, [column.name for column in COLUMNS], [rows])
    members = [
        Member("files/ประชากร.xlsx", "ประชากร", "", "XLSX", len(WORKBOOK), ""),
        Member(
            "data/ประชากร.csv",
            "ประชากร",
            kind="CSV",
            size=len(out.getvalue()),
            columns=tuple(each.seen() for each in cells),
            table=Table("t", label_th="ประชากร"),
            source="files/ประชากร.xlsx",
        ),
    ]
    package = Package(
        "population-2569",
        "ประชากร",
        "",
        "https://data.example.go.th/dataset/population-2569",
        AT.isoformat(),
        ("ประชากร", "เขต"),
        "สำนักงานปกครองและทะเบียน",
        ("open-data-common", "Open Data Common", ""),
        members,
    )
    entries = [
        Entry("files/ประชากร.xlsx", [WORKBOOK]),
        Entry("data/ประชากร.csv", [out.getvalue()]),
        Entry("datapackage.json", [write_package(package)]),
    ]
    zipfile.ZipFile(io.BytesIO(b"".join(zipped(entries, AT)))).extractall(folder)
    return folder / "datapackage.json"


def test_an_archive_is_a_valid_package_with_valid_rows(tmp_path: Path):
    descriptor = unpacked(tmp_path)
    report = frictionless.Package.validate_descriptor(str(descriptor))
    assert report.valid, report.flatten(["message"])
    report = frictionless.Package(str(descriptor)).validate()
    assert report.valid, report.flatten(["type", "message"])


def test_programs_read_the_values_that_the_file_means(tmp_path: Path):
    package = frictionless.Package(str(unpacked(tmp_path)))
    rows = next(resource for resource in package.resources if resource.path.endswith(".csv")).read_rows()
    assert [row["คน"] for row in rows] == [38010, None]
    assert [row["ปี"] for row in rows] == ["2567", "พ.ศ. 2568"]
    assert [row["วันที่"] for row in rows] == ["31/01/2567", "1 ก.พ. 2568"]
    assert rows[0]["วันสำรวจ"] == dt.date(2024, 1, 31)


def test_rows_that_break_their_dictionary_are_told(tmp_path: Path):
    """What is wrong in a file stays wrong: nothing is mended on the way out."""
    descriptor = unpacked(tmp_path)
    table = tmp_path / "data" / "ประชากร.csv"
    table.write_bytes(table.read_bytes().replace(b"38010", "มาก".encode()))
    assert not frictionless.Package(str(descriptor)).validate().valid


def test_a_column_of_two_eras_is_text():
    column = Cells(Column("ปี", type="year"), native=False)
    assert [column.standard(text) for text in ("2024", "2567")] == ["2024", "2567"]
    assert column.seen() == replace(column.column, era="be")
