"""API actions, one module per noun."""

from __future__ import annotations

from .health import bmagov_health_show

__all__ = [
    "bmagov_health_show",
]
