"""Where maps are kept that took time to make: below ``ckan.storage_path``, where no web server looks.

What is kept is only what can be made anew: a broken or lost file costs time, nothing else.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import os
import re
import tempfile
import zlib
from pathlib import Path
from typing import Any, Final

import ckan.plugins.toolkit as tk

FOLDER: Final = "bmagov-visuals"
MOST: Final = 24
"""Files of one resource; when there are more, all of them go."""

_ID: Final = re.compile(r"[0-9A-Za-z-]{1,64}")


def load(resource_id: str, about: str) -> Any:
    """Return what was kept under this description of all that it depends on; None for nothing."""
    path = _path(resource_id, about)
    try:
        with gzip.open(path, "rt", encoding="utf-8") as kept:
            return json.load(kept)
    except (OSError, EOFError, ValueError, zlib.error):
        return None


def save(resource_id: str, about: str, made: Any) -> None:
    """Keep something, where the disk lets us."""
    target = _path(resource_id, about)
    with contextlib.suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        others = list(target.parent.iterdir())
        for other in others if len(others) >= MOST else ():
            other.unlink(missing_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent)
        try:
            with (
                os.fdopen(handle, "wb") as file,
                gzip.GzipFile(fileobj=file, mode="wb", compresslevel=4) as out,
            ):
                out.write(json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode())
            Path(name).replace(target)
        finally:
            Path(name).unlink(missing_ok=True)


def _path(resource_id: str, about: str) -> Path:
    if not _ID.fullmatch(resource_id):
        raise ValueError("not an id")
    name = f"{hashlib.sha256(about.encode()).hexdigest()}.json.gz"
    return Path(tk.config["ckan.storage_path"]) / FOLDER / resource_id / name
