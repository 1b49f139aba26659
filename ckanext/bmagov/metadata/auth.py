"""What is said about a dataset is said to those who may read it. A work list is the asker's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access import same_as

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


def signed_in(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever is signed in. Core lets anonymous callers of the API come as far as here."""
    if not context.get("user"):
        return {"success": False, "msg": tk._("Sign in to see what waits for you")}
    return {"success": True}
