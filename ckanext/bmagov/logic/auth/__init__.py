"""Who may call which action: a function of the same name as the action."""

from __future__ import annotations

__all__: list[str] = []
