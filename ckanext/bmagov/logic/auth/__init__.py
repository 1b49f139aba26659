"""Who may call which action: a function of the same name as the action."""

from __future__ import annotations

from .health import bmagov_health_show

__all__ = [
    "bmagov_health_show",
]
