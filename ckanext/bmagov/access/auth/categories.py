"""Categories are a part of a dataset's description: who may write the one may name the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access.services.categories import category_ids, refer_to

if TYPE_CHECKING:
    from ckan.types import AuthFunction, AuthResult, Context, DataDict


def without_categories(data_dict: DataDict | None) -> DataDict:
    """Return what core is asked about: of a dataset's groups only those that are no categories."""
    given = data_dict or {}
    if not isinstance(given.get("groups"), list):
        return given
    known = category_ids(model.Session, refer_to(given["groups"]))
    return {**given, "groups": [group for group in given["groups"] if not refer_to([group]) & known.keys()]}


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def package_create(next_auth: AuthFunction, context: Context, data_dict: DataDict | None) -> AuthResult:
    """Allow as CKAN does, in whichever categories the dataset is to be."""
    return next_auth(context, without_categories(data_dict))
