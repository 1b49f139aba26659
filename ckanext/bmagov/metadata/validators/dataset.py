"""Validators around the fields: the dataset's address, agency and state, and who may send what."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import authz, model

from ckanext.bmagov.access import policy, refuse_level_keys
from ckanext.bmagov.base.domain.schema_facts import is_empty
from ckanext.bmagov.base.domain.text import find_control_character
from ckanext.bmagov.base.domain.values import BadValueError
from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.base.words.language import add_error, invalid, shorten, value_sentence
from ckanext.bmagov.files import read_time
from ckanext.bmagov.metadata.actions.editing import stale_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey

_NAME = re.compile(r"[a-z0-9_-]{2,100}\Z")
_RESOURCE_ID = re.compile(r"[A-Za-z0-9_-]{7,100}\Z")
_RESERVED_NAMES = frozenset(("new", "edit", "search"))
_STATES = frozenset(("active", "draft", "deleted"))

# What the catalog itself writes. A caller who sends these means something that would not happen.
_READ_ONLY = ("score", "permission_labels", "creator_user_id", "plugin_data")


def bmagov_dataset_name(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Accept the dataset's address, or keep the present one when none is given.

    A name that a reader may not know of is refused in the same words as any other name that is taken. Who
    gives none to a dataset above open gets one that nobody can guess, and so cannot find out by trying.
    """
    value, package = data[key], context.get("package")
    if value is tk.missing or value is None or value == "":
        if package is not None:
            data[key] = package.name
        elif _is_closed(data):
            data[key] = f"data-{secrets.token_hex(6)}"
        else:
            raise invalid("NAME-REQUIRED", tk._("Give the dataset a web address"))
        return
    if not isinstance(value, str) or not _NAME.match(value) or value in _RESERVED_NAMES:
        raise invalid(
            "NAME-FORMAT", tk._("Use 2 to 100 lower-case English letters, digits, hyphens or underscores")
        )
    query = model.Session.query(model.Package.id).filter(
        model.Package.name == value, model.Package.state != model.State.DELETED
    )
    own_id = package.id if package else data.get(("id",))
    if own_id and own_id is not tk.missing:
        query = query.filter(model.Package.id != own_id)
    if query.first() is not None:
        raise invalid("NAME-UNAVAILABLE", tk._('The web address "{name}" cannot be used').format(name=value))


def _is_closed(data: FlattenDataDict) -> bool:
    level = data.get(("data_classification",))
    return isinstance(level, str) and level in policy().levels and not policy().is_open(level)


