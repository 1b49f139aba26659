"""Who may call what: the rules that actions of several capabilities name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def everybody(context: Context, data_dict: DataDict) -> AuthResult:
    """Everyone. Whether or not they are signed in; what they get is what they may see."""
    return {"success": True}
