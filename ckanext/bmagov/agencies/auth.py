"""Who may read and load agencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def bmagov_agency_tree(context: Context, data_dict: DataDict) -> AuthResult:
    """Everybody: agencies are public, and their counts are the reader's own."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def bmagov_agency_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Everybody: agencies are public, and their counts are the reader's own."""
    return {"success": True}


def bmagov_agency_load(context: Context, data_dict: DataDict) -> AuthResult:
    """System administrators, who pass without being asked."""
    return {"success": False, "msg": tk._("Only system administrators can load a list of agencies")}
