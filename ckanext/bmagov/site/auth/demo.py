"""Demo content is the system administrators' affair."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


def bmagov_demo_object_list(context: Context, data_dict: DataDict) -> AuthResult:
    """System administrators only."""
    return {"success": False}


def bmagov_demo_object_purge(context: Context, data_dict: DataDict) -> AuthResult:
    """System administrators only."""
    return {"success": False}
