"""Checks of data in the background."""

from __future__ import annotations

from ckanext.bmagov.services import validation_work


def work() -> int:
    """Do every check that waits, not only the one that woke this worker: others may have lost their call."""
    return validation_work.work_all()
