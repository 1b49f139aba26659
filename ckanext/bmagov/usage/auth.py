"""Only the site itself counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_sysadmins_check
def nobody(context: Context, data_dict: DataDict) -> AuthResult:
    """Nobody. The numbers are what the site saw, for administrators too."""
    return {"success": False, "msg": tk._("The site counts uses itself.")}
