"""Dictionaries in Word, as agencies hand them in."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from ckanext.bmagov.dictionary.formats import DictionaryFileError, read_dictionary

HEADING = ["ลำดับ", "ชื่อฟิลด์", "คำอธิบาย", "ชนิดข้อมูล"]


def word(*tables: list[list[str]], text: str = "พจนานุกรมข้อมูล") -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    for rows in tables:
        table = document.add_table(rows=0, cols=max(map(len, rows)))
        for row in rows:
            for cell, value in zip(table.add_row().cells, row, strict=False):
                cell.text = value
        document.add_paragraph("")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def names(data: bytes) -> list[str]:
    return [column.name for _, column in read_dictionary(data).dictionary.columns]


def test_the_table_with_the_heading_of_a_dictionary_is_read():
    about = [["หน่วยงาน", "สำนักการศึกษา"], ["ปี", "2569"], ["ผู้จัดทำ", "x"], ["โทร", "0"]]
    columns = [HEADING, ["1", "district", "ชื่อเขต", "ข้อความ"], ["2", "people", "จำนวนคน", "จำนวนเต็ม"]]
    read = read_dictionary(word(about, columns))
    assert [(c.name, c.description, c.type) for _, c in read.dictionary.columns] == [
        ("district", "ชื่อเขต", "text"),
        ("people", "จำนวนคน", "integer"),
    ]


def test_a_table_that_goes_on_under_the_same_heading_is_one():
    first = [HEADING, ["1", "a", "ก", "ข้อความ"]]
    assert names(word(first, [HEADING, ["2", "b", "ข", "ข้อความ"]])) == ["a", "b"]


def test_a_document_without_a_table_says_what_helps():
    with pytest.raises(DictionaryFileError) as error:
        read_dictionary(word())
    assert (error.value.code, error.value.params) == ("FILE-IS-DOCUMENT", {"kind": "DOCX"})


def test_a_broken_document_is_told():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", "<w:document xmlns:w='w'><w:tbl>")
    with pytest.raises(DictionaryFileError) as error:
        read_dictionary(target.getvalue())
    assert error.value.code == "FILE-BROKEN"


def test_a_cell_over_many_columns_is_bounded():
    wide = "<w:tc><w:tcPr><w:gridSpan w:val='99999'/></w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        row = f"<w:tr>{wide}</w:tr>"
        archive.writestr(
            "word/document.xml", f"<w:document xmlns:w='w'><w:tbl>{row * 3}</w:tbl></w:document>"
        )
    with pytest.raises(DictionaryFileError):
        read_dictionary(target.getvalue())
