"""Health is public: it says no more than a page that fails would say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def bmagov_health_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Everyone."""
    return {"success": True}
