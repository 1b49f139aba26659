"""The six parts of governance: how far each is, and which datasets keep to what is measured."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.bmagov.kpi.evidence.domain.governance import (
    Entry,
    GovernanceError,
    PartRecord,
    Standing,
    judge_part,
    parse_parts,
)
from ckanext.bmagov.kpi.rules.domain.ruleset import Text
from ckanext.bmagov.kpi.score.domain.criteria.governed_parts import Count, Looked
from ckanext.bmagov.tests.kpi.make import AS_OF, dataset, event, rules

NAME = {"th": "ส่วน", "en": "Part"}
KEPT, LACKING, UNKNOWN = (
    Count("owner", ("a",), (), ()),
    Count("owner", (), ("a",), ()),
    Count("owner", (), (), ("a",)),
)


def parts(**first: Any) -> dict[str, Any]:
    numbered = [{"number": number, "name": NAME, "text": "ข้อความ"} for number in range(1, 7)]
    return {"parts": [{**numbered[0], **first}, *numbered[1:]]}


@pytest.mark.parametrize(
    ("entered", "missing", "counts", "standing"),
    [
        (0, 0, (), Standing.NONE),
        (1, 0, (), Standing.COMPLETE),
        (1, 1, (), Standing.PARTLY),
        (0, 1, (), Standing.NONE),
        (0, 0, (KEPT,), Standing.COMPLETE),
        (0, 0, (KEPT, LACKING), Standing.PARTLY),
        (1, 0, (LACKING,), Standing.PARTLY),
        (0, 1, (KEPT,), Standing.PARTLY),
        (0, 0, (LACKING,), Standing.NONE),
        (0, 0, (UNKNOWN,), Standing.UNKNOWN),
        (0, 1, (UNKNOWN,), Standing.NONE),
        (0, 0, (UNKNOWN, LACKING), Standing.NONE),
        (1, 0, (UNKNOWN,), Standing.COMPLETE),
    ],
)
def test_how_far_a_part_is(entered: int, missing: int, counts: tuple[Count, ...], standing: Standing):
    assert judge_part(entered, missing, counts) is standing
    text = Text(**NAME)
    record = PartRecord(1, text, (Entry(text, "ก"),) * entered, (text,) * missing, counts)
    assert record.standing is standing


def test_a_count_without_closed_datasets_names_none_of_them():
    found = Count("owner", ("a", "b"), ("c",), ("d", "e"))
    assert (found.of, found.seen) == (3, frozenset("abcde"))
    assert found.without({"b", "c", "e"}) == Count("owner", ("a",), (), ("d",))


def test_parts_are_read_with_their_kinds():
    kinds = [
        {"id": "order", "name": NAME, "asks": ["day"], "document": "working_group_order"},
        {"id": "x", "name": NAME},
    ]
    first, *others = parse_parts(parts(kinds=kinds, measures=["owner", "fresh"]))
    assert (first.number, first.text, first.measures) == (1, "ข้อความ", ("owner", "fresh"))
    assert [(kind.id, kind.asks, kind.document) for kind in first.kinds] == [
        ("order", ("day",), "working_group_order"),
        ("x", (), ""),
    ]
    assert [part.number for part in others] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("first", "message"),
    [
        ({"number": 7}, "there are six"),
        ({"measures": ["owner", "beauty"]}, r"parts\[1\].measures: not known: beauty"),
        ({"kinds": [{"id": "k", "name": NAME, "asks": ["night"]}]}, r"kinds\[k\].asks: not known: night"),
        ({"kinds": [{"id": "k", "name": NAME, "document": "poem"}]}, r"kinds\[k\].document: not known: poem"),
        ({"kinds": [{"id": "k", "name": NAME}] * 2}, "kinds: twice: k"),
    ],
)
def test_a_file_that_is_wrong_says_where(first: dict[str, Any], message: str):
    with pytest.raises(GovernanceError, match=message):
        parse_parts(parts(**first))


@pytest.mark.parametrize(
    ("measure", "changes", "expected"),
    [
        ("owner", {}, "kept"),
        ("owner", {"has_owner": False}, "lacking"),
        ("metadata", {"mandatory_missing": ("title",)}, "lacking"),
        ("dictionary", {}, "kept"),
        ("dictionary", {"columns": None}, "unknown"),
        ("dictionary", {"tabular": False}, ""),
        ("agreement", {}, "kept"),
        ("agreement", {"dictionary_agrees": False}, "lacking"),
        ("agreement", {"dictionary_agrees": None}, "unknown"),
        ("agreement", {"columns": ()}, "lacking"),
        ("agreement", {"columns": None}, "unknown"),
        ("agreement", {"tabular": False}, ""),
        ("fresh", {}, "kept"),
        ("fresh", {"events": (event("2020-01-01"),)}, "lacking"),
        ("fresh", {"events": (), "events_known": False}, "unknown"),
        ("fresh", {"tabular": False}, "kept"),
    ],
)
def test_datasets_are_counted_where_they_belong(measure: str, changes: dict[str, Any], expected: str):
    found = Looked.at([measure], [dataset(**changes)], rules(), AS_OF).counts()[measure]
    assert {name: getattr(found, name) for name in ("kept", "lacking", "unknown")} == {
        name: ("d1",) if name == expected else () for name in ("kept", "lacking", "unknown")
    }
