"""Cells of CSV files: what a spreadsheet would calculate is marked, and nothing else (row 82)."""

from __future__ import annotations

import csv
import io

import pytest

from ckanext.bmagov.formats import sheet
from ckanext.bmagov.formats.cell import guarded, plain_cell, unguarded

SIGNS = ["=", "+", "-", "@", "\t", "\r"]


@pytest.mark.parametrize("sign", SIGNS)
def test_what_would_be_calculated_is_marked(sign: str):
    text = f'{sign}HYPERLINK("http://evil.example","คลิก")'
    assert plain_cell(text) == f"'{text}"
    written = sheet.write("x", ["ชื่อ"], [[text]], "csv").decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(written, newline=""))) == [["ชื่อ"], [f"'{text}"]]


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("marks", ["", "'", "''"])
def test_every_text_comes_back_from_its_guard(sign: str, marks: str):
    text = f"{marks}{sign}1+1"
    assert guarded(text) != text
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["", "เขต", "a=b", "'คำพูด'", "1-2", "ก@ข"])
def test_other_texts_stay_as_they_are(text: str):
    assert plain_cell(text) == guarded(text) == unguarded(text) == text
