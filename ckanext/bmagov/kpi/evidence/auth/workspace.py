"""An agency writes its own year; its people and auditors read it; for others it is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access import Aspect, Subject, is_allowed, is_trusted
from ckanext.bmagov.kpi.common.auth import agency_role, only_auditors, reads_audit, vouches
from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


def _absent() -> tk.ObjectNotFound:
    return tk.ObjectNotFound(tk._("There is no such score card"))


def _reads(context: Context, data_dict: DataDict) -> AuthResult:
    agency: Any = model.Group.get(data_dict.get("id"))
    if agency is not None and (reads_audit(context) or agency_role(context, agency.id)):
        return {"success": True}
    raise _absent()


def _writes(context: Context, data_dict: DataDict, vouched: str = "") -> AuthResult:
    """Editors and admins of the agency; its members and auditors are refused, others find nothing.

    :param vouched: the field with a day for which an auditor of another agency vouches, who may then enter
        for the agency what the office received
    """
    _reads(context, data_dict)
    agency: Any = model.Group.get(data_dict.get("id"))
    if is_trusted(context) or agency_role(context, agency.id) in ("editor", "admin"):
        return {"success": True}
    if vouched and data_dict.get(vouched) and vouches(context, agency.id):
        return {"success": True}
    return {"success": False, "msg": tk._("Only this agency may do this")}


@tk.auth_allow_anonymous_access
def bmagov_deliverable_show(context: Context, data_dict: DataDict) -> AuthResult:
    """People of the agency and auditors, if its level lets them."""
    row = model.Session.get(Deliverable, data_dict.get("id"))
    if row is not None and (reads_audit(context) or agency_role(context, row.agency_id)):
        subject = Subject(row.level, row.agency_id, f"document-{row.id}")
        if reads_audit(context) or is_allowed(context, subject, Aspect.METADATA):
            return {"success": True}
    raise tk.ObjectNotFound(tk._("There is no such document"))


@tk.auth_allow_anonymous_access
def bmagov_deliverable_list(context: Context, data_dict: DataDict) -> AuthResult:
    """People of the agency, auditors."""
    return _reads(context, data_dict)


@tk.auth_allow_anonymous_access
def bmagov_progress_list(context: Context, data_dict: DataDict) -> AuthResult:
    """People of the agency, auditors."""
    return _reads(context, data_dict)


@tk.auth_allow_anonymous_access
def bmagov_use_list(context: Context, data_dict: DataDict) -> AuthResult:
    """People of the agency, auditors."""
    return _reads(context, data_dict)


@tk.auth_allow_anonymous_access
def bmagov_proposal_show(context: Context, data_dict: DataDict) -> AuthResult:
    """People of the agency, auditors."""
    return _reads(context, data_dict)


@tk.auth_allow_anonymous_access
def bmagov_statement_show(context: Context, data_dict: DataDict) -> AuthResult:
    """People of the agency, auditors."""
    return _reads(context, data_dict)


def bmagov_deliverable_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the agency; auditors who vouch for its day."""
    return _writes(context, data_dict, "received_on")


def bmagov_deliverable_withdraw(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the agency."""
    return _writes(context, data_dict)


def bmagov_progress_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the agency."""
    return _writes(context, data_dict)


def bmagov_progress_withdraw(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the agency."""
    return _writes(context, data_dict)


def bmagov_use_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the agency; auditors who vouch for its day."""
    return _writes(context, data_dict, "declared_on")


def bmagov_use_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the agency."""
    return _writes(context, data_dict)


def bmagov_use_withdraw(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the agency."""
    return _writes(context, data_dict)


def bmagov_proposal_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the agency."""
    return _writes(context, data_dict)


def bmagov_proposal_judge(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors of other agencies: whoever takes part is told so, others find nothing."""
    _reads(context, data_dict)
    return only_auditors(context, data_dict.get("id", ""))


def bmagov_statement_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the agency."""
    return _writes(context, data_dict)
