"""Pages, one blueprint per noun."""

from __future__ import annotations

__all__: list[str] = []
