"""The checks a rule set can name. A new criterion is one decorated function in this package."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ..facts import Facts
from ..findings import Assessment, Question

Check = Callable[[Facts, Question], tuple[Assessment, ...]]
C = TypeVar("C", bound=Check)

CHECKS: dict[str, Check] = {}


def check(name: str) -> Callable[[C], C]:
    """Register a function under the name by which rule sets call it; a name is taken once."""

    def register(function: C) -> C:
        if name in CHECKS:
            raise ValueError(f"two checks are called {name}")
        CHECKS[name] = function
        return function

    return register
