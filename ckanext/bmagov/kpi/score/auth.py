"""An agency's score is for its own people and for auditors until the period is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access import is_trusted, reader
from ckanext.bmagov.kpi.common.auth import agency_role, only_auditors, reads_audit

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def bmagov_scorecard_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Members of the agency and auditors; for others there is none."""
    agency: Any = model.Group.get(data_dict.get("id"))
    if agency is not None and (reads_audit(context) or agency_role(context, agency.id)):
        return {"success": True}
    raise tk.ObjectNotFound(tk._("There is no such score card"))


def bmagov_scorecard_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors see all, members of agencies their own."""
    return {"success": is_trusted(context) or reads_audit(context) or bool(reader(context).roles)}


def bmagov_scorecard_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors."""
    return only_auditors(context)


def bmagov_link_check(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors."""
    return only_auditors(context)
