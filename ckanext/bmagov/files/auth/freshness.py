"""Who may see a dataset may see how old its data are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access import same_as

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def bmagov_freshness_show(context: Context, data_dict: DataDict) -> AuthResult:
    """As `package_show`."""
    return same_as("package_show", context, data_dict.get("id"))
