"""Who takes part in a round. What each may do stands in the domain's table; these keep strangers out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.kpi.common.auth import agency_role, only_auditors, only_supervisors, reads_audit

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


def _taking_part(context: Context, data_dict: DataDict) -> AuthResult:
    """People of the agency and auditors; for others the round is not there."""
    agency: Any = model.Group.get(data_dict.get("id"))
    if agency is not None and (reads_audit(context) or agency_role(context, agency.id)):
        return {"success": True}
    raise tk.ObjectNotFound(tk._("There is no such score card"))


@tk.auth_allow_anonymous_access
def bmagov_round_show(context: Context, data_dict: DataDict) -> AuthResult:
    """People of the agency, auditors."""
    return _taking_part(context, data_dict)


@tk.auth_allow_anonymous_access
def bmagov_outcome_show(context: Context, data_dict: DataDict) -> AuthResult:
    """People of the agency, auditors."""
    return _taking_part(context, data_dict)


def bmagov_round_submit(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever takes part; the table says that it is the responsible person of the agency."""
    return _taking_part(context, data_dict)


def bmagov_round_object(context: Context, data_dict: DataDict) -> AuthResult:
    """As `bmagov_round_submit`."""
    return _taking_part(context, data_dict)


def bmagov_round_start_review(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever takes part; the table says that it is an auditor."""
    return _taking_part(context, data_dict)


def bmagov_round_return(context: Context, data_dict: DataDict) -> AuthResult:
    """As `bmagov_round_start_review`."""
    return _taking_part(context, data_dict)


def bmagov_round_verify(context: Context, data_dict: DataDict) -> AuthResult:
    """As `bmagov_round_start_review`."""
    return _taking_part(context, data_dict)


def bmagov_round_sign_off(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever takes part; the table says that it is a supervisor."""
    return _taking_part(context, data_dict)


def bmagov_round_close(context: Context, data_dict: DataDict) -> AuthResult:
    """As `bmagov_round_sign_off`."""
    return _taking_part(context, data_dict)


def bmagov_round_revise(context: Context, data_dict: DataDict) -> AuthResult:
    """Supervisors of other agencies."""
    return only_supervisors(context, data_dict.get("id", ""))


def bmagov_criterion_override(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors of other agencies."""
    return only_auditors(context, data_dict.get("id", ""))


def bmagov_criterion_confirm(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors of other agencies."""
    return only_auditors(context, data_dict.get("id", ""))


def bmagov_audit_note_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors of other agencies."""
    return only_auditors(context, data_dict.get("id", ""))


@tk.auth_allow_anonymous_access
def bmagov_audit_note_list(context: Context, data_dict: DataDict) -> AuthResult:
    """People of the agency, auditors; notes that are not shared are left out for the agency."""
    return _taking_part(context, data_dict)


@tk.auth_allow_anonymous_access
def bmagov_deadline_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Everyone; an agency's own are for its people and auditors."""
    return _taking_part(context, data_dict) if data_dict.get("id") else {"success": True}


def bmagov_deadline_move(context: Context, data_dict: DataDict) -> AuthResult:
    """Supervisors; for one agency, who do not belong to it."""
    return only_supervisors(context, data_dict.get("id", ""))
