"""`IPackageController`, one switch of the search: the datasets of an agency, or also of all below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.agencies.readers import ids_below

if TYPE_CHECKING:
    from ckan.types import DataDict

BELOW = "ext_bmagov_below"
"""Parameter of the agency's page and of `package_search` that asks for the datasets below, too."""

_OWNER = re.compile(r'(?<![\w-])owner_org:"([^"]+)"')


class AgencyScope(p.IPackageController):
    """`owner_org:"x"` means x and everything below it, when the searcher says so.

    Done when searching, not when indexing: moving an agency in the tree must not need a new index.
    """

    def before_dataset_search(self, search_params: DataDict) -> DataDict:
        """Widen the filter by owner."""
        search_params = super().before_dataset_search(search_params)
        extras = search_params.get("extras") or {}
        if isinstance(extras, dict) and _is_on(extras.get(BELOW)):
            search_params["fq"] = _OWNER.sub(_with_those_below, search_params.get("fq") or "")
        return search_params


def _is_on(value: Any) -> bool:
    try:
        return tk.asbool(value)
    except ValueError:
        return False


def _with_those_below(match: re.Match[str]) -> str:
    agency = model.Group.get(match[1])
    if agency is None:
        return match[0]
    ids = " OR ".join(f'"{ident}"' for ident in ids_below(agency))
    return f"owner_org:({ids})"
