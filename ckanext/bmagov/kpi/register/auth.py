"""The register: auditors enter, both sides agree, a supervisor takes off; for strangers it is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access import is_trusted, reader
from ckanext.bmagov.kpi.common.auth import (
    agency_role,
    audit_role,
    judges,
    only_auditors,
    only_supervisors,
    own_case_text,
    reads_audit,
)
from ckanext.bmagov.kpi.register.model import Obligation
from ckanext.bmagov.kpi.register.services import as_domain, readable_duties

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


def _reads(context: Context, data_dict: DataDict) -> Obligation:
    """Return a duty that the caller may read; for others it is not there."""
    row = model.Session.get(Obligation, data_dict.get("id"))
    if row is not None and (reads_audit(context) or agency_role(context, row.agency_id)):
        duty = as_domain(row)
        if is_trusted(context) or readable_duties(context, [duty]):
            return row
    raise tk.ObjectNotFound(tk._("There is no such duty"))


def _writes(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors, and editors of the agency whose duty it is."""
    row = _reads(context, data_dict)
    editing = ("editor", "admin")
    if judges(context, row.agency_id) or agency_role(context, row.agency_id) in editing:
        return {"success": True}
    if audit_role(context) in editing:
        return {"success": False, "msg": own_case_text(row.agency_id)}
    return {"success": False, "msg": tk._("Only auditors and editors of the agency may do this")}


def bmagov_obligation_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors read all, members of agencies their own."""
    return {"success": is_trusted(context) or reads_audit(context) or bool(reader(context).roles)}


@tk.auth_allow_anonymous_access
def bmagov_obligation_show(context: Context, data_dict: DataDict) -> AuthResult:
    """People of the agency and auditors, if they may read its dataset."""
    _reads(context, data_dict)
    return {"success": True}


@tk.auth_allow_anonymous_access
def bmagov_obligation_suggest(context: Context, data_dict: DataDict) -> AuthResult:
    """As reading it."""
    _reads(context, data_dict)
    return {"success": True}


def bmagov_obligation_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors of other agencies."""
    return only_auditors(context, data_dict.get("agency", ""))


def bmagov_obligation_import(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors (the action looks at the agency of each row)."""
    return only_auditors(context)


def bmagov_obligation_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors; editors of the agency may link its dataset (the action looks at what changes)."""
    return _writes(context, data_dict)


def bmagov_obligation_propose(context: Context, data_dict: DataDict) -> AuthResult:
    """Either side."""
    return _writes(context, data_dict)


def bmagov_obligation_confirm(context: Context, data_dict: DataDict) -> AuthResult:
    """The other side (the action looks at who proposed)."""
    return _writes(context, data_dict)


def bmagov_obligation_remove(context: Context, data_dict: DataDict) -> AuthResult:
    """Supervisors who do not belong to its agency."""
    return only_supervisors(context, _reads(context, data_dict).agency_id)
