from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings

from ckanext.bmagov.dictionary.domain.diff import BREAKING, compare
from ckanext.bmagov.dictionary.domain.spec import Allowed, Column, Dictionary, Reference, Table
from ckanext.bmagov.tests.dictionary.domain.strategies import DICTIONARIES

BASE = Column(
    "income",
    label_th="รายได้",
    type="integer",
    size=5,
    description="รายได้ครัวเรือน",
    allowed=(Allowed("1"), Allowed("2")),
    minimum="1",
    maximum="9",
    unit="บาท",
)


def reasons(old: Column, new: Column) -> list[str]:
    return [change.reason for change in compare(whole(old), whole(new)).changes]


def whole(*columns: Column, name: str = "t") -> Dictionary:
    return Dictionary((Table(name, columns=columns),))


@settings(max_examples=40, deadline=None)
@given(DICTIONARIES)
def test_a_version_does_not_differ_from_itself(dictionary: Dictionary):
    assert not compare(dictionary, dictionary)


@settings(max_examples=40, deadline=None)
@given(DICTIONARIES, DICTIONARIES)
def test_different_versions_differ_by_known_reasons(old: Dictionary, new: Dictionary):
    difference = compare(old, new)
    assert bool(difference) == (old != new)
    assert {change.reason for change in difference.changes} <= set(BREAKING)


@pytest.mark.parametrize(
    ("change", "expected", "breaking"),
    [
        ({"type": "number"}, "type-widened", False),
        ({"type": "date"}, "type-changed", True),
        ({"size": 4}, "size-reduced", True),
        ({"size": None}, "size-increased", False),
        ({"required": True}, "required-added", True),
        ({"unique": True}, "unique-added", True),
        ({"primary_key": True}, "key-changed", True),
        ({"references": Reference("x", "y")}, "reference-added", True),
        ({"allowed": (*BASE.allowed, Allowed("3"))}, "values-added", False),
        ({"allowed": BASE.allowed[:1]}, "values-removed", True),
        ({"allowed": ()}, "values-freed", False),
        ({"allowed": (Allowed("1", "หนึ่ง"), Allowed("2"))}, "values-relabelled", False),
        ({"codelist": "yes_no"}, "values-limited", True),
        ({"pattern": "a"}, "pattern-changed", True),
        ({"minimum": "2"}, "range-narrowed", True),
        ({"minimum": ""}, "range-widened", False),
        ({"maximum": "10"}, "range-widened", False),
        ({"maximum": "๘"}, "range-narrowed", True),
        ({"unit": "ล้านบาท"}, "unit-changed", True),
        ({"era": "be"}, "date-writing-changed", True),
        ({"missing": ("-",)}, "missing-added", True),
        ({"personal": "yes"}, "personal-changed", False),
        ({"classification": "secret"}, "level-changed", True),
        ({"description": "อื่น"}, "description-changed", False),
        ({"example": "5"}, "description-changed", False),
    ],
)
def test_each_change_has_its_reason(change: dict, expected: str, breaking: bool):
    new = replace(BASE, **change)
    difference = compare(whole(BASE), whole(new))
    assert [c.reason for c in difference.changes] == [expected]
    assert difference.breaking is breaking


def test_every_attribute_of_a_column_is_compared():
    for item in fields(Column):
        value = getattr(BASE, item.name)
        other = {bool: not value, str: "zz"}.get(type(value), ())
        if item.name in ("size", "decimals"):
            other = 77
        if item.name == "references":
            other = Reference("", "z")
        if item.name == "allowed":
            other = (Allowed("z"),)
        if item.name == "missing":
            other = ("z",)
        assert reasons(BASE, replace(BASE, **{item.name: other})), item.name


def test_columns_come_and_go():
    difference = compare(whole(BASE, Column("x", type="text")), whole(BASE, Column("ก", type="date")))
    assert [(c.reason, c.column) for c in difference.changes] == [
        ("column-added", "ก"),
        ("column-removed", "x"),
    ]
    added = compare(whole(), whole(Column("k", required=True)))
    assert [c.reason for c in added.changes] == ["column-added-required"]


def test_a_column_renamed_is_guessed_by_its_name_or_by_what_is_said_of_it():
    by_name = compare(whole(Column("household_income")), whole(Column("household_incomes")))
    by_words = compare(whole(BASE), whole(replace(BASE, name="รายได้")))
    assert [c.reason for c in by_name.changes] == ["column-renamed"]
    assert [(c.reason, c.old, c.new) for c in by_words.changes] == [("column-renamed", "income", "รายได้")]


def test_another_order_is_compatible():
    a, b = Column("a"), Column("b")
    difference = compare(whole(a, b), whole(b, a))
    assert [(c.reason, c.breaking) for c in difference.changes] == [("order-changed", False)]


def test_tables_come_go_and_are_renamed():
    assert [c.reason for c in compare(whole(BASE), whole(BASE, name="u")).changes] == ["table-renamed"]
    gone = compare(whole(BASE), whole(Column("other"), name="u"))
    assert [c.reason for c in gone.changes] == ["table-added", "table-removed"]
    assert gone.breaking
