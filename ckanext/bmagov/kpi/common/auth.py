"""Who has a part in the audit: agencies, auditors, supervisors (KPI design, "Who").

The rules that actions name with ``allowed=`` stand at the end, each once; what is asked of their ``id`` is
the agency whose year it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access import is_trusted, reader
from ckanext.bmagov.kpi.common.services import own_case
from ckanext.bmagov.kpi.common.services.agencies import successors

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict

ROLES = ("member", "editor", "admin")
EDITING = ("editor", "admin")


def audit_role(context: Context) -> str:
    """Return the caller's role in the organization that audits; empty without one."""
    return reader(context).audit_role


def reads_audit(context: Context) -> bool:
    """Tell whether the caller reads what auditors read: they themselves, and who keeps the site."""
    return is_trusted(context) or reader(context).sysadmin or bool(audit_role(context))


def only_auditors(context: Context, agency: str = "") -> AuthResult:
    """Let editors and admins of the organization that audits.

    :param agency: name or id of the agency that is judged, not one of theirs; empty for what concerns all
    """
    if not (is_trusted(context) or audit_role(context) in EDITING):
        return {"success": False, "msg": tk._("Only auditors may do this")}
    return _unless_own(context, agency)


def only_supervisors(context: Context, agency: str = "") -> AuthResult:
    """Let admins of the organization that audits; ``agency`` as in `only_auditors`."""
    if not (is_trusted(context) or audit_role(context) == "admin"):
        return {"success": False, "msg": tk._("Only audit supervisors may do this")}
    return _unless_own(context, agency)


def judges(context: Context, agency_id: str) -> bool:
    """Tell whether the caller is an auditor who may judge this agency."""
    return is_trusted(context) or (audit_role(context) in EDITING and own_case.judges(context, agency_id))


def vouches(context: Context, agency_id: str) -> bool:
    """Tell whether the caller is an auditor and not of the agency; to be named for it is not enough."""
    return is_trusted(context) or (
        audit_role(context) in EDITING and not own_case.belongs(context, agency_id)
    )


def own_case_text(agency_id: str) -> str:
    """Return why nobody judges their own agency here, and who does."""
    names = own_case.reviewers(agency_id)
    if names is None:
        said = tk._("You belong to this agency. An auditor who does not belong to it has to do this.")
    elif names:
        said = tk._("You belong to this agency. For it, this is done by: {names}.").format(
            names=", ".join(names)
        )
    else:
        said = tk._(
            "You belong to this agency. Nobody is named yet who judges it: ask the administrator of the "
            "catalog to name somebody (ckanext.bmagov.audit_own_agency_reviewers)."
        )
    return f"OWN-CASE: {said}"


def _unless_own(context: Context, agency: str) -> AuthResult:
    group: Any = model.Group.get(agency) if agency else None
    if group is None or own_case.judges(context, group.id):
        return {"success": True}
    return {"success": False, "msg": own_case_text(group.id)}


def agency_role(context: Context, agency_id: str) -> str:
    """Return the caller's role in an agency; empty without one."""
    return reader(context).roles.get(agency_id, "")


# --- rules of actions ---


@tk.auth_allow_anonymous_access
def everyone(context: Context, data_dict: DataDict) -> AuthResult:
    """Everyone."""
    return {"success": True}


def members(context: Context, data_dict: DataDict) -> AuthResult:
    """Members of any agency, and auditors. The action leaves out what is not theirs."""
    return {"success": reads_audit(context) or bool(reader(context).roles)}


def audit_readers(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors. And who keeps the site."""
    return {"success": reads_audit(context), "msg": tk._("Only auditors may do this")}


def participants(context: Context, data_dict: DataDict) -> AuthResult:
    """People of the agency, and auditors. For others its year is not there."""
    agency: Any = model.Group.get(data_dict.get("id"))
    if agency is not None and (reads_audit(context) or agency_role(context, agency.id)):
        return {"success": True}
    raise tk.ObjectNotFound(tk._("There is no such score card"))


@tk.auth_allow_anonymous_access
def year_readers(context: Context, data_dict: DataDict) -> AuthResult:
    """People of the agency, and auditors. Of one that is no more, the administrators of its successors as
    well. To visitors, too, its year is not there.
    """
    agency: Any = model.Group.get(data_dict.get("id"))
    try:
        return participants(context, data_dict)
    except tk.ObjectNotFound:
        if agency is not None and heads_successor(context, agency.id):
            return {"success": True}
        raise


def heads_successor(context: Context, agency_id: str) -> bool:
    """Tell whether the caller is an administrator of an agency in which this one ended."""
    heads = {key for key, role in reader(context).roles.items() if role == "admin"}
    if not heads or agency_id in heads:
        return False
    return not heads.isdisjoint(successors(model.Session, agency_id))


def editors(context: Context, data_dict: DataDict) -> AuthResult:
    """Editors of the agency. Its members and auditors are refused, for others its year is not there."""
    participants(context, data_dict)
    agency: Any = model.Group.get(data_dict["id"])
    if is_trusted(context) or agency_role(context, agency.id) in EDITING:
        return {"success": True}
    return {"success": False, "msg": tk._("Only this agency may do this")}


def auditors(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors."""
    return only_auditors(context)


def auditors_of_others(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors of other agencies. Or those named for it."""
    return only_auditors(context, data_dict.get("id", ""))


def participating_auditors(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors of other agencies. For who has no part in the agency's year, it is not there."""
    participants(context, data_dict)
    return auditors_of_others(context, data_dict)


def supervisors(context: Context, data_dict: DataDict) -> AuthResult:
    """Audit supervisors."""
    return only_supervisors(context)


def supervisors_of_others(context: Context, data_dict: DataDict) -> AuthResult:
    """Audit supervisors of other agencies. Or those named for it."""
    return only_supervisors(context, data_dict.get("id", ""))
