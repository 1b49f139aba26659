"""The catalog at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.auth.rules import everybody
from ckanext.bmagov.usage.services import home

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.usage.answers import HomeDict


NEWEST = 6
MOST_USED = 6


@reads(allowed=everybody)
def bmagov_home_show(context: Context, data_dict: DataDict) -> HomeDict:
    """Give what the home page shows: numbers and lists of what the caller may see.

    :returns: `counts` (`datasets`, `resources`, `agencies`, `categories`), `categories` and `agency_kinds`
        with the number of datasets of each, `newest` (datasets as `package_search` gives them), `most_used`
        (as `bmagov_usage_list`)
    """
    result = tk.get_action("package_search")(
        tk.fresh_context(context),
        {
            "rows": NEWEST,
            "sort": "metadata_created desc",
            "include_private": True,
            "facet.field": list(home.FACETS),
            "facet.limit": -1,
        },
    )
    facets = {
        field: {item["name"]: item["count"] for item in facet["items"]}
        for field, facet in result["search_facets"].items()
    }
    categories = home.categories(model.Session, facets)
    kinds = home.agencies_by_kind(model.Session, facets)
    return {
        "counts": {
            "datasets": result["count"],
            "resources": home.count_resources(context, facets),
            "agencies": sum(len(kind["agencies"]) for kind in kinds),
            "categories": len(categories),
        },
        "categories": categories,
        "agency_kinds": kinds,
        "newest": result["results"],
        "most_used": tk.get_action("bmagov_usage_list")(tk.fresh_context(context), {"limit": MOST_USED}),
    }
