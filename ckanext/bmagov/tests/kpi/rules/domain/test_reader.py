"""The reader of rule files: what is wrong is told with its place, and reading goes on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ckanext.bmagov.kpi.rules.domain.reader import MAX_TEXT, NO_DAY, Reader, RuleSetError
from ckanext.bmagov.kpi.rules.domain.ruleset import Status, Text


def told(reader: Reader) -> list[tuple[str, str]]:
    return [(problem.code, problem.path) for problem in reader.problems]


@pytest.mark.parametrize(
    ("method", "raw", "more", "value", "code"),
    [
        ("text", " ก ", {}, "ก", ""),
        ("text", "  ", {}, "", "RULE-EMPTY"),
        ("text", "  ", {"empty": True}, "", ""),
        ("text", 1, {}, "", "RULE-TYPE"),
        ("text", "a" * MAX_TEXT, {}, "a" * MAX_TEXT, ""),
        ("text", "a" * (MAX_TEXT + 1), {}, "a" * (MAX_TEXT + 1), "LIMIT"),
        ("number", "0.5", {}, Decimal("0.5"), ""),
        ("number", 0, {}, Decimal(0), ""),
        ("number", 1, {}, Decimal(1), ""),
        ("number", "1.01", {}, Decimal(0), "SHARE-RANGE"),
        ("number", "-0.1", {}, Decimal(0), "SHARE-RANGE"),
        ("number", 0.5, {}, Decimal(0), "SHARE-RANGE"),
        ("number", True, {}, Decimal(0), "SHARE-RANGE"),
        ("number", "nan", {}, Decimal(0), "SHARE-RANGE"),
        ("number", "much", {"code": "OTHER"}, Decimal(0), "OTHER"),
        ("number", None, {}, Decimal(0), "SHARE-RANGE"),
        ("number", "5", {"low": "5", "high": "9"}, Decimal(5), ""),
        ("whole", 1, {"low": 1, "high": 3}, 1, ""),
        ("whole", 3, {"low": 1, "high": 3}, 3, ""),
        ("whole", 4, {"low": 1, "high": 3}, 1, "NUMBER-RANGE"),
        ("whole", 0, {"low": 1, "high": 3}, 1, "NUMBER-RANGE"),
        ("whole", True, {"low": 1, "high": 3}, 1, "NUMBER-RANGE"),
        ("whole", "2", {"low": 1, "high": 3}, 1, "NUMBER-RANGE"),
        ("day", "31/1/2564", {}, date(2021, 1, 31), ""),
        ("day", "2021-01-31", {}, date(2021, 1, 31), ""),
        ("day", 20210131, {}, NO_DAY, "DATE-FORMAT"),
        ("choice", "b", {"known": ["a", "b"]}, "b", ""),
        ("choice", "c", {"known": ["a", "b"]}, "a", "VALUE-UNKNOWN"),
        ("choice", "c", {"known": []}, "", "VALUE-UNKNOWN"),
        ("member", "draft", {"kind": Status}, Status.DRAFT, ""),
        ("list", ("a",), {}, ["a"], ""),
        ("list", [], {}, [], "RULE-EMPTY"),
        ("list", [], {"empty": True}, [], ""),
        ("list", "ab", {}, [], "RULE-TYPE"),
        ("both", {"th": "ก", "en": "k"}, {}, Text("ก", "k"), ""),
        ("both", {"th": "ก", "en": ""}, {"empty": True}, Text("ก", ""), ""),
    ],
)
def test_one_value(method: str, raw: Any, more: dict[str, Any], value: Any, code: str):
    reader = Reader()
    assert getattr(reader, method)(raw, "a.b", **more) == value
    assert told(reader) == ([(code, "a.b")] if code else [])


def test_a_day_that_is_none_is_told_with_what_is_wrong():
    reader = Reader()
    assert reader.day("31/2/2564", "day") == NO_DAY
    assert told(reader)[0][0].startswith("DATE-")


def test_what_is_missing_and_what_is_unknown_is_told_by_name():
    reader = Reader()
    assert reader.mapping({"th": "ก", "enn": "k", "x": 1}, "name", Text, ["x"]) == {"th": "ก", "x": 1}
    assert told(reader) == [("RULE-UNKNOWN", "name.enn"), ("RULE-MISSING", "name.en")]
    assert reader.problems[0].params == {"nearest": "en"}
    assert Reader().mapping({"th": "ก", "en": "k"}, "", Text) == {"th": "ก", "en": "k"}
    other = Reader()
    assert other.mapping(["th"], "name", Text) == {}
    assert told(other) == [("RULE-TYPE", "name")]
    assert str(RuleSetError(tuple(other.problems))) == "RULE-TYPE name {'expected': 'mapping'}"


def test_names_of_a_list_stand_once():
    reader = Reader()
    assert reader.choices(["a", "b"], "c", ["a", "b"]) == ("a", "b")
    assert reader.texts(["x ", "y"], "t") == ("x", "y")
    assert told(reader) == []
    assert reader.choices(["a", "b", "a", "z"], "c", ["a", "b"]) == ("a", "b", "a", "a")
    assert told(reader) == [("VALUE-UNKNOWN", "c[4]"), ("DUPLICATE", "c")]


def test_things_with_ids_are_read_at_their_place():
    reader = Reader()
    raw = [{"id": "a"}, {"id": "b"}, {"id": "a"}, {"id": 4}, {}]
    assert reader.each(raw, "steps", lambda _, where: where) == (
        "steps[a]",
        "steps[b]",
        "steps[a]",
        "steps[4]",
        "steps[5]",
    )
    assert told(reader) == [("DUPLICATE", "steps[a]"), ("YAML-QUOTE-VALUE", "steps[4].id")]
