"""Pages, one blueprint per noun."""

from __future__ import annotations

from .agency import bmagov_agency
from .codelist import codelist
from .health import health
from .table import table
from .usage import usage
from .worklist import worklist

__all__ = [
    "bmagov_agency",
    "codelist",
    "health",
    "table",
    "usage",
    "worklist",
]
