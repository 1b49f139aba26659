"""Tables of the DataStore: their rows are data of a level, read and stored like files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckanext.datastore.backend import DatastoreBackend

from ckanext.bmagov import access, files
from ckanext.bmagov.access import policy, record_resource_read
from ckanext.bmagov.base.domain.problems import Problem
from ckanext.bmagov.base.events import emit
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.base.words.problems import problem_text
from ckanext.bmagov.dictionary.actions.words import take_words, withdraw
from ckanext.bmagov.dictionary.domain.table_alias import aliases_of
from ckanext.bmagov.dictionary.services import datastore, table_aliases
from ckanext.bmagov.dictionary.validation.services import validation
from ckanext.bmagov.dictionary.words.aliases import alias_text

if TYPE_CHECKING:
    from ckan.types import Action, Context, DataDict


@tk.chained_action
@tk.side_effect_free
def datastore_search(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Give the rows, and log that they were given."""
    _refuse_replaced(data_dict, 'Resource "{0}" was not found.')
    result = next_(context, data_dict)
    resource_id = str(data_dict.get("resource_id") or data_dict.get("id") or "")
    real_id = _real_id(resource_id)
    record_resource_read(context, real_id)
    if result.get("fields"):
        result["fields"] = datastore.with_words(model.Session, context, real_id, result["fields"])
    return result


@tk.chained_action
@tk.side_effect_free
def datastore_info(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Tell of a table, its columns in the words of our data dictionary."""
    _refuse_replaced(data_dict, 'Resource/Alias "{0}" was not found.')
    result = next_(context, data_dict)
    real_id = _real_id(str(data_dict.get("resource_id") or data_dict.get("id") or ""))
    result["fields"] = datastore.with_words(model.Session, context, real_id, result["fields"])
    return result


@tk.chained_action
def datastore_create(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Make a table, unless its level may not be stored here, or an alias is not the caller's to give."""
    _refuse_storage("datastore_create", context, data_dict)
    _check_aliases(context, data_dict)
    with_rows = bool(data_dict.get("records"))
    version = take_words(context, data_dict)
    try:
        made = next_(context, data_dict)
    except Exception:
        if version:
            withdraw(str(data_dict["resource_id"]), version)
        raise
    _written(context, data_dict, with_rows=with_rows)
    return made


@tk.chained_action
def datastore_upsert(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Add rows, unless their level may not be stored here."""
    _refuse_storage("datastore_upsert", context, data_dict)
    with_rows = bool(data_dict.get("records"))
    written = next_(context, data_dict)
    _written(context, data_dict, with_rows=with_rows)
    return written


@tk.chained_action
def datastore_delete(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Delete rows, or the table. The data dictionary stays: the table may be made anew."""
    deleted = next_(context, dict(data_dict))
    _check_data(data_dict)
    return deleted


def _check_data(data_dict: DataDict) -> None:
    """Let the data of the table be checked against its dictionary."""
    resource_id = data_dict.get("resource_id") or data_dict.get("id")
    if isinstance(resource_id, str) and not data_dict.get("dry_run"):
        validation.data_changed(model.Session, resource_id)
        resource = model.Resource.get(resource_id)
        if resource is not None and resource.package_id:
            emit("rows_written", model.Session, [resource.package_id])
        model.Session.commit()


def _written(context: Context, data_dict: DataDict, *, with_rows: bool) -> None:
    """Note that there are new rows, and have them checked. Core takes the rows out of what it is given."""
    resource_id = data_dict.get("resource_id")
    if with_rows and isinstance(resource_id, str) and not data_dict.get("dry_run"):
        files.rows_written(model.Session, resource_id, access.reader(context).user_id or None, today())
    _check_data(data_dict)


def _refuse_storage(action: str, context: Context, data_dict: DataDict) -> None:
    resource_id = data_dict.get("resource_id")
    if not isinstance(resource_id, str) or not resource_id:
        return  # a table of a new resource: the rules of metadata look at it
    result = access.resource_subjects(model.Session, [resource_id]).get(resource_id)
    if result is None or policy().stores_bytes(result.level_of_data or policy().levels[0]):
        return
    tk.check_access(action, tk.fresh_context(context), {**data_dict})
    resource = model.Resource.get(resource_id)
    params = {"level": result.level_of_data, "resource": resource.name if resource else ""}
    raise tk.ValidationError(
        {"resource_id": [problem_text(Problem("STORAGE-LEVEL", "url", params, 0), facts())]}
    )


def _check_aliases(context: Context, data_dict: DataDict) -> None:
    """Refuse aliases that are another's, and let a resource have the table of its own id.

    Whoever may not make this table at all gets that answer, not one about names.
    """
    aliases, resource_id = aliases_of(data_dict.get("aliases") or ()), data_dict.get("resource_id")
    own = model.Resource.get(resource_id) if isinstance(resource_id, str) and resource_id else None
    if not aliases and own is None:
        return
    tk.check_access("datastore_create", tk.fresh_context(context), {**data_dict})
    if aliases:
        result = table_aliases.problems(model.Session, context, own.id if own else "", aliases)
        if result:
            raise tk.ValidationError({"aliases": [alias_text(item) for item in result]})
        data_dict["aliases"] = list(aliases)
    if own is not None and (result := table_aliases.make_way(model.Session, own.id)):
        raise tk.ValidationError({"resource_id": [alias_text(result)]})


def _refuse_replaced(data_dict: DataDict, absent: str) -> None:
    """A resource whose place an alias has taken has no table: the rows would be another's.

    :param absent: CKAN's words for a table that is not there
    """
    resource_id = str(data_dict.get("resource_id") or data_dict.get("id") or "")
    if table_aliases.stands_in(model.Session, resource_id):
        raise tk.ObjectNotFound(absent.format(resource_id))


def _real_id(resource_id: str) -> str:
    """Return the id of the resource that an alias stands for."""
    if model.Resource.get(resource_id):
        return resource_id
    exists, real = DatastoreBackend.get_active_backend().resource_id_from_alias(resource_id)
    return str(real) if exists and real else resource_id
