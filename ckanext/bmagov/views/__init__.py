"""Pages, one blueprint per noun."""

from __future__ import annotations

from .agency import bmagov_agency
from .api_gate import api_gate
from .codelist import codelist
from .health import health
from .table import table
from .usage import usage
from .worklist import worklist

__all__ = [
    "api_gate",
    "bmagov_agency",
    "codelist",
    "health",
    "table",
    "usage",
    "worklist",
]
