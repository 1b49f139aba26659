"""What a witness of another server's log holds against it: the last checkpoint that it saw."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.merkle import EMPTY_ROOT, is_consistent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckanext.bmagov.base.domain.checkpoint import Checkpoint


class Verdict(StrEnum):
    """What a new checkpoint is against the last one."""

    FIRST = "first"
    SAME = "same"
    GREW = "grew"
    OTHER_LOG = "other log"
    ROLLED_BACK = "rolled back"
    FORKED = "forked"

    @property
    def is_sound(self) -> bool:
        """Whether it may be kept."""
        return self in (Verdict.FIRST, Verdict.SAME, Verdict.GREW)


def needs_proof(last: Checkpoint | None, new: Checkpoint) -> bool:
    """Tell whether a consistency proof is to be asked for."""
    return last is not None and 0 < last.size < new.size


def compare(last: Checkpoint | None, new: Checkpoint, path: Sequence[bytes]) -> Verdict:
    """Return what a checkpoint is, of which the signature was checked.

    :param last: the last that was kept, None before the first
    :param path: the consistency proof between the two; empty where none is needed
    """
    if new.size == 0 and new.root != EMPTY_ROOT:
        return Verdict.FORKED
    if last is None:
        return Verdict.FIRST
    if new.origin != last.origin:
        return Verdict.OTHER_LOG
    if new.size < last.size:
        return Verdict.ROLLED_BACK
    if not is_consistent(last.size, new.size, last.root, new.root, path):
        return Verdict.FORKED
    return Verdict.SAME if new.size == last.size else Verdict.GREW
