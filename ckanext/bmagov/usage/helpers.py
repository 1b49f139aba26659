"""How much data are used, and what the home page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckan.types import DataDict

    from ckanext.bmagov.usage.answers import DatasetUsageDict, HomeDict


def bmagov_home() -> HomeDict:
    """Return the numbers and lists of the home page, as the reader may see them."""
    return tk.get_action("bmagov_home_show")({}, {})


def bmagov_usage(pkg: DataDict) -> DatasetUsageDict | None:
    """Return the uses of a published dataset in the last 90 days (`bmagov_usage_show`); a draft has none."""
    if pkg.get("state") != "active":
        return None
    return tk.get_action("bmagov_usage_show")({}, {"id": pkg["id"]})
