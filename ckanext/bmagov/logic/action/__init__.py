"""API actions, one module per noun."""

from __future__ import annotations

from .agency import bmagov_agency_load, bmagov_agency_show, bmagov_agency_tree
from .date import bmagov_date_parse
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
    "bmagov_agency_load",
    "bmagov_agency_show",
    "bmagov_agency_tree",
    "bmagov_date_parse",
    "bmagov_health_show",
    "bmagov_usage_create",
    "bmagov_usage_list",
    "bmagov_usage_show",
    "group_autocomplete",
    "organization_autocomplete",
    "package_autocomplete",
    "package_search",
    "tag_autocomplete",
]
