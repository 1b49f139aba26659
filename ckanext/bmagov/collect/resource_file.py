"""The bytes that were uploaded for a resource, from whatever storage holds them."""

from __future__ import annotations

import hashlib
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import file_keeper as fk

from ckan.lib import files, uploader

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_MEMORY = 4 * 1024 * 1024
"""Bytes kept in memory; a larger file is read through a temporary one."""

CHUNK = 256 * 1024


class FileGoneError(LookupError):
    """The resource says that a file was uploaded, but its storage has none."""


@dataclass(frozen=True)
class StoredFile:
    """A seekable copy of the bytes, and what identifies them. `size` in bytes."""

    stream: IO[bytes]
    sha256: str
    size: int


@contextmanager
def open_file(resource: dict[str, Any]) -> Iterator[StoredFile]:
    """Give the uploaded file of a resource, read once.

    :raises FileGoneError: when there is none
    """
    digest = hashlib.sha256()
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
        for chunk in _chunks(resource):
            digest.update(chunk)
            copy.write(chunk)
        size = copy.tell()
        copy.seek(0)
        yield StoredFile(copy, digest.hexdigest(), size)


def _chunks(resource: dict[str, Any]) -> Iterator[bytes]:
    # The uploader takes keys out of what it is given.
    upload: Any = uploader.get_resource_uploader(dict(resource))
    path = upload.get_path(resource["id"])
    storage = getattr(upload, "storage", None)
    try:
        if isinstance(storage, fk.Storage):
            yield from storage.stream(files.FileData(files.Location(path)))
            return
        with Path(path).open("rb") as stored:
            while chunk := stored.read(CHUNK):
                yield chunk
    except (FileNotFoundError, files.exc.MissingFileError) as error:
        raise FileGoneError(resource["id"]) from error
