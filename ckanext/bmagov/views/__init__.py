"""Pages, one blueprint per noun."""

from __future__ import annotations

from .health import health
from .usage import usage

__all__ = [
    "health",
    "usage",
]
