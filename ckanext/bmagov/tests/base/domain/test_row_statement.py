"""What the log says of a row, and how a changed one differs."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ckanext.bmagov.base.domain.row_statement import Difference, Json, differences, shown, statement

BANGKOK = dt.timezone(dt.timedelta(hours=7))
MOMENT = dt.datetime(2026, 11, 30, tzinfo=BANGKOK)


def told(value: Any, *, codes: tuple[str, ...] = ("code",), name: str = "code") -> Any:
    return statement({name: value}, codes)[name]


def sha(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, None),
        (True, True),
        (2570, 2570),
        ("", ""),
        ("signed_off", "signed_off"),
        ("a" * 64, "a" * 64),
        ("a" * 65, sha("a" * 65)),
        (Decimal("12.50"), "12.50"),
        (Decimal("1E+3"), "1000"),
        (dt.date(2026, 11, 30), "2026-11-30"),
        (dt.datetime(2026, 11, 30, 7, 0, 0, 5, BANGKOK), "2026-11-30T00:00:00.000005+00:00"),
    ],
)
def test_each_kind_of_value_has_one_form(value: Any, said: Any):
    assert told(value) == said


def test_words_are_told_by_their_digest():
    assert told("สมชาย ใจดี", name="signed_by") == sha("สมชาย ใจดี")


@pytest.mark.parametrize("same", ['{"b": 1, "a": [2]}', '{"a":[2],"b":1}'])
def test_json_has_one_form(same: str):
    assert told(Json(same)) == sha('{"a":[2],"b":1}')


@pytest.mark.parametrize(
    ("one", "other"),
    [("1.5", '"1.5"'), ("1.50", "1.5"), ("1", "1.0"), ("null", "{}"), ("[1,2]", "[2,1]"), ("1", "true")],
)
def test_json_that_only_looks_alike_is_told_apart(one: str, other: str):
    assert told(Json(one)) != told(Json(other))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=9))
def test_other_json_has_another_digest(value: Any):
    import json

    assert told(Json(json.dumps(value))) != told(Json(json.dumps([value])))


def test_a_time_needs_its_zone():
    with pytest.raises(ValueError, match="zone"):
        told(MOMENT.replace(tzinfo=None))


@pytest.mark.parametrize("value", [1.5, b"x", [1]])
def test_other_kinds_are_refused(value: Any):
    with pytest.raises(TypeError):
        told(value)


def test_differences_name_the_column_what_it_is_and_what_was_said():
    said = {"id": "a", "share": "0.5", "confirms": True, "old": 1}
    now = {"id": "a", "share": None, "confirms": 1, "new": "x"}
    assert list(differences(said, now)) == [
        Difference("share", "nothing", '"0.5"'),
        Difference("confirms", "1", "true"),
        Difference("new", '"x"', None),
    ]
    assert list(differences(said, said)) == []


def test_a_text_is_not_nothing():
    assert shown(None) == "nothing"
    assert shown("nothing") == '"nothing"'
