"""Who reads how a dataset stands against the KPI."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import Aspect
from ckanext.bmagov.kpi.common.auth import agency_role, reads_audit

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def dataset_agency(context: Context, data_dict: DataDict) -> AuthResult:
    """People of the agency, and auditors. If they may read the dataset; for others it is not there."""
    subject = access.find_subject(model.Session, str(data_dict.get("id") or ""))
    if subject and access.is_allowed(context, subject, Aspect.METADATA):
        return {
            "success": reads_audit(context) or bool(agency_role(context, subject.owner_org)),
            "msg": tk._("Only the dataset’s agency and auditors read this"),
        }
    raise tk.ObjectNotFound(tk._("Not found"))
