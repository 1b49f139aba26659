"""Who gives access, asks for it, answers, lowers levels and reads the log: as the policy says.

What somebody may not know of is answered as what is not there, whatever they wanted to do with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access.actions.sharing import is_approver, is_giver, target
from ckanext.bmagov.access.auth.permission import same_as
from ckanext.bmagov.access.domain.classification import Aspect
from ckanext.bmagov.access.model.grants import AccessGrant
from ckanext.bmagov.access.model.requests import AccessRequest, LevelChange
from ckanext.bmagov.access.services import rights, sharing

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


YES: AuthResult = {"success": True}


def bmagov_grant_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Who of the owner may give access by the policy."""
    return _giver(context, data_dict)


def bmagov_grant_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Of an object: who may give access to it, and auditors. Everybody their own."""
    if not data_dict.get("id") and not data_dict.get("resource_id"):
        return _signed_in(context)
    subject = target(context, data_dict)
    return YES if rights.reader(context).auditor or is_giver(context, subject) else _not_yours()


def bmagov_grant_revoke(context: Context, data_dict: DataDict) -> AuthResult:
    """Who may give it; to others the grant does not exist."""
    subject = _of(context, AccessGrant, data_dict)
    if subject is None or not is_giver(context, subject):
        raise tk.ObjectNotFound(tk._("Grant not found"))
    return YES


def bmagov_access_request_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever is signed in and may know that it exists."""
    signed_in = _signed_in(context)
    if signed_in["success"]:
        target(context, data_dict, Aspect.EXISTENCE)
    return signed_in


def bmagov_access_request_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever is signed in; the list holds what the caller may see."""
    return _signed_in(context)


def bmagov_access_request_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Who asked, who may answer, and auditors who may read the record."""
    _seen(context, AccessRequest, data_dict, tk._("Request not found"))
    return YES


def bmagov_access_request_answer(context: Context, data_dict: DataDict) -> AuthResult:
    """Who may give access."""
    subject = _seen(context, AccessRequest, data_dict, tk._("Request not found"))
    return YES if subject is not None and is_giver(context, subject) else _not_yours()


def bmagov_access_request_withdraw(context: Context, data_dict: DataDict) -> AuthResult:
    """Who may see it; the action lets only who asked."""
    _seen(context, AccessRequest, data_dict, tk._("Request not found"))
    return YES


def bmagov_level_change_propose(context: Context, data_dict: DataDict) -> AuthResult:
    """Who may edit the dataset."""
    if data_dict.get("resource_id"):
        return same_as("resource_update", context, data_dict["resource_id"])
    return same_as("package_update", context, data_dict.get("id"))


def bmagov_level_change_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever is signed in; the list holds what the caller may see."""
    return _signed_in(context)


def bmagov_level_change_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Who proposed it, who may answer, and auditors who may read the record."""
    _seen(context, LevelChange, data_dict, tk._("Proposal not found"))
    return YES


def bmagov_level_change_answer(context: Context, data_dict: DataDict) -> AuthResult:
    """Whom the policy names (`approvers`)."""
    subject = _seen(context, LevelChange, data_dict, tk._("Proposal not found"))
    return YES if subject is not None and is_approver(context, subject) else _not_yours()


def bmagov_level_change_withdraw(context: Context, data_dict: DataDict) -> AuthResult:
    """Who may see it; the action lets only who proposed it."""
    _seen(context, LevelChange, data_dict, tk._("Proposal not found"))
    return YES


def bmagov_access_log_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Administrators of agencies, of what is theirs; auditors, and system administrators."""
    reader = rights.reader(context)
    if reader.auditor or "admin" in reader.roles.values():
        return YES
    return {"success": False, "msg": tk._("The log is for administrators of agencies and for auditors")}


def _giver(context: Context, data_dict: DataDict) -> AuthResult:
    return YES if is_giver(context, target(context, data_dict)) else _not_yours()


def _of(context: Context, kind: Any, data_dict: DataDict) -> Any:
    row = model.Session.get(kind, str(data_dict.get("id") or ""))
    subject = sharing.of_row(model.Session, row) if row is not None else None
    return subject if subject and rights.may(context, subject, Aspect.METADATA) else None


def _seen(context: Context, kind: Any, data_dict: DataDict, absent: str) -> Any:
    """Return what a question is about (None: gone), or raise ObjectNotFound for who may not see it.

    Who asked always sees the question, also when the thing itself is hidden from them by now.
    """
    row = model.Session.get(kind, str(data_dict.get("id") or ""))
    reader = rights.reader(context)
    if row is None:
        raise tk.ObjectNotFound(absent)
    subject = sharing.of_row(model.Session, row)
    if reader.user_id and row.asked_by == reader.user_id:
        return subject
    answers = is_approver if kind is LevelChange else is_giver
    if subject is None or not (
        answers(context, subject) or (reader.auditor and rights.may(context, subject, Aspect.METADATA))
    ):
        raise tk.ObjectNotFound(absent)
    return subject


def _signed_in(context: Context) -> AuthResult:
    if rights.reader(context).user_id or rights.is_trusted(context):
        return YES
    return {"success": False, "msg": tk._("Sign in to ask for access or to see requests")}


def _not_yours() -> AuthResult:
    return {"success": False, "msg": tk._("The owner of these data decides this")}
