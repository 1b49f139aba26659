"""Core helpers that would take a whole page down with the search index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan.lib import helpers as core
from ckan.lib.search.common import SolrConnectionError

from ckanext.bmagov.base.helpers import instead_of_core
from ckanext.bmagov.base.request_state import SEARCH_IS_DOWN

if TYPE_CHECKING:
    from ckan.types import DataDict


@instead_of_core
def get_organization(org: str | None = None, include_datasets: bool = False) -> DataDict:
    """Core's helper, which counts an agency's datasets by the index for the sidebar of a dataset's page.

    While Solr does not answer the page goes without the counts and says so.
    """
    try:
        return core.get_organization(org, include_datasets)
    except SolrConnectionError:
        if include_datasets:
            raise
    SEARCH_IS_DOWN.put(True)
    without_index = {"id": org, "include_dataset_count": False, "include_groups": False}
    return tk.get_action("organization_show")({}, without_index)
