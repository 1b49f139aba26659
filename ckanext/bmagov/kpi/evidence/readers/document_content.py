"""Read a document in a process of its own: what it was written to do there, it does to nobody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from ckanext.bmagov.kpi.evidence.formats import document_process
from ckanext.bmagov.kpi.evidence.formats.document_content import Content

SECONDS: Final = 30
"""Longest time that is waited for it."""

_KEPT: Final = ("PATH", "PYTHONPATH", "LANG", "VIRTUAL_ENV")
"""Of the environment: the rest holds settings of the site."""


class NotAskedError(Exception):
    """The process could not be started: a fault of the site, no word on the document."""


def read_content(content: bytes, media_type: str) -> Content | None:
    """Return what a document holds; None when it cannot be read, or not within the bounds.

    :raises NotAskedError: the site could not try
    """
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    command = [_python(), "-m", document_process.__name__, media_type]
    try:
        process = subprocess.run(  # noqa: S603 (no shell; the type is one of our own list)
            command,
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=environment,
            cwd="/",
        )
    except subprocess.TimeoutExpired:
        return None
    except OSError as error:
        raise NotAskedError from error
    if process.returncode:
        return None
    raw = json.loads(process.stdout)
    return Content(**{**raw, "lines": tuple(raw["lines"]), "pictures": tuple(raw["pictures"])})


def _python() -> str:
    """Return the interpreter; within uWSGI `sys.executable` is the server."""
    own = Path(sys.prefix) / "bin" / "python3"
    return str(own) if own.exists() else sys.executable
