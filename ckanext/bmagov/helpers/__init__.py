"""Template helpers, one module per topic."""

from __future__ import annotations

__all__: list[str] = []
