"""Who reads what auditors look at, and what everybody may."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import Aspect
from ckanext.bmagov.kpi.common.auth import agency_role, only_auditors, reads_audit

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def bmagov_kpi_result_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Everyone: what is published is for all."""
    return {"success": True}


def bmagov_round_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever reads what auditors read."""
    return {"success": reads_audit(context), "msg": tk._("Only auditors may do this")}


def bmagov_ruleset_simulate(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors."""
    return only_auditors(context)


@tk.auth_allow_anonymous_access
def bmagov_dataset_kpi_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Members of the dataset's agency and auditors who may read it; for others there is no such dataset."""
    found = access.find(model.Session, str(data_dict.get("id") or ""))
    if found and access.may(context, found, Aspect.METADATA):
        return {
            "success": reads_audit(context) or bool(agency_role(context, found.owner_org)),
            "msg": tk._("Only the dataset’s agency and auditors read this"),
        }
    raise tk.ObjectNotFound(tk._("Not found"))
