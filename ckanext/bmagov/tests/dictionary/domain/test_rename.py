"""A column that is called otherwise now."""

from __future__ import annotations

from ckanext.bmagov.dictionary.domain.rename import rename_column
from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, Reference, Table

DISTRICTS = Table(
    "districts", columns=(Column("code", label_th="รหัส"), Column("parent", references=Reference("", "code")))
)
PEOPLE = Table(
    "people", columns=(Column("district", references=Reference("districts", "code")), Column("name"))
)


def test_what_is_said_of_it_and_what_refers_to_it_stays():
    renamed = rename_column(Dictionary((DISTRICTS, PEOPLE)), "CODE", "รหัสเขต")
    assert renamed is not None
    districts, people = renamed.tables
    assert districts.columns[0] == Column("รหัสเขต", label_th="รหัส")
    assert districts.columns[1].references == Reference("", "รหัสเขต")
    assert people.columns == (Column("district", references=Reference("districts", "รหัสเขต")), Column("name"))


def test_a_name_that_is_not_there_or_is_taken_changes_nothing():
    dictionary = Dictionary((DISTRICTS, PEOPLE))
    assert rename_column(dictionary, "x", "y") is None
    assert rename_column(dictionary, "code", "parent") is None
