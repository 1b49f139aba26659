"""What files are, by bytes that carry any name."""

from __future__ import annotations

import pytest

from ckanext.bmagov.base.domain.file_kind import format_word, is_read, kind_of, name_ending, untabled

OLE = b"\xd0\xcf\x11\xe0" + b"\0" * 60
ZIP = b"PK\3\4" + b"\0" * 26


class TestText:
    @pytest.mark.parametrize("name", ["", "ตาราง.xlsx", "a.pdf", "a.zip", "สถิติ"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16", "utf-16-le", "utf-16-be"])
    def test_a_table_of_text_is_csv_whatever_it_is_called(self, name, encoding):
        assert kind_of("เขต,จำนวน\r\nบางรัก,5\r\nปทุมวัน,7\r\n".encode(encoding), name) == "CSV"

    def test_the_name_tells_kinds_of_text_apart(self):
        assert kind_of(b"a\tb\n1\t2\n", "a.TSV") == "TSV"
        assert kind_of(b"a,b\n1,2\n", "a.txt") == "TXT"
        assert kind_of(b"SELECT a, b FROM c;\n", "dump.sql") == "SQL"
        assert kind_of("บันทึก\nยาว\n".encode(), "x") == "TXT"

    def test_one_zero_does_not_make_a_table_binary(self):
        assert kind_of(b"id,name\n1,a\0b\n" * 3, "a.csv") == "CSV"

    def test_a_table_may_begin_as_programs_and_pictures_do(self):
        assert kind_of(b"MZ,BM,name\n1,2,3\n", "a.csv") == "CSV"
        assert kind_of(b"BMI,weight\n22,60\n", "a.csv") == "CSV"
        assert kind_of("[เขต],จำนวน\n".encode(), "a.csv") == "CSV"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<!DOCTYPE html><html><form>", "HTML"),
        ("\ufeff\n<!-- saved -->\n<HTML>", "HTML"),
        ("<table border=1><tr><td>เขต", "HTML"),
        ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "HTML"),
        ("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x", "MHT"),
        ('<?xml version="1.0"?><!-- x --><kml xmlns="http://www.opengis.net/kml/2.2">', "KML"),
        ('<?xml version="1.0"?><wfs:FeatureCollection>', "GML"),
        ('<?xml version="1.0"?><ประชากร>', "XML"),
        ('{"type": "FeatureCollection", "features": []}', "GEOJSON"),
        ('{"type": "Point", "coordinates": [1, 2]}', "GEOJSON"),
        ('{"type": "Point", "name": "ไม่ใช่แผนที่"}', "JSON"),
        ('[{"เขต": "บางรัก"}]', "JSON"),
        ('{"a": 1}\n{"a": 2}\n', "JSONL"),
        ("<?php echo 1;", "PHP"),
        ("#!/bin/sh\nrm -rf x", "SH"),
    ],
)
def test_text_that_calls_itself_csv(text, kind):
    assert kind_of(text.encode(), "a.csv") == kind


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"MZ\x90\0\3\0\0\0\4\0", "EXE"),
        (b"\x7fELF\2\1\1\0", "ELF"),
        (b"\x1f\x8b\x08\0", "GZ"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"SQLite format 3\0" + b"\0" * 52 + b"GPKG", "GPKG"),
        (b"SQLite format 3\0" + b"\0" * 100, "SQLITE"),
        (b"\0\1\0\0Standard Jet DB\0", "MDB"),
        (b"\1\2\3\4\0\0\0\0", "BIN"),
    ],
)
def test_bytes_that_call_themselves_csv(head, kind):
    assert kind_of(head, "a.csv") == kind


def test_unknown_bytes_are_what_their_name_says():
    assert kind_of(b"AC1032\0\0\0\0\0\1\2\3", "แบบแปลน.dwg") == "DWG"


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        (["xl/workbook.xml"], "XLSX"),
        (["xl\\workbook.xml"], "XLSX"),
        (["xl/workbook.xml", "xl/vbaProject.bin"], "XLSM"),
        (["xl/workbook.bin"], "XLSB"),
        (["word/document.xml"], "DOCX"),
        (["doc.kml", "images/a.png"], "KMZ"),
        (["เขต.shp", "เขต.dbf", "เขต.prj"], "SHP"),
        (["META-INF/MANIFEST.MF", "A.class"], "JAR"),
        (["ข้อมูล.csv"], "ZIP"),
        ([], "ZIP"),
    ],
)
def test_archives_are_what_is_in_them(members, kind):
    assert kind_of(ZIP, "a.xlsx", members=members) == kind


def test_open_documents_say_it_at_their_beginning():
    head = ZIP[:30] + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK"
    assert kind_of(head, "a.zip", members=["content.xml"]) == "ODS"


@pytest.mark.parametrize(
    ("stream", "kind"),
    [("Workbook", "XLS"), ("WordDocument", "DOC"), ("EncryptedPackage", "XLSX"), ("x", "OLE")],
)
def test_old_office_files_are_what_is_in_them(stream, kind):
    assert kind_of(OLE, "a.xls", streams=[stream]) == kind


@pytest.mark.parametrize(
    ("typed", "kind", "word"),
    [
        ("", "CSV", "CSV"),
        ("Comma Separated Values", "CSV", "CSV"),
        ("CSV, XLSX", "XLSX", "XLSX"),
        ("Excel", "XLSX", "XLSX"),
        (".xls", "HTML", "HTML"),
        ("txt", "CSV", "TXT"),
        ("application/x-msdownload", "PDF", "PDF"),
        ("GTFS", "ZIP", "GTFS"),
        ("DCAT-AP", "XML", "DCAT-AP"),
        ("XLSX", "ZIP", "ZIP"),
        ("  Word  ", "", "Word"),
    ],
)
def test_formats_are_short_and_true(typed, kind, word):
    assert format_word(typed, kind) == word


def test_only_endings_are_kinds():
    assert name_ending("รายงาน.2569.XLSX") == "XLSX"
    assert name_ending("a.jpeg") == "JPG"
    assert [name_ending(name) for name in ("ไม่มีนามสกุล", "a.ตาราง", ".csv", "a.this is a sentence")] == [
        ""
    ] * 4


def test_what_is_no_table_has_a_sentence_of_its_kind():
    assert untabled("DOCX") == ("FILE-IS-DOCUMENT", {"kind": "DOCX"})
    assert untabled("DWG") == ("FILE-IS-OTHER", {"kind": "DWG"})
    assert is_read("ODS")
    assert is_read("ZIP")
    assert is_read("JSON")
    assert not any(map(is_read, ("SQL", "PDF", "JAR", "RDF")))
