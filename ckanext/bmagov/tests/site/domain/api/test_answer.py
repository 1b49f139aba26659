from __future__ import annotations

import datetime as dt
import typing
from typing import Any, Literal, NotRequired, TypedDict

import pytest

from ckanext.bmagov.site.domain.api.answer import Field, fields, is_declared, name_of


class Leaf(TypedDict):
    name: str
    size: NotRequired[int]


class Branch(Leaf):
    leaf: Leaf | None
    twigs: list[Leaf]
    counts: dict[str, int]
    named: dict[str, Leaf]
    branches: list[Branch]


def hints(record: type) -> dict[str, Any]:
    return typing.get_type_hints(record, include_extras=True)


def told(hint: Any) -> list[tuple[str, str, bool, str]]:
    return [(one.path, one.type, one.always, one.again) for one in fields(hint, hints)]


def test_fields_stand_one_below_the_other():
    assert told(list[Branch]) == [
        ("[].name", "string", True, ""),
        ("[].size", "integer", False, ""),
        ("[].leaf", "object or null", True, ""),
        ("[].leaf.name", "string", True, ""),
        ("[].leaf.size", "integer", False, ""),
        ("[].twigs", "array of object", True, ""),
        ("[].twigs[].name", "string", True, ""),
        ("[].twigs[].size", "integer", False, ""),
        ("[].counts", "object", True, ""),
        ("[].named", "object", True, ""),
        ("[].named.*.name", "string", True, ""),
        ("[].named.*.size", "integer", False, ""),
        ("[].branches", "array of object", True, "[]"),
    ]


def test_what_holds_itself_is_told_once():
    assert list(fields(Branch, hints))[-1] == Field("branches", "array of object", True, ".")


@pytest.mark.parametrize(
    ("hint", "name"),
    [
        (str, "string"),
        (float, "number"),
        (bool, "boolean"),
        (int | None, "integer or null"),
        (list[str], "array of string"),
        (dict[str, Any], "object"),
        (Literal["a", "b"], "string"),
        (Any, "any"),
    ],
)
def test_names_are_those_of_json(hint, name):
    assert name_of(hint) == name


def test_what_json_cannot_hold_is_an_error():
    with pytest.raises(TypeError):
        name_of(dt.date)


@pytest.mark.parametrize(
    ("hint", "expected"),
    [(Leaf, True), (list[Leaf], True), (Leaf | None, True), (dict[str, Any], False), (list[dict], False)],
)
def test_any_object_tells_nothing(hint, expected):
    assert is_declared(hint) is expected
