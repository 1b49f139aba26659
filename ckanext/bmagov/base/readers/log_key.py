"""The key by which a log signs its checkpoints: made once, kept in a file that only the site reads."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ckanext.bmagov.base.domain.checkpoint import Checkpoint, SignedCheckpoint, VerifierKey, signed

if TYPE_CHECKING:
    from pathlib import Path

OWNER_ONLY = 0o600


class LogKeyError(ValueError):
    """A key file that cannot be read, or that holds no Ed25519 key. The message says which."""


class LogKey:
    """A private key, with the name by which it signs."""

    def __init__(self, name: str, private: Ed25519PrivateKey) -> None:
        """Take a key."""
        self._private = private
        public = private.public_key().public_bytes(form.Encoding.Raw, form.PublicFormat.Raw)
        self.verifier = VerifierKey(name, public)

    def sign(self, checkpoint: Checkpoint) -> SignedCheckpoint:
        """Sign a checkpoint: the same always gets the same signature."""
        return signed(checkpoint, self.verifier, self._private.sign(str(checkpoint).encode()))


def make_key(path: Path) -> None:
    """Make a key in a new file.

    :raises FileExistsError: nothing is written over: who has a checkpoint holds it against the old key
    :raises OSError: the file cannot be written
    """
    pem = Ed25519PrivateKey.generate().private_bytes(
        form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
        os.fchmod(file.fileno(), OWNER_ONLY)
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())


def read_key(path: Path, name: str) -> LogKey:
    """Read a key.

    :param name: by which it signs: the origin of the log
    :raises LogKeyError: with what is wrong with the file
    """
    try:
        private = form.load_pem_private_key(path.read_bytes(), None)
    except OSError as error:
        raise LogKeyError(f"{path}: {error.strerror}") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise LogKeyError(f"{path}: holds no key, or one that needs a password") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise LogKeyError(f"{path}: holds no Ed25519 key")
    return LogKey(name, private)


def is_signed_by(note: SignedCheckpoint, key: VerifierKey) -> bool:
    """Tell whether a key signed a checkpoint, and the checkpoint is of the log that the key signs for."""
    signature = note.signature_of(key)
    if signature is None or note.checkpoint.origin != key.name:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, note.body.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
