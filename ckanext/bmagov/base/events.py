"""What happened in one capability and those above it answer to.

They cannot be imported from below; ``subscriptions.py`` names them, in their order.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ckanext.bmagov.subscriptions import SUBSCRIBERS

if TYPE_CHECKING:
    from collections.abc import Iterable

Thing = TypeVar("Thing")

_PACKAGE: Final = __name__.partition(".base")[0]


def emit(event: str, *facts: Any) -> list[Any]:
    """Call whoever answers to an event, in the order of the list, in the transaction that runs.

    :param event: a name in `SUBSCRIBERS`
    :param facts: what its subscribers take
    :returns: what they said, without those that said nothing (None)
    """
    said = [function_of(name)(*facts) for name in SUBSCRIBERS[event].names]
    return [word for word in said if word is not None]


def passed_through(steps: Iterable[str], thing: Thing) -> Thing:
    """Hand a thing from step to step; each takes what the one before made of it."""
    for name in steps:
        thing = function_of(name)(thing)
    return thing


def function_of(name: str) -> Any:
    """Return a function by its name: ``<module below the package>:<function>``."""
    module, _, function = name.partition(":")
    return getattr(import_module(f"{_PACKAGE}.{module}"), function)
