"""What is said about a dataset is said to those who may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access import same_as

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def bmagov_dataset_completeness(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may read the dataset."""
    return same_as("package_show", context, data_dict.get("id"))


@tk.auth_allow_anonymous_access
def bmagov_dataset_problem_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the dataset."""
    return same_as("package_update", context, data_dict.get("id"))


@tk.auth_allow_anonymous_access
def bmagov_dataset_change_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the dataset."""
    return same_as("package_update", context, data_dict.get("id"))
