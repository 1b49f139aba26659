"""The log of another server, as a witness reads it; and the file in which the witness keeps what it saw.

The file begins with the key of the log, pinned when the log was first seen; the checkpoints follow, as they
were signed.
"""

from __future__ import annotations

import base64
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.checkpoint import checkpoints_in, keys_in
from ckanext.bmagov.base.domain.merkle import WIDTH
from ckanext.bmagov.kpi.evidence.readers.link import FetchError, fetch

if TYPE_CHECKING:
    from collections.abc import Collection

    from ckanext.bmagov.base.domain.checkpoint import SignedCheckpoint, VerifierKey

CHECKPOINT: Final = "/kpi/log-checkpoint.txt"
KEY: Final = "/kpi/log-key.txt"
PROOF: Final = "/api/3/action/bmagov_log_proof_show"
MOST: Final = 64 * 1024
"""Bytes of an answer; a checkpoint has some hundred, a proof some thousand."""

LONGEST_PROOF: Final = 128
"""Hashes of a proof: twice as many as a log of 2**63 entries can need."""

READABLE: Final = 0o644


class OtherLogError(Exception):
    """What another server or the witness's file did not give; the message is a sentence."""


@dataclass(frozen=True)
class OtherLog:
    """Where a log is read."""

    url: str
    """Address of the site."""

    ports: Collection[int]
    inside: bool
    """The site may be one of an inner network."""

    def checkpoint(self) -> SignedCheckpoint:
        """Return its checkpoint, whose signature is still to be checked.

        :raises OtherLogError: it gives none
        """
        notes = checkpoints_in(self._text(CHECKPOINT))
        if len(notes) != 1:
            raise OtherLogError(f"{self.url}{CHECKPOINT} holds no checkpoint")
        return notes[0]

    def key(self) -> VerifierKey:
        """Return the key that it says is its own.

        :raises OtherLogError: it gives none
        """
        keys = keys_in(self._text(KEY))
        if len(keys) != 1:
            raise OtherLogError(f"{self.url}{KEY} holds no key")
        return keys[0]

    def proof(self, old: int, size: int) -> list[bytes]:
        """Return what it says is the proof that it only grew.

        :raises OtherLogError: it gives none
        """
        text = self._text(f"{PROOF}?old_size={old}&size={size}")
        try:
            hashes = json.loads(text)["result"]["consistency"]["hashes"]
            nodes = [base64.b64decode(node, validate=True) for node in hashes]
        except (ValueError, LookupError, TypeError, RecursionError):
            nodes = [b""]
        if len(nodes) > LONGEST_PROOF or any(len(node) != WIDTH for node in nodes):
            raise OtherLogError(f"{self.url} gives no proof from {old} to {size} entries")
        return nodes

    def _text(self, path: str) -> str:
        try:
            body = fetch(f"{self.url}{path}", MOST, ports=self.ports, inside=self.inside)
        except FetchError as error:
            raise OtherLogError(str(error)) from error
        return body.decode("utf-8", "replace")


@dataclass(frozen=True)
class Kept:
    """What a witness has: the key, and the checkpoints from the oldest to the newest."""

    key: VerifierKey
    checkpoints: tuple[SignedCheckpoint, ...]


def read_kept(path: Path) -> Kept | None:
    """Return what a file keeps; None when there is no file yet.

    :raises OtherLogError: it cannot be read, or begins with no key
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise OtherLogError(f"{path} cannot be read ({type(error).__name__})") from error
    keys = keys_in(text.partition("\n")[0])
    if not keys:
        raise OtherLogError(f"{path} does not begin with the key of a log: it is no file of a witness")
    return Kept(keys[0], tuple(checkpoints_in(text)))


def keep(path: Path, key: VerifierKey, note: SignedCheckpoint) -> None:
    """Add a checkpoint to a file, whole or not at all.

    :raises OtherLogError: the file cannot be written
    """
    name = ""
    try:
        before = path.read_text("utf-8") if path.exists() else f"{key}\n"
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
            name = file.name
            file.write(f"{before.rstrip()}\n\n{note}")
            file.flush()
            os.fchmod(file.fileno(), READABLE)
            os.fsync(file.fileno())
        Path(name).replace(path)
    except (OSError, ValueError) as error:
        if name:
            Path(name).unlink(missing_ok=True)
        raise OtherLogError(f"{path} cannot be written ({type(error).__name__})") from error
