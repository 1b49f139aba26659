"""`IPackageController`, its search half: how a query is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins as p

from ckanext.bmagov.search.solr import query, synonyms

if TYPE_CHECKING:
    from ckan.types import DataDict


class Search(p.IPackageController):
    """A query is read as its writer meant it."""

    def before_dataset_search(self, search_params: DataDict) -> DataDict:
        """Mend spelling and stray colons in what was typed."""
        search_params = super().before_dataset_search(search_params)
        if search_params.get("q"):
            search_params["q"] = query.prepare(search_params["q"], synonyms.phrases())
        return search_params
