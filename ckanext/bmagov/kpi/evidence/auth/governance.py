"""Governance record and linked systems: an agency writes its own, auditors read and confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access import is_trusted
from ckanext.bmagov.kpi.common.auth import agency_role, only_auditors, reads_audit

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


def _role(context: Context, data_dict: DataDict) -> str:
    """Return the caller's role in the agency; for strangers it is not there."""
    agency: Any = model.Group.get(data_dict.get("id"))
    role = agency_role(context, agency.id) if agency is not None else ""
    if agency is None or not (role or reads_audit(context)):
        raise tk.ObjectNotFound(tk._("There is no such score card"))
    return role


def _reads(context: Context, data_dict: DataDict) -> AuthResult:
    _role(context, data_dict)
    return {"success": True}


def _writes(context: Context, data_dict: DataDict) -> AuthResult:
    if _role(context, data_dict) in ("editor", "admin") or is_trusted(context):
        return {"success": True}
    return {"success": False, "msg": tk._("Only this agency may do this")}


@tk.auth_allow_anonymous_access
def bmagov_governance_show(context: Context, data_dict: DataDict) -> AuthResult:
    """People of the agency, auditors."""
    return _reads(context, data_dict)


def bmagov_governance_item_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the agency."""
    return _writes(context, data_dict)


def bmagov_governance_item_withdraw(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the agency."""
    return _writes(context, data_dict)


@tk.auth_allow_anonymous_access
def bmagov_system_link_list(context: Context, data_dict: DataDict) -> AuthResult:
    """People of the agency, auditors."""
    return _reads(context, data_dict)


def bmagov_system_link_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the agency."""
    return _writes(context, data_dict)


def bmagov_system_link_confirm(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors of other agencies: whoever takes part is told so, others find nothing."""
    _role(context, data_dict)
    return only_auditors(context, data_dict.get("id", ""))


def bmagov_system_link_withdraw(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the agency; auditors of other agencies, who looked and found nothing there."""
    if only_auditors(context, data_dict.get("id", ""))["success"]:
        return _reads(context, data_dict)
    return _writes(context, data_dict)
