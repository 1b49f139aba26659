"""What a log signs each day, so that it can be held against it later: origin, size and root.

The text is a checkpoint of C2SP (`tlog-checkpoint`) in a signed note (`signed-note`) with Ed25519: tools and
witnesses of other logs read it. Signing and checking are made by `readers/log_key.py`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Final

ED25519: Final = b"\x01"
"""The kind of key (C2SP signed-note)."""

KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64

_NAME = r"[^\s+]{1,255}"
_BASE64 = r"[A-Za-z0-9+/]+={0,2}"
_KEY: Final = re.compile(rf"^(?P<name>{_NAME})\+(?P<id>[0-9a-f]{{8}})\+(?P<key>{_BASE64})$", re.MULTILINE)
_NOTE: Final = re.compile(
    rf"^(?P<body>(?P<origin>{_NAME})\n(?P<size>0|[1-9]\d{{0,17}})\n(?P<root>[A-Za-z0-9+/]{{43}}=)\n"
    rf"(?:[^\n]+\n){{0,9}})\n(?P<signatures>(?:— {_NAME} {_BASE64}\n){{1,16}})",
    re.MULTILINE,
)
_SIGNATURE: Final = re.compile(rf"^— (?P<name>{_NAME}) (?P<bytes>{_BASE64})$", re.MULTILINE)


@dataclass(frozen=True)
class Checkpoint:
    """What a log was: whose, how many entries, and the root of the tree over them."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        """Return what is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True)
class VerifierKey:
    """The public half of the key of a log, with the name that it signs by."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature says whose it is."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        """Return the line in which it is published."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"


@dataclass(frozen=True)
class SignedCheckpoint:
    """A checkpoint as somebody holds it. Whether a signature is good, is seen with the key."""

    checkpoint: Checkpoint
    body: str
    """What is signed; others may have written more lines than we do."""

    signatures: tuple[tuple[str, bytes], ...]
    """Name of each key, and its four bytes with the signature."""

    def __str__(self) -> str:
        """Return the signed text."""
        lines = (f"— {name} {base64.b64encode(signature).decode()}\n" for name, signature in self.signatures)
        return f"{self.body}\n{''.join(lines)}"

    def signature_of(self, key: VerifierKey) -> bytes | None:
        """Return what is to be the signature of a key; None when it signed nothing here."""
        for name, signature in self.signatures:
            if name == key.name and signature[:4] == key.id and len(signature) == 4 + SIGNATURE_BYTES:
                return signature[4:]
        return None


def signed(checkpoint: Checkpoint, key: VerifierKey, signature: bytes) -> SignedCheckpoint:
    """Return a checkpoint with the signature of a key."""
    return SignedCheckpoint(checkpoint, str(checkpoint), ((key.name, key.id + signature),))


def checkpoints_in(text: str) -> list[SignedCheckpoint]:
    """Return the signed checkpoints that a text holds, in their order; other lines are passed over."""
    notes = []
    for match in _NOTE.finditer(_unix(text)):
        root = _decoded(match["root"])
        signatures = tuple(
            (line["name"], _decoded(line["bytes"])) for line in _SIGNATURE.finditer(match["signatures"])
        )
        if root:
            checkpoint = Checkpoint(match["origin"], int(match["size"]), root)
            notes.append(SignedCheckpoint(checkpoint, match["body"], signatures))
    return notes


def keys_in(text: str) -> list[VerifierKey]:
    """Return the public keys that a text holds, each on a line of its own."""
    keys = []
    for match in _KEY.finditer(_unix(text)):
        decoded = _decoded(match["key"])
        key = VerifierKey(match["name"], decoded[1:])
        if decoded[:1] == ED25519 and len(key.public) == KEY_BYTES and key.id.hex() == match["id"]:
            keys.append(key)
    return keys


def _unix(text: str) -> str:
    """Return a text with the line ends that are signed, however it was saved."""
    return text.replace("\r\n", "\n").rstrip("\n") + "\n"


def _decoded(text: str) -> bytes:
    """Return bytes; none for what is no base64, or not the only form of its bytes."""
    try:
        decoded = base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""
    return decoded if base64.b64encode(decoded).decode() == text else b""
