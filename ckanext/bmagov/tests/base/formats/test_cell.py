"""Cells of CSV files: what a spreadsheet would calculate is marked, and nothing else (row 82)."""

from __future__ import annotations

import codecs
import csv
import io

import pytest
from hypothesis import assume, given, strategies as st

from ckanext.bmagov.base.formats import sheet
from ckanext.bmagov.base.formats.cell import GuardedText, guarded, plain_cell, unguarded

SIGNS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫"]
"""What OWASP lists under "CSV Injection", and the small forms of the same signs."""

UNSEEN = ["", " ", "\u00a0", "\u3000", "\ufeff", "\u200b", "\u202e", "\x00", " \t "]
NUMBERS = ["-5", "+5", "-0.25", "-.5", "-1,234.50", "-1e5", "+1E-3", "-12%", "5", "-9999999999999999999999"]


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


@pytest.mark.parametrize("unseen", UNSEEN)
@pytest.mark.parametrize("sign", [sign for sign in SIGNS if not sign.isspace()])
def test_what_nobody_sees_hides_no_formula(sign: str, unseen: str):
    text = f"{unseen}{sign}cmd|'/c calc'!A1"
    assert plain_cell(text) == guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_stay_numbers(number: str):
    assert plain_cell(number) == guarded(number) == number
    assert unguarded(guarded(f"'{number}")) == f"'{number}"


@pytest.mark.parametrize("text", ["-5=1", "-5\n=1", "+66 2 224 8888", "--5", "-", "-1,23", "-5 บาท", "-5\n"])
def test_what_only_begins_like_a_number_is_marked(text: str):
    assert plain_cell(text) == f"'{text}"


def test_headings_are_marked_too():
    written = sheet.write("x", ["=1+1", "-2"], [], "csv").decode("utf-8-sig")
    assert next(csv.reader([written])) == ["'=1+1", "-2"]


CELLS = st.one_of(
    st.lists(st.sampled_from([*SIGNS, "'", '"', ",", "\r\n", "5", "ก", " ", "\ufeff"]), max_size=5).map(
        "".join
    ),
    st.sampled_from([*NUMBERS, "", "เขต"]),
)


def quoted(cell: str) -> str:
    """A cell as every program reads it; the csv module quotes a lone ``\\r`` in some of its versions only."""
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set('",\t\r\n') else cell


@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5),
    st.sampled_from([",", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([b"", codecs.BOM_UTF8]),
    st.integers(1, 40),
)
def test_a_table_passes_in_any_pieces(rows, delimiter: str, line: str, mark: bytes, size: int):
    content = mark + "".join(delimiter.join(map(quoted, row)) + line for row in rows).encode()
    # The same bytes as a mark and a cell without it: nobody can tell the two apart.
    assume(mark or not content.startswith(codecs.BOM_UTF8))
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    passed = b"".join(GuardedText(delimiter).of(pieces))
    assert passed.startswith(mark)
    read = list(csv.reader(io.StringIO(passed[len(mark) :].decode(), newline=""), delimiter=delimiter))
    assert read == [[guarded(cell) for cell in row] for row in rows]
    assert [[unguarded(cell) for cell in row] for row in read] == rows


def test_what_needs_no_mark_passes_byte_for_byte():
    content = 'a,"b",""\r\n1,,-5\nก,"x ""y""",\xa0z\n"a\nb",c,'.encode()
    assert b"".join(GuardedText().of([content])) == content
    assert b"".join(GuardedText().of([b"\xff,=1\n", b""])) == b"\xff,'=1\n"
    assert b"".join(GuardedText().of([])) == b""


@pytest.mark.parametrize("text", ["", "เขต", "a=b", "'คำพูด'", "1-2", "ก@ข"])
def test_other_texts_stay_as_they_are(text: str):
    assert plain_cell(text) == guarded(text) == unguarded(text) == text
