"""The list of duties that auditors keep: a code word means there what it means in a form."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings, strategies as st

from ckanext.bmagov.base.domain.text import find_control_character, match_key, normalize_line
from ckanext.bmagov.base.formats import sheet, table
from ckanext.bmagov.base.formats.cell import guarded, unguarded
from ckanext.bmagov.base.readers.codelists import read_file
from ckanext.bmagov.dictionary.domain.words import Words
from ckanext.bmagov.kpi.register.domain.register_list import KINDS, read_list
from ckanext.bmagov.tests.kpi.make import RULES_DIR

LISTS = RULES_DIR.parent / "schemas" / "codelists"
UNITS, LEVELS = (read_file(LISTS / f"{name}.yaml") for name in ("update_frequency", "data_classification"))
COLUMNS = ("หน่วยงาน", "ประเภท", "ชื่อชุดข้อมูล", "ความถี่", "ชั้นข้อมูล")


def read(kind: str = "spatial", unit: str = "", level: str = ""):
    row = ("สำนักงานเขต", kind, "ป้าย", unit, level)
    return read_list(COLUMNS, [(2, row)], fiscal_year=2570, units=UNITS, levels=LEVELS)


def spellings(known):
    return [(code.value, word) for code in known.codes for word in code.spellings]


@pytest.mark.parametrize(("value", "word"), spellings(UNITS))
def test_every_word_of_a_frequency_is_read(value, word):
    for written in (word, word.upper(), f" {word} "):
        (entry,) = read(unit=written).entries
        assert entry.unit == value == UNITS.find(written).value


@pytest.mark.parametrize(("value", "word"), spellings(LEVELS))
def test_every_word_of_a_level_is_read_here_and_in_a_dictionary(value, word):
    assert read(level=word).entries[0].level == value
    assert Words("th", LEVELS).read("classification", word) == value


@pytest.mark.parametrize(("value", "word"), spellings(KINDS))
def test_every_word_of_a_kind_is_read_also_as_the_register_shows_it(value, word):
    assert read(kind=word).entries[0].kind == value


def test_an_unknown_word_is_told_with_the_nearest():
    (problem,) = read(unit="รายเดอน").problems
    assert (problem.code, problem.params["nearest"]) == ("VALUE-UNKNOWN", "month")
    (problem,) = read(kind="").problems
    assert problem.code == "TEXT-EMPTY"


TITLES = (
    st.text(min_size=1, max_size=40)
    .map(normalize_line)
    .filter(lambda text: text and not find_control_character(text))
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(KINDS.codes), TITLES, st.integers(2500, 2599), st.sampled_from(UNITS.codes),
            st.integers(1, 99), st.sampled_from(LEVELS.codes), st.sampled_from(["th", "en"]),
        ),
        min_size=1,
        unique_by=lambda row: (row[0].value, match_key(row[1])),
    ),
    st.sampled_from(["csv", "xlsx"]),
)  # fmt: skip
def test_what_is_written_out_is_read_as_it_was(duties, extension):
    """Labels of either language, and titles that a spreadsheet would take for a formula."""
    columns = ("หน่วยงาน", "ประเภท", "ชื่อชุดข้อมูล", "ปีงบประมาณ", "ความถี่", "ค่าความถี่", "ระดับชั้นข้อมูล")
    lines = [
        (
            "bang-rak", kind.label(language), guarded(title), year, unit.label(language), interval,
            level.label(language),
        )
        for kind, title, year, unit, interval, level, language in duties
    ]  # fmt: skip
    stream = io.BytesIO(sheet.write("register", columns, lines, extension))
    described = table.describe(stream)
    cells = [list(map(unguarded, row)) for row in table.iter_rows(stream, described.layout)]
    rows = list(enumerate(cells, described.layout.data_row))
    reading = read_list(described.columns, rows, fiscal_year=2570, units=UNITS, levels=LEVELS)
    assert reading.problems == ()
    assert [
        (entry.kind, entry.title, entry.added_year, entry.unit, entry.interval, entry.level)
        for entry in reading.entries
    ] == [
        (kind.value, title, year, unit.value, interval, level.value)
        for kind, title, year, unit, interval, level, _ in duties
    ]
