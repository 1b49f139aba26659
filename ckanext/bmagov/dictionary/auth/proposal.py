"""Who may change a resource may have a dictionary proposed; from its data, who may read those as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access import same_as

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict

__all__ = ["bmagov_dictionary_propose"]


def bmagov_dictionary_propose(context: Context, data_dict: DataDict) -> AuthResult:
    """As `resource_update`; with `data` as `bmagov_resource_data_show` too."""
    allowed = same_as("resource_update", context, data_dict.get("id"))
    if data_dict.get("data"):
        tk.check_access("bmagov_resource_data_show", tk.fresh_context(context), {"id": data_dict["id"]})
    return allowed
