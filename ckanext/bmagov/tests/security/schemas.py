"""What the actions of ours take, read from what they declare."""

from __future__ import annotations

from typing import Any

from ckanext.bmagov import capabilities
from ckanext.bmagov.base.actions.declaration import declaration_of


def changes() -> dict[str, dict[str, Any]]:
    """Return the schemas of the changing actions of ours."""
    declared = {name: declaration_of(action) for name, action in capabilities.actions().items()}
    return {
        name: dict(action.schema()) if action.schema else {}
        for name, action in declared.items()
        if action and action.writes
    }
