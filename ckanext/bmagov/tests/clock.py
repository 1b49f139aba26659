"""A clock that stands at a moment of the test's choice."""

from __future__ import annotations

import functools
import pkgutil
from typing import Any

from freezegun import freeze_time

import ckanext.bmagov


def frozen(moment: str) -> Any:
    """Return a context in which it is this moment (ISO 8601), as `freezegun.freeze_time` does.

    The domain asks no clock and is left alone: which types its values have is found out once, and must be the
    same inside and outside.
    """
    return freeze_time(moment, ignore=_domains())


@functools.cache
def _domains() -> list[str]:
    modules = pkgutil.walk_packages(ckanext.bmagov.__path__, "ckanext.bmagov.")
    return [module.name for module in modules if module.name.endswith(".domain")]


def after_the_year(fiscal_year: int) -> Any:
    """Return a context on the fifth day after the end of a fiscal year, พ.ศ.: its report can be handed in."""
    return frozen(f"{fiscal_year - 543}-10-05T02:00:00Z")
