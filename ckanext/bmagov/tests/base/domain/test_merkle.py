"""Merkle trees against the definition of RFC 9162, written down once more as it stands there."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, strategies as st

from ckanext.bmagov.base.domain.merkle import (
    EMPTY_ROOT,
    MerkleTree,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
)

MOST = 70


def data(count: int) -> list[bytes]:
    return [f"entry {number}".encode() for number in range(count)]


def tree_of(leaves: list[bytes]) -> MerkleTree:
    tree = MerkleTree()
    for leaf in leaves:
        tree.append(leaf_hash(leaf))
    return tree


# The definition: MTH, PATH, PROOF and SUBPROOF of section 2.1.


def split(count: int) -> int:
    k = 1
    while k * 2 < count:
        k *= 2
    return k


def mth(d: list[bytes]) -> bytes:
    if not d:
        return hashlib.sha256(b"").digest()
    if len(d) == 1:
        return hashlib.sha256(b"\x00" + d[0]).digest()
    k = split(len(d))
    return hashlib.sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def path(m: int, d: list[bytes]) -> list[bytes]:
    if len(d) == 1:
        return []
    k = split(len(d))
    if m < k:
        return [*path(m, d[:k]), mth(d[k:])]
    return [*path(m - k, d[k:]), mth(d[:k])]


def subproof(m: int, d: list[bytes], whole: bool) -> list[bytes]:
    if m == len(d):
        return [] if whole else [mth(d)]
    k = split(len(d))
    if m <= k:
        return [*subproof(m, d[:k], whole), mth(d[k:])]
    return [*subproof(m - k, d[k:], False), mth(d[:k])]


WHOLE = tree_of(data(MOST))

sizes = st.integers(1, MOST)


class TestKnown:
    def test_the_root_of_nothing_is_the_hash_of_nothing(self):
        known = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        assert EMPTY_ROOT.hex() == known
        assert MerkleTree().root(0).hex() == known

    def test_the_root_of_an_empty_leaf(self):
        known = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        assert tree_of([b""]).root(1).hex() == known == hashlib.sha256(b"\x00").hexdigest()

    def test_the_root_of_the_eight_inputs_that_logs_of_certificates_are_tested_with(self):
        inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
        inputs.append("606162636465666768696a6b6c6d6e6f")
        root = tree_of([bytes.fromhex(text) for text in inputs]).root(8)
        assert root.hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"

    def test_the_example_of_seven(self):
        """RFC 9162, 2.1.5: the proofs for d0, d3, d4, d6 and from 3, 4 and 6 to 7."""
        a, b, c, d, e, f, j = map(leaf_hash, data(7))
        g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
        k, l = node_hash(g, h), node_hash(i, j)  # noqa: E741 - as they are called there
        tree = tree_of(data(7))
        assert tree.root(7) == node_hash(k, l)
        assert tree.inclusion(0, 7) == [b, h, l]
        assert tree.inclusion(3, 7) == [c, g, l]
        assert tree.inclusion(4, 7) == [f, j, k]
        assert tree.inclusion(6, 7) == [i, k]
        assert tree.consistency(3, 7) == [c, d, g, l]
        assert tree.consistency(4, 7) == [l]
        assert tree.consistency(6, 7) == [i, j, k]


class TestProofs:
    @given(sizes)
    def test_roots_are_as_defined_of_every_size_it_had(self, size: int):
        assert WHOLE.root(size) == mth(data(size)) == tree_of(data(size)).root(size)

    @given(sizes, st.data())
    def test_inclusion(self, size: int, draw):
        index = draw.draw(st.integers(0, size - 1))
        proof = WHOLE.inclusion(index, size)
        assert proof == path(index, data(size))
        assert is_included(WHOLE.leaf(index), index, size, proof, WHOLE.root(size))

    @given(sizes, st.data())
    def test_consistency(self, size: int, draw):
        old = draw.draw(st.integers(1, size))
        proof = WHOLE.consistency(old, size)
        assert proof == subproof(old, data(size), True)
        assert is_consistent(old, size, WHOLE.root(old), WHOLE.root(size), proof)

    def test_all_small_ones(self):
        for size in range(1, 34):
            for old in range(1, size + 1):
                proof = WHOLE.consistency(old, size)
                assert is_consistent(old, size, WHOLE.root(old), WHOLE.root(size), proof)
                assert is_included(
                    WHOLE.leaf(old - 1), old - 1, size, WHOLE.inclusion(old - 1, size), WHOLE.root(size)
                )

    def test_every_log_begins_empty(self):
        assert is_consistent(0, 7, EMPTY_ROOT, WHOLE.root(7), [])
        assert is_consistent(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
        assert not is_consistent(0, 7, WHOLE.root(1), WHOLE.root(7), [])
        assert not is_consistent(0, 7, EMPTY_ROOT, WHOLE.root(7), [EMPTY_ROOT])


class TestWrongProofs:
    @given(sizes, st.data())
    def test_of_another_leaf_place_size_or_root(self, size: int, draw):
        index = draw.draw(st.integers(0, size - 1))
        proof, leaf, root = WHOLE.inclusion(index, size), WHOLE.leaf(index), WHOLE.root(size)
        assert not is_included(leaf_hash(b"x"), index, size, proof, root)
        assert not is_included(leaf, index, size, proof, leaf_hash(b"x"))
        assert not is_included(leaf, index, size, [*proof, leaf], root)
        other = draw.draw(st.integers(-1, size).filter(lambda number: number != index))
        assert not is_included(leaf, other, size, proof, root)
        if proof:
            assert not is_included(leaf, index, size, proof[:-1], root)
            place = draw.draw(st.integers(0, len(proof) - 1))
            assert not is_included(leaf, index, size, changed(proof, place), root)

    @given(st.integers(2, MOST), st.data())
    def test_of_another_beginning(self, size: int, draw):
        old = draw.draw(st.integers(1, size - 1))
        proof, before, after = WHOLE.consistency(old, size), WHOLE.root(old), WHOLE.root(size)
        assert not is_consistent(old, size, leaf_hash(b"x"), after, proof)
        assert not is_consistent(old, size, before, leaf_hash(b"x"), proof)
        assert not is_consistent(old, size, before, after, [*proof, before])
        assert not is_consistent(old, size, before, after, proof[:-1])
        assert not is_consistent(size, old, before, after, proof)
        assert not is_consistent(-old, size, before, after, proof)
        place = draw.draw(st.integers(0, len(proof) - 1))
        assert not is_consistent(old, size, before, after, changed(proof, place))

    @given(st.integers(2, MOST), st.data())
    def test_no_proof_leads_over_a_changed_dropped_or_inserted_leaf(self, size: int, draw):
        old = draw.draw(st.integers(1, size - 1))
        place = draw.draw(st.integers(0, old - 1))
        first = data(size)
        kinds = {
            "changed": [*first[:place], b"x", *first[place + 1 :]],
            "dropped": [*first[:place], *first[place + 1 :]],
            "inserted": [*first[:place], b"x", *first[place:]],
        }
        for leaves in kinds.values():
            other = tree_of(leaves)
            if len(other) > old:
                proof = other.consistency(old, len(other))
                assert not is_consistent(old, len(other), WHOLE.root(old), other.root(len(other)), proof)


def changed(proof: list[bytes], place: int) -> list[bytes]:
    return [*proof[:place], leaf_hash(proof[place]), *proof[place + 1 :]]


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0), (0, MOST + 1), (5, 3)])
def test_there_is_no_proof_of_what_is_not_there(index: int, size: int):
    with pytest.raises(ValueError):
        WHOLE.inclusion(index, size)


@pytest.mark.parametrize(("old", "size"), [(0, 3), (-1, 3), (4, 3), (1, MOST + 1)])
def test_there_is_no_proof_from_what_was_not(old: int, size: int):
    with pytest.raises(ValueError):
        WHOLE.consistency(old, size)


@pytest.mark.parametrize("size", [-1, MOST + 1])
def test_there_is_no_root_of_what_was_not(size: int):
    with pytest.raises(ValueError):
        WHOLE.root(size)
    with pytest.raises(ValueError):
        WHOLE.leaf(size)
