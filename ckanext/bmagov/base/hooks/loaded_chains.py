"""`IActions`, `IAuthFunctions`: ours, without those that narrow what a plugin offers that is not loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import ckan.plugins as p

from ckanext.bmagov import capabilities

if TYPE_CHECKING:
    from ckan.types import Action, AuthFunction


_Function = TypeVar("_Function")


def actions() -> dict[str, Action]:
    """Return our actions by name."""
    return _with_base(capabilities.actions())


def auth_functions() -> dict[str, AuthFunction]:
    """Return our auth functions by name."""
    return _with_base(capabilities.auth_functions())


def _with_base(functions: dict[str, _Function]) -> dict[str, _Function]:
    return {name: function for name, function in functions.items() if _has_base(name, function)}


def _has_base(name: str, function: object) -> bool:
    """CKAN does not start when a function is chained to nothing."""
    if not (hasattr(function, "chained_action") or hasattr(function, "chained_auth_function")):
        return True
    if name.startswith("datastore_"):
        return p.plugin_loaded("datastore")
    if name.startswith("dcat_"):
        return p.plugin_loaded("dcat")
    if name.startswith("activity_") or name.endswith("_activity_list"):
        return p.plugin_loaded("activity")
    return True
