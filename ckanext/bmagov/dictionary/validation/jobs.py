"""Checks of data in the background."""

from __future__ import annotations

from ckanext.bmagov.base.services import session_end
from ckanext.bmagov.dictionary.validation.services import work as validation_work


@session_end.ended
def work() -> int:
    """Do every check that waits, not only the one that woke this worker: others may have lost their call."""
    return validation_work.work_all()
