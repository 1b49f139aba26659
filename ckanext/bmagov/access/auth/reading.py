"""Core's rights over datasets and resources, narrowed to whom the classification level lets in.

What CKAN refuses stays refused: each function asks the next one first. Whoever may change a dataset must be
able to read all of it, because CKAN saves a dataset with the resources that the caller has read: a hidden one
would be deleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.logic.auth import get_package_object, get_resource_object

from ckanext.bmagov.access.auth.categories import without_categories
from ckanext.bmagov.access.auth.permission import no_data
from ckanext.bmagov.access.domain.classification import Aspect
from ckanext.bmagov.access.services import rights

if TYPE_CHECKING:
    from ckan.types import AuthFunction, AuthResult, Context, DataDict


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def resource_show(next_auth: AuthFunction, context: Context, data_dict: DataDict | None) -> AuthResult:
    """Allow who may read the description of the resource, by its own level."""
    result = next_auth(context, data_dict or {})
    if not result["success"] or _may(context, get_resource_object(context, data_dict).id, Aspect.METADATA):
        return result
    return {"success": False, "msg": tk._("You may not read this")}


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def package_update(next_auth: AuthFunction, context: Context, data_dict: DataDict | None) -> AuthResult:
    """Allow who may read the dataset and every resource in it, too. CKAN asks this for all changes of one."""
    result = next_auth(context, without_categories(data_dict))
    if not result["success"] or rights.clears_all(context, get_package_object(context, data_dict).id):
        return result
    return {"success": False, "msg": tk._("You may not change this")}


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def datastore_search(next_auth: AuthFunction, context: Context, data_dict: DataDict | None) -> AuthResult:
    """Allow who may read the data, not only their description."""
    result = next_auth(context, data_dict or {})
    resource_id = str((data_dict or {}).get("resource_id") or "")
    if not result["success"] or _may(context, resource_id, Aspect.DATA):
        return result
    return no_data()


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def datastore_info(next_auth: AuthFunction, context: Context, data_dict: DataDict | None) -> AuthResult:
    """Allow as CKAN does; a table with a closed column, whose names it lists, only who may have its data."""
    result = next_auth(context, data_dict or {})
    # CKAN has put the resource that an alias stands for into `id`.
    resource_id = str((data_dict or {}).get("id") or (data_dict or {}).get("resource_id") or "")
    subject = rights.resource_subjects(model.Session, [resource_id]).get(resource_id)
    if not result["success"] or not subject or not subject.data_level:
        return result
    if rights.is_allowed(context, subject, Aspect.DATA):
        return result
    return no_data()


def _may(context: Context, resource_id: str, aspect: Aspect) -> bool:
    subject = rights.resource_subjects(model.Session, [resource_id]).get(resource_id)
    return subject is not None and rights.is_allowed(context, subject, aspect)
