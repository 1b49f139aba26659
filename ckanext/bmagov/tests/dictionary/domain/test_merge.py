from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from ckanext.bmagov.dictionary.domain.merge import from_fields, info_of, to_fields
from ckanext.bmagov.dictionary.domain.spec import Column
from ckanext.bmagov.tests.dictionary.domain.strategies import COLUMNS

COLUMN = Column("เขต", label_th="เขต", type="code", description="รหัสเขต")
FIELD = {"id": "เขต", "type": "text", "info": {"label": "old", "notes": "เก่า", "colour": "red"}}


def test_our_words_go_to_the_datastore_and_nothing_of_others_is_lost():
    fields = [{"id": "_id", "type": "int"}, FIELD, {"id": "other", "type": "text", "info": {"label": "x"}}]
    assert to_fields([COLUMN, Column("not there")], fields) == [
        {"id": "_id", "type": "int"},
        {
            "id": "เขต",
            "type": "text",
            "info": {"label": "เขต", "notes": "รหัสเขต", "colour": "red", "type_override": "text"},
        },
        {"id": "other", "type": "text", "info": {"label": "x"}},
    ]


def test_what_we_do_not_say_leaves_theirs_alone():
    assert to_fields([Column("เขต")], [FIELD]) == [FIELD]


def test_what_is_empty_here_is_filled_from_there():
    merged = from_fields([Column("เขต")], [FIELD])
    assert merged.columns == (Column("เขต", label_en="old", description="เก่า"),)
    assert merged.conflicts == ()


def test_what_is_said_here_stays_without_a_base():
    assert from_fields([COLUMN], [FIELD]).columns == (COLUMN,)


def test_an_edit_on_the_datastore_s_page_comes_in():
    field = {"id": "เขต", "info": {**info_of(COLUMN), "label": "ชื่อเขต"}}
    merged = from_fields([COLUMN], [field], base={"เขต": info_of(COLUMN)})
    assert merged.columns[0].label_th == "ชื่อเขต"
    assert merged.conflicts == ()


def test_where_both_changed_ours_stays_and_theirs_is_told():
    base = {"เขต": {"label": "เดิม"}}
    merged = from_fields([COLUMN], [{"id": "เขต", "info": {"label": "ของเขา"}}], base=base)
    assert merged.columns == (COLUMN,)
    assert [(c.attribute, c.ours, c.theirs) for c in merged.conflicts] == [("label", "เขต", "ของเขา")]


def test_columns_of_one_side_only_are_named():
    merged = from_fields([Column("a")], [{"id": "_id", "type": "int"}, {"id": "b", "type": "numeric"}])
    assert merged.columns == (Column("a"), Column("b", type="number"))
    assert (merged.added, merged.absent) == (("b",), ("a",))


@pytest.mark.parametrize(
    ("stored", "override", "expected"),
    [
        ("text", "", "text"),
        ("text", "timestamp", "datetime"),
        ("int4", "numeric", "integer"),
        ("tsvector", "", ""),
    ],
)
def test_the_type_of_a_new_column_follows_the_override(stored: str, override: str, expected: str):
    merged = from_fields([], [{"id": "a", "type": stored, "info": {"type_override": override}}])
    assert merged.columns[0].type == expected


@settings(max_examples=40, deadline=None)
@given(st.lists(COLUMNS, max_size=4, unique_by=lambda column: column.name.casefold().replace(" ", "")))
def test_there_and_back_changes_nothing(columns: list[Column]):
    fields = to_fields(columns, [{"id": column.name, "type": "text"} for column in columns])
    merged = from_fields(columns, fields, base={str(item["id"]): item["info"] for item in fields})
    assert merged.columns == tuple(columns)
    assert (merged.added, merged.absent, merged.conflicts) == ((), (), ())
