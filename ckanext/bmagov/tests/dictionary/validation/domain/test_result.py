"""Reports as they are stored and seen."""

from __future__ import annotations

import json
from dataclasses import replace

from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, Table
from ckanext.bmagov.dictionary.validation.domain.result import (
    MASK,
    checked_hash,
    readable_tables,
    result_to_dict,
)
from ckanext.bmagov.dictionary.validation.domain.validate import validate

TABLE = Table(
    "คน",
    columns=(
        Column("ชื่อ", type="integer", personal="yes", personal_kind="name"),
        Column("วันที่", type="date"),
        Column("รหัส", type="code", codelist="district"),
    ),
)
WHOLE = Dictionary((TABLE,))
ROWS = [["สมชาย", "31/2/2564", "1"], ["สมหญิง", "2564", "2"], ["9", "1-1001-00001-01-4", "x"]]


def stored():
    report = validate(TABLE, ["ชื่อ", "วันที่", "รหัส"], ROWS, codelists={"district": frozenset("12")})
    plain = result_to_dict(TABLE, report)
    assert json.loads(json.dumps(plain)) == plain
    return plain


def test_values_of_persons_are_never_stored():
    text = str(stored())
    assert "สมชาย" not in text
    assert "1-1001" not in text
    assert "31/2/2564" in text


def test_who_may_not_read_the_data_sees_no_values_not_even_in_sentences():
    (table,) = readable_tables([stored()], WHOLE, (), values=False)
    assert "31" not in str(table["groups"])
    assert MASK in str(table["groups"])
    assert table["violations"] == 6


def test_hidden_columns_are_in_no_part_of_it():
    (table,) = readable_tables([stored()], WHOLE, {("คน", "วันที่")}, values=True)
    assert "วันที่" not in str(table)
    assert (table["violations"], table["hidden_violations"]) == (3, 3)


def test_what_is_personal_today_is_masked_though_it_was_not_at_the_check():
    columns = tuple(replace(column, personal="yes") for column in TABLE.columns)
    (table,) = readable_tables([stored()], Dictionary((replace(TABLE, columns=columns),)), (), values=True)
    assert "31/2" not in str(table["groups"])


def test_only_what_is_checked_changes_the_hash():
    plain = checked_hash(WHOLE, {})
    labelled = Dictionary(
        (replace(TABLE, columns=(replace(TABLE.columns[0], label_th="ก"), *TABLE.columns[1:])),)
    )
    assert checked_hash(labelled, {}) == plain
    ruled = Dictionary((replace(TABLE, columns=(replace(TABLE.columns[0], size=3), *TABLE.columns[1:])),))
    assert checked_hash(ruled, {}) != plain
    assert checked_hash(WHOLE, {"district": {"1"}}) != checked_hash(WHOLE, {"district": {"2"}})
