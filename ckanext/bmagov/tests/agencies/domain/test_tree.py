"""The tree of agencies: order, counts, search."""

from __future__ import annotations

import pytest

from ckanext.bmagov.agencies.domain.tree import AgencyNode, build_tree, find, matches, prune


def node(ident, parent="", **values):
    return AgencyNode(
        id=ident, name=f"name-{ident}", title=values.pop("title", ident), parent_id=parent, **values
    )


CITY = node("city", kind="city")
SECRETARY = node("secretary", "city", kind="bureau", code8="04000000")
LEGAL = node("legal", "secretary", kind="permanent_secretary_unit")
HEALTH = node(
    "health", "city", kind="bureau", code8="08000000", title="สำนักอนามัย", title_en="Health Department",
    abbreviation_th="สนอ.",
)  # fmt: skip


def test_counts_add_up_the_tree():
    (city,) = build_tree([LEGAL, CITY, SECRETARY, HEALTH], {"legal": 2, "secretary": 1, "health": 4})
    assert (city.dataset_count, city.dataset_count_below) == (0, 7)
    assert [(c.id, c.dataset_count, c.dataset_count_below) for c in city.children] == [
        ("secretary", 1, 3),
        ("health", 4, 4),
    ]


def test_an_agency_whose_parent_is_hidden_stands_at_the_top():
    assert [root.id for root in build_tree([LEGAL], {})] == ["legal"]


def test_a_ring_loses_nobody():
    roots = build_tree([node("a", "b"), node("b", "a"), node("c", "b")], {})
    assert sorted(n.id for root in roots for n in root.walk()) == ["a", "b", "c"]


def test_order_is_kind_then_code():
    roots = build_tree(
        [
            node("z", kind="office"),
            node("y", kind="bureau", code8="09"),
            node("x", kind="bureau", code8="07"),
        ],
        {},
    )
    assert [root.id for root in roots] == ["x", "y", "z"]


@pytest.mark.parametrize(
    "query", ["อนามัย", "สนอ", "สนอ.", "HEALTH dep", "0800", "๐๘๐๐", "สํานักอนามัย", "name-health"]
)
def test_found_by(query):
    assert matches(HEALTH, query)


def test_every_word_must_be_there():
    assert not matches(HEALTH, "health finance")


def test_pruning_keeps_the_way_to_what_is_found():
    roots = build_tree([LEGAL, CITY, SECRETARY, HEALTH], {})
    kept = prune(roots, {"legal"})
    assert [n.id for root in kept for n in root.walk()] == ["city", "secretary", "legal"]


def test_the_way_from_the_top():
    roots = build_tree([LEGAL, CITY, SECRETARY, HEALTH], {})
    assert [n.id for n in find(roots, "name-legal")] == ["city", "secretary", "legal"]
    assert find(roots, "nobody") == ()
