"""Pages, one blueprint per noun."""

from __future__ import annotations

from .codelist import codelist
from .health import health
from .table import table
from .usage import usage

__all__ = [
    "codelist",
    "health",
    "table",
    "usage",
]
