"""The list of duties that auditors keep: a code word means there what it means in a form."""

from __future__ import annotations

import pytest

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
