"""The capabilities of the catalog, and what each of them brings to CKAN.

A capability is a folder that holds its rules, tables, actions and pages. It may import those before it in
`CAPABILITIES`, by the names on their face (`__init__.py`); those after it never, nor their insides.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint

from ckanext.bmagov.base.actions.declaration import declaration_of
from ckanext.bmagov.base.cli import bmagov
from ckanext.bmagov.base.helpers import CORE_MARK

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
    "tables",
    "downloads",
    "visuals",
    "usage",
    "kpi",
    "exchange",
    "notices",
    "site",
)

MARKS: Final = ("chained_action", "chained_auth_function", "chained_helper", CORE_MARK)
"""What a function has that stands before or in the place of one of core's, and so has core's name."""


def modules(storey: str) -> Iterator[ModuleType]:
    """Import and yield the modules of a storey (`actions`, `views`, ...), capability by capability."""
    for capability in CAPABILITIES:
        for name in _names(import_module(f"{__package__}.{capability}")):
            if storey in name.split("."):
                yield import_module(name)


def brought(storey: str) -> dict[str, Any]:
    """Return what the modules of a storey define for CKAN, by name.

    That is what is called ``bmagov_...``, what is marked to take the place of something of core's, and
    blueprints. What a module only imports, another one brings.

    :raises ValueError: two modules bring the same name
    """
    things: dict[str, Any] = {}
    for module in modules(storey):
        for name, thing in vars(module).items():
            if not _is_brought(name, thing, module.__name__):
                continue
            if name in things:
                raise ValueError(f"{module.__name__} brings {name!r}, which another module brings, too")
            things[name] = thing
    return things


def actions() -> dict[str, Action]:
    """Return our actions by name: those that are declared, and those that are chained to core's."""
    return brought("actions")


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


def _is_brought(name: str, thing: object, module: str) -> bool:
    if isinstance(thing, Blueprint):
        return thing.import_name == module
    if getattr(thing, "__module__", "") != module or name.startswith("_"):
        return False
    return name.startswith("bmagov_") or any(hasattr(thing, mark) for mark in MARKS)


def _names(package: ModuleType) -> Iterator[str]:
    """Yield the names of a package's modules, its rooms' too, without importing more than packages."""
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        yield module.name
        if module.ispkg:
            yield from _names(import_module(module.name))
