"""Rights over a dataset or a resource (`id`) as core gives them, for actions of all capabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access.auth.permission import same_as

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def sees_dataset(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may see the dataset."""
    return same_as("package_show", context, data_dict.get("id"))


@tk.auth_allow_anonymous_access
def edits_dataset(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the dataset."""
    return same_as("package_update", context, data_dict.get("id"))


@tk.auth_allow_anonymous_access
def sees_resource(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may see the dataset. And the resource."""
    return same_as("resource_show", context, data_dict.get("id"))


def changes_resource(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the dataset."""
    return same_as("resource_update", context, data_dict.get("id"))
