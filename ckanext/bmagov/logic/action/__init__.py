"""API actions, one module per noun."""

from __future__ import annotations

from .health import bmagov_health_show
from .search import (
    group_autocomplete,
    organization_autocomplete,
    package_autocomplete,
    package_search,
    tag_autocomplete,
)
from .usage import bmagov_usage_create, bmagov_usage_list, bmagov_usage_show

__all__ = [
    "bmagov_health_show",
    "group_autocomplete",
    "organization_autocomplete",
    "package_autocomplete",
    "package_search",
    "tag_autocomplete",
    "bmagov_usage_create",
    "bmagov_usage_list",
    "bmagov_usage_show",
]
