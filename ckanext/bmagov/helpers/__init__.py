"""Template helpers, one module per topic."""

from __future__ import annotations

from .codelist import bmagov_codelist_choices, bmagov_codelist_label
from .outage import get_organization
from .search import bmagov_search_relaxed
from .wording import bmagov_activity_type, bmagov_error_name, bmagov_error_text

__all__ = [
    "bmagov_activity_type",
    "bmagov_codelist_choices",
    "bmagov_codelist_label",
    "bmagov_error_name",
    "bmagov_error_text",
    "bmagov_search_relaxed",
    "get_organization",
]
