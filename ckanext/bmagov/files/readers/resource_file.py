"""The bytes that were uploaded for a resource, from whatever storage holds them."""

from __future__ import annotations

import hashlib
import logging
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import file_keeper as fk
from werkzeug.datastructures import FileStorage

from ckan.lib import files, uploader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

log = logging.getLogger(__name__)

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
def open_file(resource: Mapping[str, Any]) -> Iterator[StoredFile]:
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


@contextmanager
def kept_unless_saved(ids: Iterable[str]) -> Iterator[None]:
    """Give the files of resources their bytes back when what happens within fails.

    An upload is written over the old file before the record is stored. A record that could not be stored must
    not stand beside bytes that are not its own.
    """
    with ExitStack() as kept:
        before: dict[str, StoredFile] = {}
        for resource_id in ids:
            with suppress(FileGoneError):
                before[resource_id] = kept.enter_context(open_file({"id": resource_id}))
        try:
            yield
        except BaseException:
            for resource_id, stored in before.items():
                _put_back(resource_id, stored)
            raise


def _put_back(resource_id: str, stored: StoredFile) -> None:
    try:
        with suppress(FileGoneError), open_file({"id": resource_id}) as now:
            if now.sha256 == stored.sha256:
                return
        stored.stream.seek(0)
        upload = uploader.get_resource_uploader({"upload": FileStorage(stored.stream, "data")})
        upload.upload(resource_id, stored.size // 1024**2 + 1)
    except Exception:
        log.exception("The old file of resource %s could not be put back", resource_id)


def discard_partial(resource_id: str, *, new: bool) -> None:
    """Delete what the core leaves of a file when the disk gets full while it writes.

    :param new: the resource had no file before, so that whatever is there is a part
    """
    upload: Any = uploader.get_resource_uploader({})
    path = upload.get_path(resource_id)
    storage = getattr(upload, "storage", None)
    if not isinstance(storage, fk.Storage):
        Path(f"{path}~").unlink(missing_ok=True)
    elif new:
        with suppress(files.exc.MissingFileError):
            storage.remove(files.FileData(files.Location(path)))


def largest_upload() -> int | None:
    """The most bytes that a file of a resource may have; none when any size is taken."""
    upload: Any = uploader.get_resource_uploader({})
    storage = getattr(upload, "storage", None)
    if not isinstance(storage, fk.Storage):
        return uploader.get_max_resource_size() * 1024**2
    most = getattr(storage.settings, "max_size", -1)
    return most if most >= 0 else None


def _chunks(resource: Mapping[str, Any]) -> Iterator[bytes]:
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
