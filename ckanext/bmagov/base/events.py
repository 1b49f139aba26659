"""What happened in one capability and those above it answer to.

They cannot be imported from below; ``subscriptions.py`` names them, in their order.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from ckanext.bmagov.subscriptions import SUBSCRIBERS

_PACKAGE: Final = __name__.partition(".base")[0]


def emit(event: str, *facts: Any) -> list[Any]:
    """Call whoever answers to an event, in the order of the list, in the transaction that runs.

    :param event: a name in `SUBSCRIBERS`
    :param facts: what its subscribers take
    :returns: what they said, without those that said nothing (None)
    """
    said = [_function(name)(*facts) for name in SUBSCRIBERS[event]]
    return [one for one in said if one is not None]


def _function(name: str) -> Any:
    module, _, function = name.partition(":")
    return getattr(import_module(f"{_PACKAGE}.{module}"), function)
