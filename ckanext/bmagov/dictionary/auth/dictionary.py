"""Who may see a resource may see its dictionary and how well its data keep to it, but for columns above their
level. Who may change it may write the dictionary and have the data checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access import same_as

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def sees_resource(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may see the dataset. And the resource."""
    return same_as("resource_show", context, data_dict.get("id"))


@tk.auth_allow_anonymous_access
def sees_dataset(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may see the dataset."""
    return same_as("package_show", context, data_dict.get("id"))


def changes_resource(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the dataset."""
    return same_as("resource_update", context, data_dict.get("id"))


@tk.auth_allow_anonymous_access
def searches(context: Context, data_dict: DataDict) -> AuthResult:
    """Everyone. Results hold only what the reader may know."""
    tk.check_access("package_search", tk.fresh_context(context), {})
    return {"success": True}
