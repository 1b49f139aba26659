"""Who may work on many datasets: whoever may edit them, each by its own rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import authz, model

from ckanext.bmagov.metadata.bulk.model import BulkJob

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


def user_of(context: Context) -> Any:
    """Return the user who asks, or None."""
    return model.User.get(context.get("user") or "")


def agency_of(data_dict: DataDict) -> Any:
    """Return the agency that is asked about, or None."""
    return model.Group.get(data_dict.get("organization"))


@tk.auth_sysadmins_check
def edits_agency(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit datasets of the agency. Another one is as unknown as none."""
    agency = agency_of(data_dict)
    if agency is not None and agency.is_organization and agency.state == model.State.ACTIVE:
        may = authz.has_user_permission_for_group_or_org
        if may(agency.id, context.get("user"), "update_dataset"):
            return {"success": True}
    return {"success": False, "msg": tk._("You may not edit datasets of this agency")}


@tk.auth_sysadmins_check
def signed_in_person(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever is signed in; what may be done to a dataset is asked for each of them."""
    if user_of(context) is None:
        return {"success": False, "msg": tk._("Sign in to change datasets")}
    return {"success": True}


@tk.auth_sysadmins_check
def own_job(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever has started the job. That of another is as unknown as none.

    :raises ObjectNotFound: there is no such job of the caller
    """
    job, user = model.Session.get(BulkJob, str(data_dict.get("id"))), user_of(context)
    if user is None:
        return {"success": False, "msg": tk._("Sign in to change datasets")}
    if job is None or job.user_id != user.id:
        raise tk.ObjectNotFound(tk._("There is no such job"))
    return {"success": True}
