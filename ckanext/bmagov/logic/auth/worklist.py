"""A work list is the asker's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict

__all__ = ["bmagov_worklist_show"]


def bmagov_worklist_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Everybody who is signed in."""
    return {"success": True}
