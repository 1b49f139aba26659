"""How a date is read is no secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def bmagov_date_parse(context: Context, data_dict: DataDict) -> AuthResult:
    """Everyone."""
    return {"success": True}
