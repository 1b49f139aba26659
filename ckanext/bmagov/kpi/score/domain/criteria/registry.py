"""The checks a rule set can name. A new criterion is one decorated function in this package."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ckanext.bmagov.kpi.score.domain.facts import Facts
from ckanext.bmagov.kpi.score.domain.findings import Assessment, Question

Check = Callable[[Facts, Question], tuple[Assessment, ...]]
C = TypeVar("C", bound=Check)

CHECKS: dict[str, Check] = {}
BY_DUTY: set[str] = set()
"""Checks that judge each duty of the register by itself. No other check reads the register."""


def check(name: str, *, by_duty: bool = False) -> Callable[[C], C]:
    """Register a function under the name by which rule sets call it; a name is taken once.

    :param by_duty: it says one word on each duty, which depends on no other duty
    """

    def register(function: C) -> C:
        if name in CHECKS:
            raise ValueError(f"two checks are called {name}")
        CHECKS[name] = function
        if by_duty:
            BY_DUTY.add(name)
        return function

    return register
