"""Merkle trees as certificate logs have them (RFC 9162, section 2.1): roots, proofs, and what checks a proof.

A root stands for all leaves and their order. An inclusion proof shows that a leaf is below a root, a
consistency proof that the leaves below an older root are the first of those below a newer. Neither says
anything of other leaves but their hashes.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH: Final = 32
"""Bytes of a hash."""

EMPTY_ROOT: Final = hashlib.sha256().digest()
"""The root of no leaves (RFC 9162, 2.1.1)."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of what stands above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class MerkleTree:
    """The tree of a list that only grows. Holds 64 bytes a leaf; a root or a proof takes some hundred hashes.

    It answers for each size that the list ever had.
    """

    def __init__(self) -> None:
        """Begin without a leaf."""
        self._levels: list[bytearray] = [bytearray()]

    def __len__(self) -> int:
        """Return how many leaves there are."""
        return len(self._levels[0]) // WIDTH

    def append(self, leaf: bytes) -> None:
        """Add the hash of a leaf at the end."""
        node = leaf
        for level in range(len(self._levels) + 1):
            if level == len(self._levels):
                self._levels.append(bytearray())
            nodes = self._levels[level]
            nodes += node
            if len(nodes) // WIDTH % 2:
                return
            node = node_hash(bytes(nodes[-2 * WIDTH : -WIDTH]), bytes(nodes[-WIDTH:]))

    def leaf(self, index: int) -> bytes:
        """Return the hash of a leaf; the first has index 0."""
        if not 0 <= index < len(self):
            raise ValueError("there is no such leaf")
        return self._node(0, index)

    def root(self, size: int) -> bytes:
        """Return the root of the first leaves.

        :raises ValueError: there are not so many
        """
        if not 0 <= size <= len(self):
            raise ValueError("the tree is not of that size")
        return self._hash(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """Return the proof that a leaf is below the root of the first leaves (RFC 9162, 2.1.3.1).

        :raises ValueError: there is no such leaf among them, or not so many
        """
        if not 0 <= index < size <= len(self):
            raise ValueError("there is no such leaf, or the tree is not of that size")
        path, low, high = [], 0, size
        while high - low > 1:
            middle = low + _split(high - low)
            if index < middle:
                path.append(self._hash(middle, high))
                high = middle
            else:
                path.append(self._hash(low, middle))
                low = middle
        return path[::-1]

    def consistency(self, old: int, size: int) -> list[bytes]:
        """Return the proof that the first leaves are the first of more (RFC 9162, 2.1.4.1).

        :raises ValueError: the older size is 0 or the greater of the two, or there are not so many leaves
        """
        if not 0 < old <= size <= len(self):
            raise ValueError("the tree was not of that size")
        path, low, high = [], 0, size
        while old != high:
            middle = low + _split(high - low)
            if old <= middle:
                path.append(self._hash(middle, high))
                high = middle
            else:
                path.append(self._hash(low, middle))
                low = middle
        if low:
            path.append(self._hash(low, high))
        return path[::-1]

    def _hash(self, low: int, high: int) -> bytes:
        """Return the hash over leaves that begin at a multiple of their split, as all do in proofs."""
        width = high - low
        if width & (width - 1) == 0:
            level = width.bit_length() - 1
            return self._node(level, low >> level)
        middle = low + _split(width)
        return node_hash(self._hash(low, middle), self._hash(middle, high))

    def _node(self, level: int, index: int) -> bytes:
        return bytes(self._levels[level][index * WIDTH : (index + 1) * WIDTH])


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Tell whether a proof shows a leaf below a root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, node = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            place, last = _up_to_right(place, last)
        else:
            node = node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def is_consistent(old: int, size: int, old_root: bytes, root: bytes, path: Sequence[bytes]) -> bool:
    """Tell whether a proof shows that leaves were only added (RFC 9162, 2.1.4.2). All logs begin empty."""
    if old == size or old == 0:
        return not path and old_root == (root if old == size else EMPTY_ROOT)
    if not 0 < old < size:
        return False
    nodes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not nodes:
        return False
    place, last = _up_to_left(old - 1, size - 1)
    older = newer = nodes[0]
    for sibling in nodes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            place, last = _up_to_right(place, last)
        else:
            newer = node_hash(newer, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and older == old_root and newer == root


def _up_to_right(place: int, last: int) -> tuple[int, int]:
    """Go up while the place is a left child without a brother."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _up_to_left(place: int, last: int) -> tuple[int, int]:
    """Go up while the place is a right child: what ends there was whole already."""
    while place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _split(size: int) -> int:
    """Return the greatest power of two below a size, which is 2 or more."""
    return 1 << ((size - 1).bit_length() - 1)
