"""Rights that CKAN gives to everybody, or that end in an error of the server for who is not signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access.auth.permission import no_data
from ckanext.bmagov.access.domain.classification import Aspect
from ckanext.bmagov.access.services import rights

if TYPE_CHECKING:
    from ckan.types import AuthFunction, AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def bmagov_resource_data_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Allow who may have the bytes and rows of a resource (`id`), not only their description."""
    tk.check_access("resource_show", tk.fresh_context(context), {"id": data_dict["id"]})
    subject = rights.resource_subjects(model.Session, [data_dict["id"]]).get(data_dict["id"])
    if subject and rights.is_allowed(context, subject, Aspect.DATA):
        return {"success": True}
    return no_data()


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def task_status_show(next_auth: AuthFunction, context: Context, data_dict: DataDict | None) -> AuthResult:
    """Allow who may change what the task works on, and may have its data: the errors of a load quote rows."""
    task = context.get("task_status")
    kind = str(getattr(task, "entity_type", ""))
    if kind not in ("resource", "dataset", "package"):
        return {"success": False}
    action = "resource_update" if kind == "resource" else "package_update"
    asked = {"id": getattr(task, "entity_id", "")}
    try:
        tk.check_access(action, tk.fresh_context(context), asked)
        if kind == "resource":
            tk.check_access("bmagov_resource_data_show", tk.fresh_context(context), asked)
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return {"success": False, "msg": tk._("You may not change this")}
    return next_auth(context, data_dict or {})


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def _signed_in_only(next_auth: AuthFunction, context: Context, data_dict: DataDict | None) -> AuthResult:
    """Refuse who is not signed in; CKAN's function takes it for granted that there is a user."""
    user = context.get("auth_user_obj")
    if not user or user.is_anonymous:
        return {"success": False}
    return next_auth(context, data_dict or {})


package_collaborator_create = package_collaborator_delete = package_collaborator_list = _signed_in_only


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def resource_view_update(next_auth: AuthFunction, context: Context, data_dict: DataDict | None) -> AuthResult:
    """Allow who may change the view's resource. CKAN's function fails where the caller does not name it."""
    view = model.ResourceView.get(str((data_dict or {}).get("id") or ""))
    if view is None:
        return {"success": False}
    return next_auth(context, {**(data_dict or {}), "resource_id": view.resource_id})
