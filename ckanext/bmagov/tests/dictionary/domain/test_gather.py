"""Several dictionaries as one: every table has a name of its own, and references follow."""

from __future__ import annotations

from ckanext.bmagov.dictionary.domain.gather import gather
from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, Reference, Table

ONE = Dictionary((Table(columns=(Column("a"),)),))
TREE = Dictionary((Table("t", columns=(Column("id"), Column("parent", references=Reference("", "id")))),))


def names(dictionary: Dictionary) -> list[str]:
    return [table.name for table in dictionary.tables]


def test_a_single_one_stays_as_it_is():
    assert gather([("ไฟล์", ONE), ("ว่าง", Dictionary())]) == ONE


def test_tables_without_a_name_get_that_of_their_resource():
    assert names(gather([("เขต", ONE), ("ถนน", ONE)])) == ["เขต", "ถนน"]


def test_no_name_is_there_twice():
    assert names(gather([("ก", ONE), ("ก", ONE), ("x", TREE), ("y", TREE)])) == ["ก", "ก (2)", "t", "y – t"]


def test_references_follow_their_tables():
    whole = gather([("x", TREE), ("y", TREE)])
    assert [table.columns[1].references for table in whole.tables] == [
        Reference("t", "id"),
        Reference("y – t", "id"),
    ]
