from __future__ import annotations

import pytest

from ckanext.bmagov.site.domain.action_description import Described, Kind, describe, odd_parameters

TEXT = """Do something.

:param id: the id or name of it
:type id: string
:param limit: at most so many (optional, default: ``10``)
:type limit: int
:param names: (optional) what is wanted,
    over two lines
:type names: list of strings
:param bool deep: all of it (optional)
:param extras: more (optional)
:type extras: dict
:param mixed: one or more (optional)
:type mixed: string or list of strings
:returns: something
"""


def test_a_description_tells_kinds_and_what_must_be_there():
    assert describe(TEXT) == {
        "id": Described(Kind.TEXT, optional=False),
        "limit": Described(Kind.NUMBER),
        "names": Described(Kind.LIST),
        "deep": Described(Kind.FLAG),
        "extras": Described(Kind.OBJECT),
        "mixed": Described(Kind.ANY),
    }
    assert describe("") == {}


def codes(params: dict, error: Exception, text: str = TEXT) -> dict[str, str]:
    return {one.name: one.code for one in odd_parameters(describe(text), params, error)}


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, {"id": "FIELD-REQUIRED"}),
        ({"id": ["a"]}, {"id": "TEXT-TYPE"}),
        ({"id": "a", "limit": "x"}, {"limit": "LIMIT-RANGE"}),
        ({"id": "a", "limit": -1}, {"limit": "LIMIT-RANGE"}),
        ({"id": "a", "names": "x"}, {"names": "LIST-TYPE"}),
        ({"id": "a", "names": ["x", None]}, {"names": "LIST-TYPE"}),
        ({"id": "a", "deep": "perhaps"}, {"deep": "VALUE-UNKNOWN"}),
        ({"id": "a", "extras": []}, {"extras": "OBJECT-TYPE"}),
        ({"id": "a", "unknown": 10**40}, {"unknown": "LIMIT-RANGE"}),
        ({"id": "a", "unknown": {"a": 1}}, {"unknown": "VALUE-FORMAT"}),
        ({"id": "a", "unknown": None}, {"unknown": "VALUE-FORMAT"}),
        ({"id": "a", "limit": ""}, {"limit": "LIMIT-RANGE"}),
    ],
)
def test_what_was_odd_about_a_failed_call(params, expected):
    assert codes(params, TypeError("x")) == expected


def test_the_error_itself_tells_what_lacks_or_is_wrong():
    assert codes({"id": "a"}, KeyError("group_id")) == {"group_id": "FIELD-REQUIRED"}
    assert codes({"id": "a", "since": "กรุงเทพ"}, ValueError("bad date 'กรุงเทพ'")) == {"since": "VALUE-FORMAT"}


@pytest.mark.parametrize("error", [TypeError("x"), KeyError("id"), ValueError("bad"), KeyError(7)])
def test_a_failure_over_nothing_odd_stays_a_fault_of_ours(error):
    assert codes({"id": "a", "limit": 5, "deep": True, "mixed": "x"}, error) == {}
