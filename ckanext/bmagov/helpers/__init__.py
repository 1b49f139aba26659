"""Template helpers, one module per topic."""

from __future__ import annotations

from .outage import get_organization

__all__ = [
    "get_organization",
]
