"""The list of changes of an activity, in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.schema_facts import values_of
from ckanext.bmagov.base.helpers.codelist import bmagov_codelist_label
from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.base.words.language import lang

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckanext.bmagov.base.domain.schema_facts import Field

Change = dict[str, Any]


@tk.chained_helper
def compare_pkg_dicts(
    next_helper: Callable[..., list[Change]], old: Change, new: Change, old_activity_id: str
) -> list[Change]:
    """Core's list with fields and values by their labels, without what is stored beside the schema."""
    changes = [_translated(change) for change in next_helper(old, new, old_activity_id)]
    return [change for change in changes if change] or [{"type": "no_change"}]


def _translated(change: Change) -> Change | None:
    find = {"extension_fields": facts().dataset_field, "resource_extras": facts().resource_field}.get(
        change["type"]
    )
    if not find:
        return change
    return _translated_fields(change, find) if "key_list" in change else _translated_field(change, find)


def _translated_field(change: Change, find: Callable[[str], Field | None]) -> Change | None:
    field = find(change["key"])
    if not field:
        return None
    values = {
        name: _value(field, change[name]) for name in ("value", "new_value", "old_value") if name in change
    }
    return change | {"key": field.label(lang())} | values


def _translated_fields(change: Change, find: Callable[[str], Field | None]) -> Change | None:
    fields = {name: field for name in change["key_list"] if (field := find(name))}
    if not fields:
        return None
    labels = {name: field.label(lang()) for name, field in fields.items()}
    stored = dict(zip(change["key_list"], change.get("value_list", []), strict=False))
    # core's template looks the values up by the field's name
    values = {labels[name]: _value(field, stored.get(name)) for name, field in fields.items()}
    return change | {"key_list": list(labels.values()), "value_list": values}


def _value(field: Field, value: Any) -> str:
    shown = [bmagov_codelist_label(field.codelist, v) if field.codelist else str(v) for v in values_of(value)]
    return ", ".join(shown)
