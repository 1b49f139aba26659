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


def signed_in(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever is signed in. Core lets anonymous callers of the API come as far as here."""
    if not context.get("user"):
        return {"success": False, "msg": tk._("Sign in to see what waits for you")}
    return {"success": True}