def bmagov_owner_org(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Accept an agency for which the user may edit datasets; one of another agency is as unknown as none."""
    value = data.get(key)
    if value is tk.missing or value is None or value == "":
        package = context.get("package")
        if package is not None and package.owner_org and value is tk.missing:
            data[key] = package.owner_org
            return
        if not tk.asbool(tk.config.get("ckan.auth.create_unowned_dataset")):
            raise invalid("ORG-REQUIRED", tk._("Choose the agency that owns the data"))
        data[key] = None
        return
    try:
        _core("owner_org_validator", key, data, errors, context)
    except tk.Invalid as error:
        raise invalid(
            "ORG-UNKNOWN", tk._('There is no agency "{value}" that you may edit').format(value=shorten(value))
        ) from error
    _refuse_foreign_move(str(data[key]), context)


def _refuse_foreign_move(to: str, context: Context) -> None:
    """Refuse to hand a dataset to another agency, whose people will read it, without the right of both."""
    package = context.get("package")
    if context.get("ignore_auth") or package is None or package.owner_org in (None, "", to):
        return
    may, user = authz.has_user_permission_for_group_or_org, context.get("user")
    if not (may(package.owner_org, user, "admin") and may(to, user, "admin")):
        raise invalid(
            "ORG-MOVE", tk._("Only who is an administrator of both agencies can move a dataset between them")
        )


def bmagov_state(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    """Accept draft and active from everyone who may save the dataset.

    CKAN drops the state that an editor sends with a new dataset and makes it active; then no draft could be
    made through the API. Deleting keeps its own right.
    """
    value = data[key]
    if value is tk.missing or value is None or value == "":
        data.pop(key, None)
        raise tk.StopOnError
    if not isinstance(value, str) or value not in _STATES:
        raise invalid("STATE-UNKNOWN", tk._('The state is "draft" or "active"'))
    if value == "deleted":
        _core("ignore_not_package_admin", key, data, errors, context)


def bmagov_dataset_input(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Refuse what would be stored beside the schema, written by the catalog itself, or over another's change.

    Runs before the fields: an extra with a field's name would hide the field from some readers and not from
    others.
    """
    names = {name for field in facts().dataset for name in (field.name, *field.aliases)}
    for place, value in list(data.items()):
        if len(place) == 3 and place[0] == "extras" and place[2] == "key" and value in names:
            add_error(errors, ("extras_validation",), "EXTRA-SHADOWS-FIELD", _shadow_sentence(str(value)))
    if ("extras_validation",) not in errors:
        refuse_level_keys(data, errors)
    _refuse_control_characters(data, errors)
    _refuse_read_only(data, errors, context)
    _refuse_stale(data, errors, context)
    _refuse_malformed_resource_ids(data, errors)
    _refuse_foreign_resources(data, errors, context)


def _shadow_sentence(name: str) -> str:
    return tk._('"{name}" is a field of the dataset. Give it there, not among the extras').format(
        name=shorten(name)
    )


def _refuse_control_characters(data: FlattenDataDict, errors: FlattenErrorDict) -> None:
    """Look at what no field of ours looks at: the database would refuse it with an error of its own."""
    known = facts()
    checked = {field.name for field in (*known.dataset, *known.resource)}
    for place, value in data.items():
        character = (
            find_control_character(value) if isinstance(value, str) and place[-1] not in checked else None
        )
        if character:
            problem = BadValueError("TEXT-CONTROL-CHAR", position=character.position, code=character.code)
            where = ("extras_validation",) if place[0] == "extras" else place
            add_error(errors, where, problem.code, value_sentence(problem))


def _refuse_read_only(data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    if context.get("ignore_auth") or _is_sysadmin(context):
        return
    unknown: Mapping[str, Any] = data.get(("__extras",)) or {}
    package = context.get("package")
    for name in _READ_ONLY:
        value = data.get((name,), unknown.get(name))
        if (
            value is tk.missing
            or is_empty(value)
            or (package is not None and getattr(package, name, None) == value)
        ):
            continue
        add_error(errors, (name,), "FIELD-READ-ONLY", tk._("The catalog sets this itself. Leave it out"))


def _refuse_stale(data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    """Refuse a whole record that was read before someone else's change (two people editing at once)."""
    package, based_on = context.get("package"), data.get(("metadata_modified",))
    if package is None or not isinstance(based_on, str) or context.get("ignore_auth"):
        return
    read_at = read_time(based_on)
    if read_at and package.metadata_modified is not None and read_at < package.metadata_modified:
        said = stale_sentence(context, package.id, read_at)
        add_error(errors, ("metadata_modified",), "STALE-VERSION", said)


def _refuse_malformed_resource_ids(data: FlattenDataDict, errors: FlattenErrorDict) -> None:
    """Refuse an id that CKAN would not give, and forget it: core's own validator stumbles over a list."""
    for place, value in list(data.items()):
        if not _is_resource_key(place, "id") or value is tk.missing or not value:
            continue
        if not (isinstance(value, str) and _RESOURCE_ID.match(value)):
            data[place] = ""
            sentence = tk._("This is no id of a file. Leave it out for a new file")
            add_error(errors, place, "ID-FORMAT", sentence)


def _refuse_foreign_resources(data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    """Refuse a resource id that belongs to another dataset: CKAN would move the resource here."""
    package = context.get("package")
    given = {value: place for place, value in data.items() if _is_resource_key(place, "id") and value}
    own = {resource.id for resource in package.resources_all} if package is not None else set()
    strange = [value for value in given if isinstance(value, str) and value not in own]
    if not strange:
        return
    taken = model.Session.query(model.Resource.id).filter(model.Resource.id.in_(strange))
    for (resource_id,) in taken:
        add_error(
            errors, given[resource_id], "RESOURCE-FOREIGN", tk._("This file does not belong to this dataset")
        )


def _core(name: str, *params: Any) -> None:
    validator: Any = tk.get_validator(name)
    validator(*params)


def _is_resource_key(place: FlattenKey, name: str) -> bool:
    return len(place) == 3 and place[0] == "resources" and place[2] == name


def _is_sysadmin(context: Context) -> bool:
    user = model.User.get(context.get("user"))
    return user is not None and user.sysadmin
