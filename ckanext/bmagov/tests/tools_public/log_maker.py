"""A log with its tree and its key, without a database: what a catalog would publish of it."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.base.domain.checkpoint import Checkpoint
from ckanext.bmagov.base.domain.log_chain import Entry, append
from ckanext.bmagov.base.domain.merkle import MerkleTree, leaf_hash
from ckanext.bmagov.base.readers.log_key import LogKey, make_key, read_key

if TYPE_CHECKING:
    from pathlib import Path

ORIGIN = "data.example.go.th"
MOMENT = dt.datetime(2026, 11, 30, 1, 2, 3, 456789, tzinfo=dt.UTC)


def entries(count: int, **others: str) -> list[Entry]:
    """Return a chain; ``others`` change what an entry says: ``e3="..."``."""
    made: list[Entry] = []
    for number in range(1, count + 1):
        payload = {"reason": others.get(f"e{number}", "ใช้วางแผน"), "share": 0.5, "to": None}
        made.append(append(made[-1] if made else None, MOMENT, "somchai", "grant.create", payload))
    return made


class PublishedLog:
    """What a catalog publishes of a chain."""

    def __init__(self, key: LogKey, chain: list[Entry], salts: str = "") -> None:
        self.key, self.chain = key, chain
        self.salts = [
            hashlib.sha256(f"{salts}{number}".encode()).digest()[:16] for number in range(len(chain))
        ]
        self.tree = MerkleTree()
        for salt, entry in zip(self.salts, chain, strict=True):
            self.tree.append(leaf_hash(salt + bytes.fromhex(entry.digest)))

    def checkpoint(self, size: int | None = None) -> str:
        size = len(self.chain) if size is None else size
        return str(self.key.sign(Checkpoint(self.key.verifier.name, size, self.tree.root(size))))

    def entry(self, number: int) -> dict[str, Any]:
        entry = self.chain[number - 1]
        return {
            "number": number,
            "at": entry.at.isoformat(),
            "actor": None,
            "actor_id": entry.actor,
            "kind": entry.kind,
            "payload": dict(entry.payload),
            "whole": True,
            "digest": entry.digest,
            "previous": entry.previous,
            "salt": self.salts[number - 1].hex(),
        }

    def proof(self, *, entry: int = 0, old_size: int = 0, size: int | None = None) -> dict[str, Any]:
        size = size or len(self.chain)
        inclusion = entry and {
            "entry": entry,
            "leaf": text(self.tree.leaf(entry - 1)),
            "hashes": [text(node) for node in self.tree.inclusion(entry - 1, size)],
        }
        consistency = old_size and {
            "old_size": old_size,
            "old_root": text(self.tree.root(old_size)),
            "hashes": [text(node) for node in self.tree.consistency(old_size, size)],
        }
        return {
            "success": True,
            "result": {
                "origin": self.key.verifier.name,
                "size": size,
                "root": text(self.tree.root(size)),
                "inclusion": inclusion or None,
                "consistency": consistency or None,
            },
        }


def text(node: bytes) -> str:
    return base64.b64encode(node).decode()


def new_key(folder: Path, name: str = ORIGIN, file: str = "key.pem") -> LogKey:
    make_key(folder / file)
    return read_key(folder / file, name)
