"""No level is lost because it came under another name: such keys are refused with the right one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access.domain.classification.naming import names_level
from ckanext.bmagov.access.services.rights import LEVEL, RESOURCE_LEVEL
from ckanext.bmagov.access.words.levels import level_key
from ckanext.bmagov.base.domain.schema_facts import is_empty

if TYPE_CHECKING:
    from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey


def bmagov_agency_input(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Refuse a level that is sent for an agency: it would be dropped, and its sender think it is kept."""
    refuse_level_keys(data, errors, "")


def refuse_level_keys(data: FlattenDataDict, errors: FlattenErrorDict, right: str = LEVEL) -> None:
    """Refuse every unknown key, of the record, its files and its extras, that speaks of a level.

    A key that is sent empty says that there is none, and is dropped: so one that was stored long ago goes.

    :param right: the name of the record's own field
    """
    for place, value in list(data.items()):
        if place[-1] == "__extras" and isinstance(value, dict):
            _refuse_unknown(place, value, errors, RESOURCE_LEVEL if place[0] == "resources" else right)
        elif len(place) == 3 and place[0] == "extras" and place[2] == "key" and names_level(value):
            if is_empty(_missing_as_none(data.get(("extras", place[1], "value")))):
                continue
            _add(errors, ("extras_validation",), level_key(value, right))


def _refuse_unknown(
    place: FlattenKey, unknown: dict[str, object], errors: FlattenErrorDict, right: str
) -> None:
    for name, value in list(unknown.items()):
        if names_level(name):
            if is_empty(value):
                del unknown[name]
            else:
                _add(errors, (*place[:-1], name), level_key(name, right))
        elif inside := _level_within(value):
            _add(errors, (*place[:-1], name), level_key(inside, right))


def _level_within(value: object) -> str:
    """Return the key of a dictionary inside a value that speaks of a level."""
    if not isinstance(value, dict):
        return ""
    for name, item in value.items():
        if names_level(name) and not is_empty(item):
            return str(name)
        if inside := _level_within(item):
            return inside
    return ""


def _missing_as_none(value: Any) -> Any:
    return None if value is tk.missing else value


def _add(errors: FlattenErrorDict, place: FlattenKey, message: str) -> None:
    errors.setdefault(place, []).append(message)
