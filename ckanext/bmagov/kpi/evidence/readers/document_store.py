"""Where handed-in documents lie: below ``ckan.storage_path``, outside of what the web server gives out.

A file is stored under the SHA-256 of its bytes, and never written over: a row of the database that names it
is either there with its file, or not at all. Files without a row are swept away after a day.

The folder bears a mark. One without it may be what a disk leaves that is not mounted, or another site's. Then
nobody knows whether a document is gone, and none is taken in.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from io import BufferedReader  # noqa: TC003 - part of the signature
from pathlib import Path
from typing import IO, TYPE_CHECKING

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

FOLDER = "bmagov-documents"
MARK = ".bmagov-documents"
ORPHANS_LIVE = 24 * 3600
"""Seconds. A row is committed within its request; this is longer than any."""


class StoreFullError(Exception):
    """The disk took no more, or cannot be written."""


class StoreAwayError(OSError):
    """The folder is not the one in which documents were stored."""


def mark(known: Callable[[], Collection[str]]) -> bool:
    """Mark the folder when it is this site's; return whether it is.

    It is when it bears the mark, when no document is known that should be in it, or when one of them is.

    :param known: asked for the SHA-256 of all documents that records name, where there is no mark yet
    """
    if _is_marked():
        return True
    digests = known()
    if digests and not any(_path(sha256).is_file() for sha256 in digests):
        return False
    try:
        _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        (_folder() / MARK).touch()
    except OSError:
        return not digests  # a disk that takes nothing is told where it is written to
    return True


def save(content: IO[bytes], sha256: str) -> None:
    """Store bytes, whole or not at all.

    :raises StoreFullError: nothing is left of it then
    """
    target = _path(sha256)
    if target.exists():
        os.utime(target)
        return
    name = ""
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
            name = file.name
            content.seek(0)
            while chunk := content.read(1 << 20):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except OSError as error:
        if name:
            Path(name).unlink(missing_ok=True)
        raise StoreFullError from error


def open_document(sha256: str) -> BufferedReader | None:
    """Open stored bytes; None when they are gone.

    :raises OSError: when the disk cannot be read or is not ours, which is another thing than gone
    """
    try:
        return _path(sha256).open("rb")
    except FileNotFoundError as error:
        if not _is_marked():
            raise StoreAwayError from error
        return None


def is_there(sha256: str) -> bool | None:
    """Tell whether stored bytes are there; None when the disk cannot be asked: no fault of an agency."""
    try:
        _path(sha256).stat()
    except FileNotFoundError:
        return False if _is_marked() else None
    except OSError:
        return None
    return True


def is_whole(sha256: str) -> bool | None:
    """Tell whether stored bytes are still those that were handed in; None when they cannot be read.

    What is no digest names no bytes.
    """
    try:
        file = open_document(sha256)
        if file is None:
            return False
        with file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return None
    except ValueError:
        return False


def discard(sha256: str) -> None:
    """Delete stored bytes that no row names any more."""
    _path(sha256).unlink(missing_ok=True)


def sweep(known: set[str], *, now: float | None = None) -> int:
    """Delete files that no row names and that are a day old; return how many.

    :raises StoreAwayError: the folder may be another site's, whose files nobody here knows
    """
    if not mark(lambda: known):
        raise StoreAwayError
    folder = _folder()
    count = 0
    for path in folder.glob("*/*") if folder.exists() else ():
        if path.name not in known and path.stat().st_mtime < (now or time.time()) - ORPHANS_LIVE:
            path.unlink(missing_ok=True)
            count += 1
    return count


def _is_marked() -> bool:
    return (_folder() / MARK).is_file()


def _folder() -> Path:
    return Path(tk.config["ckan.storage_path"]) / FOLDER


def _path(sha256: str) -> Path:
    if len(sha256) != 64 or not sha256.isalnum():
        raise ValueError("not a SHA-256")
    return _folder() / sha256[:2] / sha256
