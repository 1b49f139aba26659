"""Where the rows that a check's workbook shows are kept: below ``ckan.storage_path``, beside the handed-in
documents and outside of what the web server gives out.

A folder for each resource, in it a file for the run of a check. A file is there whole or not at all.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = "bmagov-checks"
_ID = re.compile(r"[0-9A-Za-z-]{1,64}")


class ExcerptStoreError(ProblemError):
    """The disk took no more, or cannot be written: `RUN-DISK`."""


def save(resource_id: str, run_id: str, lines: Iterable[Any]) -> None:
    """Store lines of JSON, whole or not at all; what a worker that died began is cleared away.

    :raises ExcerptStoreError: nothing is left of it then. What `lines` raises goes through
    """
    target = _path(resource_id, run_id)
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _clear(target.parent, keep=target.name)
        file = tempfile.NamedTemporaryFile(dir=target.parent, delete=False)  # noqa: SIM115
    except OSError as error:
        raise ExcerptStoreError("RUN-DISK") from error
    try:
        with file, gzip.GzipFile(fileobj=file, mode="wb", compresslevel=5) as packed:
            for line in lines:
                _put(packed, json.dumps(line, ensure_ascii=False).encode() + b"\n")
        _settle(file.name, target)
    finally:
        Path(file.name).unlink(missing_ok=True)


def _put(packed: gzip.GzipFile, data: bytes) -> None:
    try:
        packed.write(data)
    except OSError as error:
        raise ExcerptStoreError("RUN-DISK") from error


def _settle(name: str, target: Path) -> None:
    try:
        with Path(name).open("rb") as written:
            os.fsync(written.fileno())
        Path(name).replace(target)
    except OSError as error:
        raise ExcerptStoreError("RUN-DISK") from error


def load(resource_id: str, run_id: str) -> list[Any] | None:
    """Return the stored lines; None when there are none, or they cannot be read. A broken file is deleted."""
    path = _path(resource_id, run_id)
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]
    except (gzip.BadGzipFile, EOFError, ValueError, zlib.error):
        path.unlink(missing_ok=True)
    except OSError:
        pass
    return None


def is_there(resource_id: str, run_id: str) -> bool:
    """Tell whether there is a file for the run."""
    return _path(resource_id, run_id).is_file()


def keep_only(resource_id: str, run_id: str | None = None) -> None:
    """Delete the files of every other run of a resource; without a run all of them."""
    folder = _folder(resource_id)
    if run_id is None:
        shutil.rmtree(folder, ignore_errors=True)
        return
    _clear(folder, keep=_path(resource_id, run_id).name)


def resources() -> list[str]:
    """Return the ids of the resources that have files here."""
    root = Path(tk.config["ckan.storage_path"]) / FOLDER
    return sorted(path.name for path in root.iterdir()) if root.is_dir() else []


def _clear(folder: Path, keep: str) -> None:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name != keep:
            path.unlink(missing_ok=True)


def _folder(resource_id: str) -> Path:
    return Path(tk.config["ckan.storage_path"]) / FOLDER / _safe(resource_id)


def _path(resource_id: str, run_id: str) -> Path:
    return _folder(resource_id) / f"{_safe(run_id)}.jsonl.gz"


def _safe(name: str) -> str:
    if not _ID.fullmatch(name):
        raise ValueError("not an id")
    return name
