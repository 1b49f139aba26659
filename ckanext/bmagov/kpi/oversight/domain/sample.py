"""A random sample that anybody can draw again: the same seed of the same items gives the same sample.

The order is that of SHA-256 of seed and item, so that no version of a program's random numbers matters.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")


def sample(items: Iterable[T], count: int, seed: str, key: Callable[[T], str]) -> list[T]:
    """Return ``count`` of the items, in the order drawn; all of them when there are fewer.

    :param key: what tells an item from all others, and stays the same
    """
    return sorted(items, key=lambda item: _number(seed, key(item)))[: max(count, 0)]


def _number(seed: str, key: str) -> str:
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()
