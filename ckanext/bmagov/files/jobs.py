"""Uploaded files in the background."""

from __future__ import annotations

from ckanext.bmagov.files.services import reading_work


def read() -> int:
    """Read every file that waits, not only the one that woke this worker: others may have lost their call."""
    return reading_work.work_all()
