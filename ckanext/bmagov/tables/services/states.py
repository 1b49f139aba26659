"""How the table of a resource stands, told from what is stored of it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ckanext.bmagov.tables.model import LoadedTable


class State(StrEnum):
    """`none`: no table and none to come. Of `failed` an older table may be there (`rows`)."""

    NONE = "none"
    WAITING = "waiting"
    LOADING = "loading"
    LOADED = "loaded"
    FAILED = "failed"


def state_of(table: LoadedTable | None) -> State:
    """Return the state of a table."""
    if table is None:
        return State.NONE
    if table.wanted_at:
        is_made = table.loaded_at and table.started_at and table.loaded_at > table.started_at
        if table.attempts and is_made:
            return State.LOADED  # its indexes are still being made
        return State.LOADING if table.attempts else State.WAITING
    if table.failure:
        return State.FAILED
    return State.LOADED if table.loaded_at else State.NONE
