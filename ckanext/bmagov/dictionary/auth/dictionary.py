"""Who may see a resource may see its dictionary, but for columns above their level; who may change it may
write it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access import same_as

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict

__all__ = ["bmagov_dictionary_delete", "bmagov_dictionary_diff", "bmagov_dictionary_update"]


@tk.auth_allow_anonymous_access
def bmagov_dictionary_show(context: Context, data_dict: DataDict) -> AuthResult:
    """As `resource_show`."""
    return same_as("resource_show", context, data_dict.get("id"))


@tk.auth_allow_anonymous_access
def bmagov_dictionary_list(context: Context, data_dict: DataDict) -> AuthResult:
    """As `package_show`."""
    return same_as("package_show", context, data_dict.get("id"))


@tk.auth_allow_anonymous_access
def bmagov_dictionary_version_list(context: Context, data_dict: DataDict) -> AuthResult:
    """As `resource_show`."""
    return same_as("resource_show", context, data_dict.get("id"))


@tk.auth_allow_anonymous_access
def bmagov_dictionary_diff(context: Context, data_dict: DataDict) -> AuthResult:
    """As `resource_show`."""
    return same_as("resource_show", context, data_dict.get("id"))


def bmagov_dictionary_update(context: Context, data_dict: DataDict) -> AuthResult:
    """As `resource_update`."""
    return same_as("resource_update", context, data_dict.get("id"))


def bmagov_dictionary_delete(context: Context, data_dict: DataDict) -> AuthResult:
    """As `resource_update`."""
    return same_as("resource_update", context, data_dict.get("id"))


@tk.auth_allow_anonymous_access
def bmagov_dictionary_search(context: Context, data_dict: DataDict) -> AuthResult:
    """Anyone may search; what is found is only what the reader may know."""
    tk.check_access("package_search", tk.fresh_context(context), {})
    return {"success": True}
