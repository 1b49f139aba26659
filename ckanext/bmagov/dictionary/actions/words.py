"""What saving a dictionary sets in motion, and the words that come from the DataStore's side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model
from ckanext.datastore.backend import DatastoreBackend

from ckanext.bmagov import search
from ckanext.bmagov.dictionary.actions.requests import user_id
from ckanext.bmagov.dictionary.services import (
    datastore,
    dictionaries,
    index as dictionary_index,
    resource as dictionary_resource,
)
from ckanext.bmagov.dictionary.words.dictionary import finding_text

if TYPE_CHECKING:
    from ckan.types import Context, DataDict


def take_words(context: Context, data_dict: DataDict) -> int | None:
    """Take what is said of the columns into our data dictionary; return the version that this made.

    Saved before the table is: from then on the DataStore tells our words, so that both say the same at any
    moment, and whatever happens in between.
    """
    resource_id, fields = data_dict.get("resource_id"), data_dict.get("fields")
    resource = model.Resource.get(resource_id) if isinstance(resource_id, str) else None
    if resource is None or not isinstance(fields, list):
        return None
    tk.check_access("datastore_create", tk.fresh_context(context), {"resource_id": resource.id})
    loading = not DatastoreBackend.get_active_backend().resource_exists(resource.id)
    taken = datastore.take(model.Session, context, resource.id, fields, loading=loading)
    if taken is None or (taken.findings and loading):
        return None
    if taken.findings:
        raise tk.ValidationError(
            {"fields": [finding_text(finding, taken.dictionary) for finding in taken.findings]}
        )
    current = dictionaries.lock(model.Session, resource.id)
    if (current.version if current else None) != taken.expected:
        model.Session.rollback()
        return None  # somebody is saving the dictionary right now: their words stand
    saved = dictionaries.save(
        model.Session,
        resource.id,
        str(resource.package_id),
        current,
        taken.dictionary,
        user_id=user_id(context),
        origin=dictionaries.FROM_DATASTORE,
    )
    follow(str(resource.package_id))
    return saved.version


def withdraw(resource_id: str, version: int) -> None:
    """Take back what :func:`take_words` saved: the table could not be made."""
    model.Session.rollback()
    resource = model.Resource.get(resource_id)
    dictionaries.withdraw(model.Session, resource_id, version)
    follow(str(resource.package_id) if resource else "")


def follow(package_id: str) -> None:
    """Let the dictionary's own resources follow in the same transaction, commit, and tell the index.

    From before the commit until the index is written searches leave the dataset out: a column that was
    raised, or the address of data that follow it, must not be found by what the index still says.
    """
    dictionary_resource.ensure(model.Session, package_id)
    search.doubt([package_id])
    model.Session.commit()
    dictionary_index.reindex(package_id)
