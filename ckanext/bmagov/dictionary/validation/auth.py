"""Who may see a resource may see how well its data keep to their dictionary; values are for who may read the
data. Who may change it may have it checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access import same_as

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


def bmagov_dictionary_validate(context: Context, data_dict: DataDict) -> AuthResult:
    """As `resource_update`."""
    return same_as("resource_update", context, data_dict.get("id"))


def bmagov_validation_cancel(context: Context, data_dict: DataDict) -> AuthResult:
    """As `resource_update`."""
    return same_as("resource_update", context, data_dict.get("id"))


@tk.auth_allow_anonymous_access
def bmagov_validation_show(context: Context, data_dict: DataDict) -> AuthResult:
    """As `resource_show`."""
    return same_as("resource_show", context, data_dict.get("id"))


@tk.auth_allow_anonymous_access
def bmagov_validation_list(context: Context, data_dict: DataDict) -> AuthResult:
    """As `resource_show`."""
    return same_as("resource_show", context, data_dict.get("id"))
