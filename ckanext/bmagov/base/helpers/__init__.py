"""Template helpers: each function of a capability's `helpers` that is called ``bmagov_...`` is one.

A helper that CKAN has, too, keeps CKAN's name. It is either chained to it, or marked by `instead_of_core`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    Helper = TypeVar("Helper", bound=Callable[..., Any])

CORE_MARK: Final = "bmagov_instead_of_core"


def instead_of_core(helper: Helper) -> Helper:
    """Let a helper take the place of core's that has the same name."""
    setattr(helper, CORE_MARK, True)
    return helper
