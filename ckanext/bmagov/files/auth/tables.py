"""Who may see a resource may see how it is read and when it changed; who may change it may correct it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access import same_as

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def bmagov_table_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Who may have the data of the resource: the first rows are part of the answer."""
    same_as("resource_show", context, data_dict.get("id"))
    tk.check_access("bmagov_resource_data_show", tk.fresh_context(context), {"id": data_dict.get("id")})
    return {"success": True}


def bmagov_table_update(context: Context, data_dict: DataDict) -> AuthResult:
    """As `resource_update`."""
    return same_as("resource_update", context, data_dict.get("id"))


@tk.auth_allow_anonymous_access
def bmagov_data_event_list(context: Context, data_dict: DataDict) -> AuthResult:
    """As `resource_show` or `package_show`."""
    if data_dict.get("resource_id"):
        return same_as("resource_show", context, data_dict["resource_id"])
    if data_dict.get("id"):
        return same_as("package_show", context, data_dict["id"])
    return {"success": True}  # the action then refuses for want of an id
