"""Who reads deadlines. What each may do in a round stands in the domain's table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.kpi.common.auth import everyone, participants

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def deadline_readers(context: Context, data_dict: DataDict) -> AuthResult:
    """Everyone. An agency's own deadlines are for its people and auditors."""
    return (participants if data_dict.get("id") else everyone)(context, data_dict)
