"""How much a dataset is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckan.types import DataDict

    from ckanext.bmagov.usage.answers import DatasetUsageDict

__all__ = ["bmagov_usage"]


def bmagov_usage(pkg: DataDict) -> DatasetUsageDict | None:
    """Return the uses of a published dataset in the last 90 days (`bmagov_usage_show`); a draft has none."""
    if pkg.get("state") != "active":
        return None
    return tk.get_action("bmagov_usage_show")({}, {"id": pkg["id"]})
