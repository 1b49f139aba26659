"""A proposal or a file put together with the dictionary that is there."""

from __future__ import annotations

from hypothesis import given

from ckanext.bmagov.dictionary.domain.combine import combine
from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, Table
from ckanext.bmagov.tests.dictionary.domain.strategies import DICTIONARIES


def one(*columns: Column, name: str = "", **texts: str) -> Dictionary:
    return Dictionary((Table(name, columns=columns, **texts),))


OLD = one(
    Column("เขต", type="text", description="เขต", unit="-"), Column("เก่า", type="date"), label_th="ตาราง"
)
NEW = one(Column("เขต ", type="code", label_th="ชื่อเขต"), Column("ใหม่", type="integer", required=True))


def test_a_guess_only_fills_what_is_empty():
    found = combine(OLD, NEW, new_wins=False)
    (table,) = found.dictionary.tables
    first = table.columns[0]
    assert (first.name, first.type, first.label_th, first.description) == ("เขต", "text", "ชื่อเขต", "เขต")
    assert [column.name for column in table.columns] == ["เขต", "ใหม่", "เก่า"]
    assert (found.added, found.kept) == ((("", "ใหม่"),), (("", "เก่า"),))
    assert table.label_th == "ตาราง"


def test_a_file_wins_where_it_says_something():
    first = combine(OLD, NEW, new_wins=True).dictionary.tables[0].columns[0]
    assert (first.type, first.label_th, first.description, first.unit) == ("code", "ชื่อเขต", "เขต", "-")


def test_a_guess_makes_no_rule_where_somebody_described_the_column():
    guess = one(Column("a", type="integer", required=True, primary_key=True))
    described = combine(one(Column("a", type="integer")), guess, new_wins=False)
    assert not described.dictionary.tables[0].columns[0].primary_key
    bare = combine(one(Column("a", description="x")), guess, new_wins=False)
    assert bare.dictionary.tables[0].columns[0].primary_key


def test_a_size_of_another_type_is_not_taken_along():
    found = combine(one(Column("a", type="text", size=5)), one(Column("a", type="integer")), new_wins=True)
    assert found.dictionary.tables[0].columns[0].size is None


def test_tables_meet_by_name():
    old = Dictionary((Table("ก", columns=(Column("x"),)), Table("ข", columns=(Column("y"),))))
    new = Dictionary((Table("ค", columns=(Column("z"),)), Table("ก", columns=(Column("x", type="date"),))))
    found = combine(old, new, new_wins=True)
    assert [table.name for table in found.dictionary.tables] == ["ค", "ก", "ข"]
    assert (found.added, found.kept) == ((("ค", "z"),), (("ข", "y"),))


@given(DICTIONARIES)
def test_the_same_put_together_with_itself_is_the_same(dictionary: Dictionary):
    for new_wins in (True, False):
        found = combine(dictionary, dictionary, new_wins=new_wins)
        assert found.dictionary == dictionary
        assert (found.added, found.kept) == ((), ())


@given(DICTIONARIES, DICTIONARIES)
def test_no_column_is_lost(old: Dictionary, new: Dictionary):
    found = combine(old, new, new_wins=True)
    assert sum(1 for _ in found.dictionary.columns) >= max(
        sum(1 for _ in old.columns), sum(1 for _ in new.columns)
    )
