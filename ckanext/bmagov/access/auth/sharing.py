"""Who gives access, asks for it, answers, lowers levels and reads the log: as the policy says.

What somebody may not know of is answered as what is not there, whatever they wanted to do with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access.actions.sharing import is_approver, is_giver, require_subject
from ckanext.bmagov.access.auth.permission import same_as
from ckanext.bmagov.access.domain.classification import Aspect
from ckanext.bmagov.access.model.grants import AccessGrant
from ckanext.bmagov.access.model.requests import AccessRequest, LevelChange
from ckanext.bmagov.access.services import rights, sharing

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict

    from ckanext.bmagov.access.domain.classification import Subject


YES: AuthResult = {"success": True}


def signed_in_person(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever is signed in. What is listed is what the caller may see."""
    if rights.reader(context).user_id or rights.is_trusted(context):
        return YES
    return {"success": False, "msg": tk._("Sign in to ask for access or to see requests")}


def asker(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever is signed in and may know of the dataset."""
    signed_in = signed_in_person(context, data_dict)
    if signed_in["success"]:
        require_subject(context, data_dict, Aspect.EXISTENCE)
    return signed_in


def giver(context: Context, data_dict: DataDict) -> AuthResult:
    """Those of the owner who may give access. The policy names them."""
    return YES if is_giver(context, require_subject(context, data_dict)) else _not_yours()


def reader_of_grants(context: Context, data_dict: DataDict) -> AuthResult:
    """Who may give access, and auditors; everyone signed in for access of their own."""
    if not data_dict.get("id") and not data_dict.get("resource_id"):
        return signed_in_person(context, data_dict)
    subject = require_subject(context, data_dict)
    return YES if rights.reader(context).auditor or is_giver(context, subject) else _not_yours()


def giver_of_grant(context: Context, data_dict: DataDict) -> AuthResult:
    """Those of the owner who may give access. To others the grant does not exist."""
    subject = _readable_subject(context, AccessGrant, data_dict)
    if subject is None or not is_giver(context, subject):
        raise tk.ObjectNotFound(tk._("Grant not found"))
    return YES


def reader_of_request(context: Context, data_dict: DataDict) -> AuthResult:
    """Who asked, who may answer, and auditors. The last if they may read the record."""
    _subject_of_question(context, AccessRequest, data_dict)
    return YES


def giver_of_request(context: Context, data_dict: DataDict) -> AuthResult:
    """Those of the owner who may give access. That which the request asks for."""
    subject = _subject_of_question(context, AccessRequest, data_dict)
    return YES if subject is not None and is_giver(context, subject) else _not_yours()


def editor(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the dataset. Or the resource that is given."""
    if data_dict.get("resource_id"):
        return same_as("resource_update", context, data_dict["resource_id"])
    return same_as("package_update", context, data_dict.get("id"))


def reader_of_level_change(context: Context, data_dict: DataDict) -> AuthResult:
    """Who proposed it, who may answer, and auditors. The last if they may read the record."""
    _subject_of_question(context, LevelChange, data_dict)
    return YES


def approver_of_level_change(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who may approve a lower level. The policy names them (`approvers`)."""
    subject = _subject_of_question(context, LevelChange, data_dict)
    return YES if subject is not None and is_approver(context, subject) else _not_yours()


def reader_of_log(context: Context, data_dict: DataDict) -> AuthResult:
    """Administrators of agencies, auditors and system administrators. The first for what is theirs."""
    reader = rights.reader(context)
    if reader.auditor or "admin" in reader.roles.values():
        return YES
    return {"success": False, "msg": tk._("The log is for administrators of agencies and for auditors")}


def _readable_subject(context: Context, kind: type[AccessGrant], data_dict: DataDict) -> Subject | None:
    """Return what a grant is about; None where the caller may not read it, or there is none."""
    row = model.Session.get(kind, str(data_dict.get("id") or ""))
    subject = sharing.subject_of_row(model.Session, row) if row is not None else None
    return subject if subject and rights.is_allowed(context, subject, Aspect.METADATA) else None


def _subject_of_question(
    context: Context, kind: type[AccessRequest] | type[LevelChange], data_dict: DataDict
) -> Subject | None:
    """Return what a question is about (None: gone), or raise ObjectNotFound for who may not see it.

    Who asked always sees the question, also when the thing itself is hidden from them by now.
    """
    row = model.Session.get(kind, str(data_dict.get("id") or ""))
    reader = rights.reader(context)
    proposed = kind is LevelChange
    absent = tk._("Proposal not found") if proposed else tk._("Request not found")
    if row is None:
        raise tk.ObjectNotFound(absent)
    subject = sharing.subject_of_row(model.Session, row)
    if reader.user_id and row.asked_by == reader.user_id:
        return subject
    answers = is_approver if proposed else is_giver
    if subject is None or not (
        answers(context, subject) or (reader.auditor and rights.is_allowed(context, subject, Aspect.METADATA))
    ):
        raise tk.ObjectNotFound(absent)
    return subject


def _not_yours() -> AuthResult:
    return {"success": False, "msg": tk._("The owner of these data decides this")}
