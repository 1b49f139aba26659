"""What a new checkpoint is against the last one that a witness kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ckanext.bmagov.base.domain.checkpoint import Checkpoint
from ckanext.bmagov.base.domain.merkle import EMPTY_ROOT, MerkleTree, leaf_hash
from ckanext.bmagov.base.domain.witness import Verdict, compare, needs_proof


def tree(count: int, *, other: int = -1) -> MerkleTree:
    made = MerkleTree()
    for number in range(count):
        made.append(leaf_hash(b"other" if number == other else str(number).encode()))
    return made


TREE = tree(9)


def at(size: int, whole: MerkleTree = TREE) -> Checkpoint:
    return Checkpoint("data.example.go.th", size, whole.root(size))


def test_the_first_is_taken_as_it_is():
    assert compare(None, at(9), []) is Verdict.FIRST
    assert not needs_proof(None, at(9))


def test_no_entry_has_but_the_root_of_none():
    assert compare(None, at(0), []) is Verdict.FIRST
    assert compare(None, replace(at(0), root=at(1).root), []) is Verdict.FORKED


def test_growth_needs_its_proof():
    assert needs_proof(at(5), at(9))
    assert compare(at(5), at(9), TREE.consistency(5, 9)) is Verdict.GREW
    assert compare(at(5), at(9), TREE.consistency(4, 9)) is Verdict.FORKED
    assert compare(at(5), at(9), []) is Verdict.FORKED


def test_from_none_every_log_grew():
    assert not needs_proof(at(0), at(9))
    assert compare(at(0), at(9), []) is Verdict.GREW
    assert at(0).root == EMPTY_ROOT


def test_the_same_is_the_same_and_another_root_of_that_size_is_a_fork():
    assert not needs_proof(at(9), at(9))
    assert compare(at(9), at(9), []) is Verdict.SAME
    assert compare(at(9), at(9, tree(9, other=3)), []) is Verdict.FORKED


def test_less_is_rolled_back():
    assert compare(at(9), at(8), []) is Verdict.ROLLED_BACK
    assert compare(at(9), at(0), []) is Verdict.ROLLED_BACK


@pytest.mark.parametrize("place", range(5))
def test_an_entry_that_was_changed_before_shows(place: int):
    other = tree(9, other=place)
    assert compare(at(5), at(9, other), other.consistency(5, 9)) is Verdict.FORKED


def test_another_log_is_another_log():
    assert compare(at(5), replace(at(9), origin="elsewhere"), []) is Verdict.OTHER_LOG


def test_only_what_may_be_kept_is_sound():
    assert {verdict for verdict in Verdict if verdict.is_sound} == {Verdict.FIRST, Verdict.SAME, Verdict.GREW}
