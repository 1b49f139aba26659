"""Tables in the background."""

from __future__ import annotations

from ckanext.bmagov.base.services import session_end
from ckanext.bmagov.tables.services import work


@session_end.ended
def load() -> int:
    """Load every table that waits, not only that of who woke this worker: others may have lost their call."""
    return work.work_all()
