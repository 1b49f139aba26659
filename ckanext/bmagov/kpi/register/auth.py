"""The register: auditors enter, both sides agree, a supervisor takes off; for strangers it is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access import is_trusted
from ckanext.bmagov.kpi.common.auth import (
    EDITING,
    agency_role,
    audit_role,
    editors,
    judges,
    only_auditors,
    only_supervisors,
    own_case_text,
    participants,
    reads_audit,
)
from ckanext.bmagov.kpi.register.model import Obligation
from ckanext.bmagov.kpi.register.services import as_domain, readable_duties

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


def _readable(context: Context, data_dict: DataDict) -> Obligation:
    """Return a duty that the caller may read; for others it is not there."""
    row = model.Session.get(Obligation, data_dict.get("id"))
    if row is not None and (reads_audit(context) or agency_role(context, row.agency_id)):
        duty = as_domain(row)
        if is_trusted(context) or readable_duties(context, [duty]):
            return row
    raise tk.ObjectNotFound(tk._("There is no such duty"))


@tk.auth_allow_anonymous_access
def duty_readers(context: Context, data_dict: DataDict) -> AuthResult:
    """People of the agency, and auditors. If they may read its dataset."""
    _readable(context, data_dict)
    return {"success": True}


def both_sides(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors, and editors of the agency. The action looks at who does what."""
    row = _readable(context, data_dict)
    if judges(context, row.agency_id) or agency_role(context, row.agency_id) in EDITING:
        return {"success": True}
    if audit_role(context) in EDITING:
        return {"success": False, "msg": own_case_text(row.agency_id)}
    return {"success": False, "msg": tk._("Only auditors and editors of the agency may do this")}


def duty_auditors(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors of other agencies. Other than the ``agency`` of a new duty."""
    return only_auditors(context, data_dict.get("agency", ""))


def duty_supervisors(context: Context, data_dict: DataDict) -> AuthResult:
    """Audit supervisors of other agencies. Other than the agency whose duty it is."""
    return only_supervisors(context, _readable(context, data_dict).agency_id)


def editors_or_auditors(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors, and editors of the agency. Both take a link of a dataset back."""
    if only_auditors(context, data_dict.get("id", ""))["success"]:
        return participants(context, data_dict)
    return editors(context, data_dict)
