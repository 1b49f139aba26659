"""Notices are a person's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


def person(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever is signed in. It is their own list, and nobody else's."""
    if not context.get("user"):
        return {"success": False, "msg": tk._("Sign in to see your notices")}
    return {"success": True}
