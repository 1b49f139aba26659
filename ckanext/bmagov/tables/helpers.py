"""What templates of tables ask for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov import access
from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.base.helpers.codelist import bmagov_codelist_label
from ckanext.bmagov.base.helpers.dates import bmagov_date, bmagov_year
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.dictionary import Column
from ckanext.bmagov.tables.services import rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckan.types import DataDict

    from ckanext.bmagov.tables.domain.answers import LoadDict
    from ckanext.bmagov.tables.domain.plan import Stored
    from ckanext.bmagov.tables.domain.query import Asked

    Described = Mapping[str, Mapping[str, Any]]


def bmagov_loaded_table(resource: DataDict) -> LoadDict | None:
    """Return how the table of a resource stands (`bmagov_table_load_show`); nothing where there is none."""
    if resource.get("url_type") != "upload":
        return None
    try:
        load = tk.get_action("bmagov_table_load_show")({}, {"id": resource["id"]})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None
    return load if load["state"] != "none" else None


def described(resource_id: str) -> dict[str, dict[str, Any]]:
    """Return what the dictionary says of columns, for the reader, by their names as they are compared."""
    try:
        spec = tk.get_action("bmagov_dictionary_show")({}, {"id": resource_id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return {}
    return {match_key(item["name"]): item for part in spec["tables"] for item in part["columns"]}


def bmagov_table_profile(resource: DataDict) -> dict[str, Any] | None:
    """Return what the columns of a loaded table hold, for who may read its data: `columns`, `profiles`,
    `described`; None where there is nothing to tell.
    """
    if resource.get("url_type") != "upload":
        return None
    table = rows.readable(access.signed_in(), resource["id"])
    if table is None:
        return None
    said = described(resource["id"])
    return {"columns": table.columns, "profiles": table.profiles, "described": said}


def bmagov_table_label(column: Stored, described: Described) -> str:
    """Return what a column is called on pages: its label and unit from the dictionary, else its name."""
    said = described.get(match_key(column.name), {})
    label = _label(column.name, said)
    return f"{label} ({said['unit']})" if said.get("unit") else label


def bmagov_table_value(column: Stored, value: Any, described: Described) -> str:
    """Return a value as people read it: days and years in the reader's era, codes with their meaning."""
    if value is None or value == "":
        return ""
    if column.stored == "bool":
        return tk._("Yes") if value in (True, "t", "true") else tk._("No")
    if column.type == "year":
        return bmagov_year(str(value))
    if column.stored == "date":
        return bmagov_date(str(value))
    if column.stored == "timestamp":
        moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(str(value))
        return f"{bmagov_date(moment.date().isoformat())} {moment:%H:%M}"
    if isinstance(value, int | Decimal):
        return format(value, ",f") if isinstance(value, Decimal) else format(value, ",")
    return _with_meaning(str(value), described.get(match_key(column.name), {}))


def _with_meaning(value: str, said: Mapping[str, Any]) -> str:
    if said.get("codelist"):
        meaning = bmagov_codelist_label(said["codelist"], value)
    else:
        allowed = next((item for item in said.get("allowed") or () if item["value"] == value), {})
        meaning = _label(value, allowed)
    return f"{value} ({meaning})" if meaning and meaning != value else value


def _label(name: str, said: Mapping[str, Any]) -> str:
    """Return what a column or a value is called in the reader's language, by the rule of dictionaries."""
    column = Column(name, label_th=said.get("label_th") or "", label_en=said.get("label_en") or "")
    return column.label(lang())


def bmagov_table_chosen(asked: Asked, column: Stored, kind: str) -> list[str]:
    """Return what is chosen of a column (`is`, `from`, `to`), as it was written."""
    return [
        text for item in asked.filters if item.column == column and item.kind == kind for text in item.typed
    ]
