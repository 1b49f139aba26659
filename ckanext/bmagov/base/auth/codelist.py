"""Code lists are public: they are the words of the catalog, not its data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def bmagov_codelist_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Everyone."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def bmagov_codelist_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Everyone."""
    return {"success": True}
