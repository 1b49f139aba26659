# ruff: noqa: TC003 - reading stored entries needs the types at run time
"""The append-only log: each entry holds the digest of the one before (KPI design, "What is kept").

Changing, leaving out, adding or moving one stored entry breaks the chain there. Cutting entries off the end
leaves a whole chain, so whoever verifies also gives the length and head that were published elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from ckanext.bmagov.base.domain.plain import canonical_json, digest

GENESIS: Final = "0" * 64
"""What the first entry follows."""


@dataclass(frozen=True)
class Entry:
    """One thing that happened. ``payload`` is plain data."""

    number: int
    at: datetime
    actor: str
    kind: str
    """What happened: a score, an override, a note, a deadline, a rule set, a decision."""
    payload: Mapping[str, Any] = field(default_factory=dict)
    previous: str = GENESIS
    digest: str = ""


@dataclass(frozen=True)
class Broken:
    """The first entry that is not what was written, and how that shows.

    ``number`` is the number that should stand there. ``reason``: ``content`` (the entry was changed),
    ``link`` (what it follows is not what was before it), ``number`` (entries are missing, added or moved),
    ``end`` (entries are missing at the end, or the whole chain was written anew).
    """

    number: int
    reason: str


def append(last: Entry | None, at: datetime, actor: str, kind: str, payload: Mapping[str, Any]) -> Entry:
    """Return the entry that follows ``last``; None before the first."""
    if at.tzinfo is None:
        raise ValueError("a time needs its zone")
    number, previous = (last.number + 1, last.digest) if last else (1, GENESIS)
    plain = json.loads(canonical_json(payload))
    blank = Entry(number, at.astimezone(UTC), actor, kind, plain, previous)
    return Entry(blank.number, blank.at, actor, kind, plain, previous, _digest(blank))


def verify(entries: Iterable[Entry], *, length: int | None = None, head: str | None = None) -> Broken | None:
    """Return the first entry that is broken, or None. Entries come in their order; one is held at a time.

    :param length: how many there were when the head was noted; later ones may follow
    :param head: digest of the last of those
    """
    previous, count = GENESIS, 0
    for count, entry in enumerate(entries, 1):
        if entry.number != count:
            return Broken(count, "number")
        if entry.previous != previous:
            return Broken(count, "link")
        if entry.digest != _digest(entry):
            return Broken(count, "content")
        if count == length and head is not None and entry.digest != head:
            return Broken(count, "end")
        previous = entry.digest
    return Broken(count + 1, "end") if length is not None and count < length else None


def _digest(entry: Entry) -> str:
    at = entry.at.astimezone(UTC)
    return digest([entry.number, at, entry.actor, entry.kind, dict(entry.payload), entry.previous])
