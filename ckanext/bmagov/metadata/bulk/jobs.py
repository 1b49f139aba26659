"""Many datasets in the background."""

from __future__ import annotations

from ckanext.bmagov.base.services import session_end
from ckanext.bmagov.metadata.bulk.actions import carry_out


@session_end.ended
def work() -> int:
    """Do every job that waits, not only the one that woke this worker: others may have lost their call."""
    return carry_out.work_all()
