"""Who has a part in the audit: agencies, auditors, supervisors (KPI design, "Who")."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.services.access import is_trusted, reader

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context

ROLES = ("member", "editor", "admin")


def audit_role(context: Context) -> str:
    """Return the caller's role in the organization that audits; empty without one."""
    return reader(context).audit_role


def reads_audit(context: Context) -> bool:
    """Tell whether the caller reads what auditors read: they themselves, and who keeps the site."""
    return is_trusted(context) or reader(context).sysadmin or bool(audit_role(context))


def only_auditors(context: Context) -> AuthResult:
    """Let editors and admins of the organization that audits."""
    return _answer(is_trusted(context) or audit_role(context) in ("editor", "admin"), _auditors())


def only_supervisors(context: Context) -> AuthResult:
    """Let admins of the organization that audits."""
    said = tk._("Only audit supervisors may do this")
    return _answer(is_trusted(context) or audit_role(context) == "admin", said)


def agency_role(context: Context, agency_id: str) -> str:
    """Return the caller's role in an agency; empty without one."""
    return reader(context).roles.get(agency_id, "")


def only_agency(context: Context, agency_id: str, *roles: str) -> AuthResult:
    """Let people of the agency in one of the roles."""
    said = tk._("Only this agency may do this")
    return _answer(is_trusted(context) or agency_role(context, agency_id) in roles, said)


def _auditors() -> str:
    return tk._("Only auditors may do this")


def _answer(success: bool, said: str) -> AuthResult:
    return {"success": True} if success else {"success": False, "msg": said}
