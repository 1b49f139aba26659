from __future__ import annotations

import json

import pytest
from hypothesis import given, settings, strategies as st

from ckanext.bmagov.dictionary.domain.reading import parse_column, parse_dictionary
from ckanext.bmagov.dictionary.domain.spec import (
    SENSITIVE_KINDS,
    Allowed,
    Column,
    Dictionary,
    Reference,
    Table,
    completeness,
    missing_minimum,
    to_dict,
)
from ckanext.bmagov.tests.dictionary.domain.strategies import DICTIONARIES, NAMES


@settings(max_examples=40, deadline=None)
@given(DICTIONARIES)
def test_out_and_in_again_changes_nothing(dictionary: Dictionary):
    parsed = parse_dictionary(json.loads(json.dumps(to_dict(dictionary))))
    assert parsed.findings == ()
    assert parsed.dictionary == dictionary


@settings(max_examples=40, deadline=None)
@given(st.builds(Reference, st.just("") | NAMES | st.just('a."b'), NAMES | st.just('x"y.z')))
def test_a_reference_is_read_as_it_is_written(reference: Reference):
    assert Reference.parse(str(reference)) == reference


@pytest.mark.parametrize("text", ["", ".", "a.", ".a", "a.b.c", 'a."', "a..b"])
def test_what_is_no_reference_is_none(text: str):
    assert Reference.parse(text) is None


def test_columns_may_name_their_table():
    raw = [{"table": "b", "name": "x"}, {"table": "a", "name": "y"}, {"table": "b", "name": "z"}]
    parsed = parse_dictionary(raw)
    assert parsed.findings == ()
    names = [(table.name, [c.name for c in table.columns]) for table in parsed.dictionary.tables]
    assert names == [("b", ["x", "z"]), ("a", ["y"])]


def test_a_type_is_read_with_its_size():
    column, findings = parse_column({"name": "amount", "type": "NUMBER(10,2)"})
    assert findings == ()
    assert column == Column("amount", type="number", size=10, decimals=2)


def test_a_size_beside_the_type_wins():
    column, _ = parse_column({"name": "a", "type": "varchar(10)", "size": "๒๐"})
    assert column == Column("a", type="text", size=20)


def test_text_comes_in_normalised_and_flags_in_the_words_of_people():
    column, findings = parse_column(
        {"name": " จํานวน\u200b ", "required": "ใช่", "unique": "N", "missing": ["-", "-"]}
    )
    assert findings == ()
    assert column == Column("จำนวน", required=True, missing=("-",))


def test_allowed_values_may_be_bare():
    column, findings = parse_column({"name": "a", "allowed": ["1", {"value": 2, "label_th": "สอง"}]})
    assert findings == ()
    assert column is not None
    assert column.allowed == (Allowed("1"), Allowed("2", "สอง"))


@pytest.mark.parametrize(
    ("raw", "code", "field"),
    [
        ({"name": "a", "type": "หมู"}, "TYPE-UNKNOWN", "type"),
        ({"name": "a", "colour": "red"}, "KEY-UNKNOWN", "colour"),
        ({"name": ["a"]}, "TEXT-EXPECTED", "name"),
        ({"name": "a", "unit": "x\x00"}, "TEXT-CONTROL-CHAR", "unit"),
        ({"name": "a", "unit": "ก" * 501}, "TEXT-LENGTH", "unit"),
        ({"name": "a", "required": "อาจจะ"}, "FLAG-EXPECTED", "required"),
        ({"name": "a", "size": "-1"}, "COUNT-EXPECTED", "size"),
        ({"name": "a", "size": True}, "COUNT-EXPECTED", "size"),
        ({"name": "a", "references": "a.b.c"}, "REFERENCE-FORMAT", "references"),
        ({"name": "a", "allowed": "x"}, "LIST-EXPECTED", "allowed"),
        ({"name": "a", "missing": "-"}, "LIST-EXPECTED", "missing"),
        ({"name": "a", "allowed": [{"value": "1", "colour": "red"}]}, "KEY-UNKNOWN", "allowed"),
        ({"name": "a", "allowed": ["1"] * 5001}, "LIMIT-EXCEEDED", "allowed"),
        ("a", "DICT-FORMAT", ""),
    ],
)
def test_bad_input_is_named_at_its_place(raw: object, code: str, field: str):
    parsed = parse_dictionary({"tables": [{"name": "t", "columns": [{"name": "x"}, raw]}]})
    finding = parsed.findings[0]
    assert (finding.code, finding.field, finding.table, finding.row) == (code, field, "t", 2)
    assert parsed.errors


@pytest.mark.parametrize("raw", [None, 5, "x", {"tables": 5}, {"columns": "x"}, {}])
def test_what_is_no_dictionary_is_refused(raw: object):
    parsed = parse_dictionary(raw)
    assert [finding.code for finding in parsed.findings] == ["DICT-FORMAT"]
    assert parsed.dictionary == Dictionary()


@settings(max_examples=40, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["tables", "columns", "name", "table", "allowed", "type"]), inner, max_size=3
            )
        ),
        max_leaves=12,
    )
)
def test_nothing_makes_reading_fail(raw: object):
    parsed = parse_dictionary(raw)
    assert parse_dictionary(to_dict(parsed.dictionary)).dictionary == parsed.dictionary


def test_completeness_counts_the_minimum_of_the_standard():
    columns = (
        Column("a", type="text", description="ชื่อ"),
        Column("b", type="text", description_en="Name"),
        Column("c", label_th="ป้าย"),
    )
    found = completeness(Dictionary((Table(columns=columns),)))
    assert (found.columns, found.complete) == (3, 2)
    assert found.missing == {"name": 0, "type": 1, "description": 1}
    assert found.share == pytest.approx(2 / 3)
    assert missing_minimum(columns[2]) == ("type", "description")
    assert completeness(Dictionary()).share == 0


def test_a_label_falls_back_to_the_other_language_and_the_name():
    assert Column("a", label_th="ก").label("en") == "ก"
    assert Column("a").label("th") == "a"


def test_a_name_in_thai_stands_before_a_label_in_english():
    boys = Column("ชาย", label_en="Boys")
    assert (boys.label("th"), boys.label("en")) == ("ชาย", "Boys")
    assert Column("ชาย").label("en") == "ชาย"


def test_sensitive_personal_data_is_known():
    assert "health" in SENSITIVE_KINDS
    assert "name" not in SENSITIVE_KINDS
