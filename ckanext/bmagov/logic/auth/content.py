"""Who may see a resource may see how it is read and when it changed; who may change it may correct it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict

__all__ = ["bmagov_data_event_list", "bmagov_table_show", "bmagov_table_update"]


@tk.auth_allow_anonymous_access
def bmagov_table_show(context: Context, data_dict: DataDict) -> AuthResult:
    """As `resource_show`."""
    return _as(context, "resource_show", data_dict["id"])


def bmagov_table_update(context: Context, data_dict: DataDict) -> AuthResult:
    """As `resource_update`."""
    return _as(context, "resource_update", data_dict["id"])


@tk.auth_allow_anonymous_access
def bmagov_data_event_list(context: Context, data_dict: DataDict) -> AuthResult:
    """As `resource_show` or `package_show`."""
    if data_dict.get("resource_id"):
        return _as(context, "resource_show", data_dict["resource_id"])
    if data_dict.get("id"):
        return _as(context, "package_show", data_dict["id"])
    return {"success": True}  # the action then refuses for want of an id


def _as(context: Context, name: str, key: str) -> AuthResult:
    tk.check_access(name, tk.fresh_context(context), {"id": key})
    return {"success": True}
