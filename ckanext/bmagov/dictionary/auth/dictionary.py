"""Columns are searched by everybody. The rest is asked of the resource (`access/auth/objects.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def searches(context: Context, data_dict: DataDict) -> AuthResult:
    """Everyone. Results hold only what the reader may know."""
    tk.check_access("package_search", tk.fresh_context(context), {})
    return {"success": True}
