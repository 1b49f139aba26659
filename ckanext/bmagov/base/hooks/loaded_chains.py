"""`IActions`, `IAuthFunctions`: ours, without those that narrow what a plugin offers that is not loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins as p

from ckanext.bmagov.logic import action, auth

if TYPE_CHECKING:
    from types import ModuleType


def actions() -> dict[str, Any]:
    """Return our actions by name."""
    return _present(action)


def auth_functions() -> dict[str, Any]:
    """Return our auth functions by name."""
    return _present(auth)


def _present(module: ModuleType) -> dict[str, Any]:
    found = {name: getattr(module, name) for name in module.__all__}
    return {name: function for name, function in found.items() if _has_base(name, function)}


def _has_base(name: str, function: Any) -> bool:
    """CKAN does not start when a function is chained to nothing."""
    if not (hasattr(function, "chained_action") or hasattr(function, "chained_auth_function")):
        return True
    if name.startswith("datastore_"):
        return p.plugin_loaded("datastore")
    if name.startswith("activity_") or name.endswith("_activity_list"):
        return p.plugin_loaded("activity")
    return True
