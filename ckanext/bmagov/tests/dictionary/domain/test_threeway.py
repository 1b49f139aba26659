"""Two people at once."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, Table
from ckanext.bmagov.dictionary.domain.threeway import Clash, Together, merge
from ckanext.bmagov.tests.dictionary.domain.strategies import DICTIONARIES

A, B, C = Column("a", type="text"), Column("b", type="integer"), Column("c", description="อักษร")


def of(*columns: Column) -> Dictionary:
    return Dictionary((Table("t", columns=columns),))


def names(dictionary: Dictionary) -> list[str]:
    return [column.name for _, column in dictionary.columns]


def test_what_each_changed_is_in_both():
    done = merge(of(A, B), of(replace(A, unit="คน"), B), of(A, replace(B, description="จำนวน")))
    assert done.dictionary == of(replace(A, unit="คน"), replace(B, description="จำนวน"))
    assert done.clashes == ()


def test_mine_stands_where_both_changed_the_same_and_it_is_told():
    done = merge(of(A), of(replace(A, unit="คน")), of(replace(A, unit="ราย")))
    assert done.dictionary == of(replace(A, unit="คน"))
    assert done.clashes == (Clash("t", "a", "unit", "คน", "ราย"),)


def test_the_same_change_twice_is_no_clash():
    same = of(replace(A, unit="คน"))
    assert merge(of(A), same, same) == merge(of(A), same, of(A))


def test_additions_of_both_stand_after_what_they_followed():
    done = merge(of(A, B), of(A, Column("mine"), B), of(A, B, Column("theirs")))
    assert names(done.dictionary) == ["a", "mine", "b", "theirs"]


def test_one_of_the_same_name_added_by_both_is_one_column():
    done = merge(of(A), of(A, Column("n", type="text")), of(A, Column("n", unit="บาท")))
    assert done.dictionary == of(A, Column("n", type="text", unit="บาท"))


def test_their_order_is_taken_when_only_they_moved():
    assert names(merge(of(A, B, C), of(A, B, C), of(C, A, B)).dictionary) == ["c", "a", "b"]
    assert names(merge(of(A, B, C), of(B, A, C), of(C, A, B)).dictionary) == ["b", "a", "c"]


def test_what_one_removed_is_gone_unless_mine_was_changed():
    assert names(merge(of(A, B), of(A), of(A, B)).dictionary) == ["a"]
    assert names(merge(of(A, B), of(A, B), of(A)).dictionary) == ["a"]
    changed = replace(B, unit="บาท")
    done = merge(of(A, B), of(A, changed), of(A))
    assert done.dictionary == of(A, changed)
    assert done.clashes == (Clash("t", "b", mine=changed),)
    done = merge(of(A, B), of(A), of(A, changed))
    assert done.dictionary == of(A)
    assert done.clashes == (Clash("t", "b", theirs=changed),)


def test_a_renaming_meets_another_change():
    done = merge(of(A, C), of(A, replace(C, name="c2")), of(A, replace(C, unit="ตัว")))
    assert done.dictionary == of(A, replace(C, name="c2", unit="ตัว"))


def test_tables_are_merged_as_columns_are():
    base = Dictionary((Table("t", columns=(A,)), Table("u", columns=(B,))))
    mine = Dictionary((Table("t", "ตาราง", columns=(A,)), Table("u", columns=(B,))))
    theirs = Dictionary((Table("t", columns=(A,)), Table("v", columns=(C,))))
    done = merge(base, mine, theirs)
    assert [(table.name, table.label_th) for table in done.dictionary.tables] == [("t", "ตาราง"), ("v", "")]


@given(DICTIONARIES, DICTIONARIES)
def test_one_side_alone_wins_all(base: Dictionary, other: Dictionary):
    assert merge(base, other, base) == Together(other)
    assert merge(base, base, other) == Together(other)
