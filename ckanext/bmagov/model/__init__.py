"""Our tables. No foreign keys to core, no writes to core."""

from __future__ import annotations

from .usage import Usage

__all__ = ["Usage"]
