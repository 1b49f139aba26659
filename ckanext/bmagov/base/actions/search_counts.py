"""Counts of datasets, from one search of the caller's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckan.types import Context


Counts = dict[str, int]


def facets(context: Context, *fields: str, fq: str = "") -> dict[str, Counts]:
    """Return, for each field of the index, its values with the number of datasets the caller may know of.

    One search, whatever the number of datasets.

    :param fq: a filter: only datasets that it lets through are counted
    """
    asked = {"rows": 0, "include_private": True, "facet.field": list(fields), "facet.limit": -1}
    result = tk.get_action("package_search")(
        tk.fresh_context(context), {**asked, **({"fq": fq} if fq else {})}
    )
    return {field: result["facets"].get(field, {}) for field in fields}
