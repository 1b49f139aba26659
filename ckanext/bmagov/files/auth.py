"""Who may have the data of a resource sees its table; who may see it, when it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access import same_as

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def reads_data(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may have the data of the resource. The first rows are part of the answer."""
    same_as("resource_show", context, data_dict.get("id"))
    tk.check_access("bmagov_resource_data_show", tk.fresh_context(context), {"id": data_dict.get("id")})
    return {"success": True}


@tk.auth_allow_anonymous_access
def sees_events(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may see the dataset. Or the resource that is asked for."""
    if data_dict.get("resource_id"):
        return same_as("resource_show", context, data_dict["resource_id"])
    if data_dict.get("id"):
        return same_as("package_show", context, data_dict["id"])
    return {"success": True}  # the action then refuses for want of an id
