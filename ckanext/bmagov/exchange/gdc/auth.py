"""Who may call what of the exchange with GD Catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.exchange.gdc.services import shares

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def everybody(context: Context, data_dict: DataDict) -> AuthResult:
    """Everyone: what goes out to anybody. Accounts of GD Catalog get the names of private datasets, too."""
    return {"success": True}


@tk.auth_sysadmins_check
def harvester(context: Context, data_dict: DataDict) -> AuthResult:
    """Accounts of GD Catalog (ckanext.bmagov.gdc.harvesters)."""
    if shares.is_harvester(model.User.get(context.get("user") or "")):
        return {"success": True}
    return {"success": False, "msg": tk._("Only the accounts of GD Catalog may do this")}


def editor_of_known(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the dataset, also one that is deleted.

    :raises ObjectNotFound: the caller may not know of it
    """
    package = model.Session.get(model.Package, str(data_dict.get("id") or ""))
    if package is None or package.id not in access.cleared(context, [package.id]):
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    tk.check_access("package_update", tk.fresh_context(context), {"id": package.id})
    return {"success": True}


def administrators(context: Context, data_dict: DataDict) -> AuthResult:
    """Administrators of the system."""
    return {"success": False, "msg": tk._("Only an administrator of the system may do this")}
