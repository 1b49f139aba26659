"""The capabilities of the catalog, and what each of them brings to CKAN.

A capability is a folder that holds its rules, tables, actions and pages. It may import those before it in
`CAPABILITIES`, by the names on their face (`__init__.py`); those after it never, nor their insides.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.actions.declaration import declaration_of
from ckanext.bmagov.base.cli import bmagov

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from ckan.types import Action, AuthFunction

CAPABILITIES: Final = (
    "base",
    "agencies",
    "accounts",
    "access",
    "files",
    "search",
    "metadata",
    "dictionary",
    "usage",
    "kpi",
    "site",
)


def modules(storey: str) -> Iterator[ModuleType]:
    """Import and yield the modules of a storey (`actions`, `views`, ...), capability by capability."""
    for capability in CAPABILITIES:
        for name in _names(import_module(f"{__package__}.{capability}")):
            if storey in name.split("."):
                yield import_module(name)


def brought(storey: str) -> dict[str, Any]:
    """Return what the modules of a storey list in their ``__all__``, by name.

    :raises ValueError: two modules bring the same name
    """
    things: dict[str, Any] = {}
    for module in modules(storey):
        for name in getattr(module, "__all__", ()):
            if name in things:
                raise ValueError(f"{module.__name__} brings {name!r}, which another module brings, too")
            things[name] = getattr(module, name)
    return things


def actions() -> dict[str, Action]:
    """Return our actions by name: those that are declared, and those that are chained to core's."""
    return {
        name: function
        for module in modules("actions")
        for name, function in vars(module).items()
        if getattr(function, "__module__", "") == module.__name__
        and (declaration_of(function) or hasattr(function, "chained_action"))
    }


def auth_functions() -> dict[str, AuthFunction]:
    """Return our auth functions by name: what the actions declare, and what is chained to core's."""
    declared = {name: declaration_of(function) for name, function in actions().items()}
    return brought("auth") | {
        name: declaration.allowed for name, declaration in declared.items() if declaration
    }


def blueprints() -> list[Any]:
    """Return the pages in the order of their names: some look at every request before the others do."""
    return [blueprint for _, blueprint in sorted(brought("views").items())]


def commands() -> list[Any]:
    """Return `ckan bmagov`, to which each module of commands adds its own."""
    list(modules("cli"))
    return [bmagov]


def _names(package: ModuleType) -> Iterator[str]:
    """Yield the names of a package's modules, its rooms' too, without importing more than packages."""
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        yield module.name
        if module.ispkg:
            yield from _names(import_module(module.name))
