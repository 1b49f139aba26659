"""Pages, one blueprint per noun."""

from __future__ import annotations

from .health import health

__all__ = [
    "health",
]
