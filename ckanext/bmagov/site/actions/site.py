"""Core's account of the site, without what serves only attackers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import authz

if TYPE_CHECKING:
    from ckan.types import Action, Context, DataDict


FOR_ADMINISTRATORS = ("ckan_version", "error_emails_to", "extensions")


@tk.chained_action
@tk.side_effect_free
def status_show(original_action: Action, context: Context, data_dict: DataDict) -> DataDict:
    """Tell about the site; versions, extensions and addresses of people to system administrators only."""
    status = original_action(context, data_dict)
    if context.get("ignore_auth") or authz.is_sysadmin(context.get("user")):
        return status
    return {name: value for name, value in status.items() if name not in FOR_ADMINISTRATORS}
