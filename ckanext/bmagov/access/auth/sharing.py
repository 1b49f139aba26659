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
    """Allow whoever is signed in; what is listed is what the caller may see."""
    if rights.reader(context).user_id or rights.is_trusted(context):
        return YES
    return {"success": False, "msg": tk._("Sign in to ask for access or to see requests")}


def asker(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow whoever is signed in and may know that the object exists."""
    signed_in = signed_in_person(context, data_dict)
    if signed_in["success"]:
        require_subject(context, data_dict, Aspect.EXISTENCE)
    return signed_in


def giver(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow those of the owner who may give access by the policy."""
    return YES if is_giver(context, require_subject(context, data_dict)) else _not_yours()


def reader_of_grants(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow, for an object, who may give access to it, and auditors; everybody, for their own grants."""
    if not data_dict.get("id") and not data_dict.get("resource_id"):
        return signed_in_person(context, data_dict)
    subject = require_subject(context, data_dict)
    return YES if rights.reader(context).auditor or is_giver(context, subject) else _not_yours()


def giver_of_grant(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow who may give it; to others the grant does not exist."""
    subject = _readable_subject(context, AccessGrant, data_dict)
    if subject is None or not is_giver(context, subject):
        raise tk.ObjectNotFound(tk._("Grant not found"))
    return YES


def reader_of_request(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow who asked, who may answer, and auditors who may read the record."""
    _subject_of_question(context, AccessRequest, data_dict)
    return YES


def giver_of_request(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow those who may give the access that a request asks for."""
    subject = _subject_of_question(context, AccessRequest, data_dict)
    return YES if subject is not None and is_giver(context, subject) else _not_yours()


def editor(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow who may edit the dataset, or the resource that is given."""
    if data_dict.get("resource_id"):
        return same_as("resource_update", context, data_dict["resource_id"])
    return same_as("package_update", context, data_dict.get("id"))


def reader_of_level_change(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow who proposed it, who may answer, and auditors who may read the record."""
    _subject_of_question(context, LevelChange, data_dict)
    return YES


def approver_of_level_change(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow those whom the policy names (`approvers`)."""
    subject = _subject_of_question(context, LevelChange, data_dict)
    return YES if subject is not None and is_approver(context, subject) else _not_yours()


def reader_of_log(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow administrators of agencies, for what is theirs; auditors, and system administrators."""
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
