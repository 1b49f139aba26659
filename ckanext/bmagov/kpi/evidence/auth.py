"""Who hands in for an agency, and who reads a document. The other rules are those of `kpi.common.auth`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access import Aspect, Subject, is_allowed
from ckanext.bmagov.kpi.common.auth import agency_role, editors, heads_successor, reads_audit, vouches
from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def document_readers(context: Context, data_dict: DataDict) -> AuthResult:
    """People of the agency, auditors, and administrators of its successors. If its level lets them."""
    row = model.Session.get(Deliverable, data_dict.get("id"))
    if row is not None and (
        reads_audit(context) or agency_role(context, row.agency_id) or heads_successor(context, row.agency_id)
    ):
        subject = Subject(row.level, row.agency_id, f"document-{row.id}")
        if reads_audit(context) or is_allowed(context, subject, Aspect.METADATA):
            return {"success": True}
    raise tk.ObjectNotFound(tk._("There is no such document"))


def document_editors(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors, and editors of the agency. Auditors vouch for the day on which the office received it."""
    return _editors_or_vouching(context, data_dict, "received_on")


def use_editors(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors, and editors of the agency. Auditors vouch for the day of the declaration."""
    return _editors_or_vouching(context, data_dict, "declared_on")


def _editors_or_vouching(context: Context, data_dict: DataDict, day: str) -> AuthResult:
    result = editors(context, data_dict)
    agency: Any = model.Group.get(data_dict["id"])
    return {"success": True} if data_dict.get(day) and vouches(context, agency.id) else result
