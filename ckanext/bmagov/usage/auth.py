"""Counts are as open as the datasets they count. Only the site itself counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access import same_as

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_sysadmins_check
def nobody(context: Context, data_dict: DataDict) -> AuthResult:
    """Nobody. The numbers are what the site saw, for administrators too."""
    return {"success": False, "msg": tk._("The site counts uses itself.")}


@tk.auth_allow_anonymous_access
def sees_dataset(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may see the dataset."""
    return same_as("package_show", context, data_dict.get("id"))
