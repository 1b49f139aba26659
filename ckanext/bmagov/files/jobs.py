"""Uploaded files in the background."""

from __future__ import annotations

from ckanext.bmagov.services import content_work


def read() -> int:
    """Read every file that waits, not only the one that woke this worker: others may have lost their call."""
    return content_work.work_all()
