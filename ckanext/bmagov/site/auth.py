"""Demo content is the system administrators' affair."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


def sysadmins(context: Context, data_dict: DataDict) -> AuthResult:
    """System administrators."""
    return {"success": False}
