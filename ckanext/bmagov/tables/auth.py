"""Who may read the rows of a table: whoever may have the data of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access import same_as

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def reads_rows(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may have the data of the resource."""
    same_as("resource_show", context, data_dict.get("id"))
    tk.check_access("bmagov_resource_data_show", tk.fresh_context(context), {"id": data_dict.get("id")})
    return {"success": True}
