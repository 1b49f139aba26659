"""Who may load agencies; everybody may read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


def system_administrator(context: Context, data_dict: DataDict) -> AuthResult:
    """System administrators. They pass without being asked."""
    return {"success": False, "msg": tk._("Only system administrators can load a list of agencies")}
