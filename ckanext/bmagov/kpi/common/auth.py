"""Who has a part in the audit: agencies, auditors, supervisors (KPI design, "Who")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access import is_trusted, reader
from ckanext.bmagov.kpi.common.services import own_case

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context

ROLES = ("member", "editor", "admin")


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
    found = _answer(is_trusted(context) or audit_role(context) in ("editor", "admin"), _auditors())
    return _of_others(context, found, agency)


def only_supervisors(context: Context, agency: str = "") -> AuthResult:
    """Let admins of the organization that audits; ``agency`` as in `only_auditors`."""
    said = tk._("Only audit supervisors may do this")
    found = _answer(is_trusted(context) or audit_role(context) == "admin", said)
    return _of_others(context, found, agency)


def judges(context: Context, agency_id: str) -> bool:
    """Tell whether the caller is an auditor who may judge this agency."""
    return is_trusted(context) or (
        audit_role(context) in ("editor", "admin") and own_case.judges(context, agency_id)
    )


def vouches(context: Context, agency_id: str) -> bool:
    """Tell whether the caller is an auditor and not of the agency; to be named for it is not enough."""
    return is_trusted(context) or (
        audit_role(context) in ("editor", "admin") and not own_case.belongs(context, agency_id)
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


def _of_others(context: Context, found: AuthResult, agency: str) -> AuthResult:
    group: Any = model.Group.get(agency) if agency and found["success"] else None
    if group is None or own_case.judges(context, group.id):
        return found
    return {"success": False, "msg": own_case_text(group.id)}


def agency_role(context: Context, agency_id: str) -> str:
    """Return the caller's role in an agency; empty without one."""
    return reader(context).roles.get(agency_id, "")


def _auditors() -> str:
    return tk._("Only auditors may do this")


def _answer(success: bool, said: str) -> AuthResult:
    return {"success": True} if success else {"success": False, "msg": said}
