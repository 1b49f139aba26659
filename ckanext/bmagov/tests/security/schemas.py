"""What the actions of ours take, read from the schemas they are declared with."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk


def schema_of(action: Any) -> dict[str, Any]:
    """Return the schema that an action was declared with by ``validate_action_data``; empty for none."""
    while action:
        for name, cell in zip(action.__code__.co_freevars, action.__closure__ or (), strict=True):
            if name == "schema_func":
                return cell.cell_contents()
        action = getattr(action, "__wrapped__", None)
    return {}


def changes() -> dict[str, dict[str, Any]]:
    """Return the schemas of the changing actions of ours."""
    from ckan.logic import _actions

    tk.get_action("status_show")  # or they are not all known yet
    return {
        name: schema_of(one)
        for name, one in _actions.items()
        if name.startswith("bmagov_") and not getattr(one, "side_effect_free", False)
    }
