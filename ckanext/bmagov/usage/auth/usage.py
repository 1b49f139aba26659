"""Counts are as open as the datasets they count. Only the site itself counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access import same_as

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_sysadmins_check
def bmagov_usage_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Nobody, not even an administrator: the numbers are what the site saw."""
    return {"success": False, "msg": tk._("The site counts uses itself.")}


@tk.auth_allow_anonymous_access
def bmagov_usage_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may see the dataset."""
    return same_as("package_show", context, data_dict.get("id"))


@tk.auth_allow_anonymous_access
def bmagov_usage_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Everyone; the list holds what the caller's search finds."""
    return {"success": True}
