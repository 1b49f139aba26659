"""What a sent form holds, read by the schema: unknown names stay behind, unticked boxes are empty lists.

And what the forms of datasets and of files ask alike: the dataset, and the version of it that was read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access import names_level, policy
from ckanext.bmagov.base.readers.codelists import codelist
from ckanext.bmagov.base.readers.dataset_schema import facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from werkzeug.datastructures import MultiDict

    from ckan.types import DataDict

    from ckanext.bmagov.base.domain.schema_facts import Field

CATEGORIES_SHOWN = "categories_shown"
"""Sent by the form that shows the categories: without it none that is ticked means that they stay."""


def known_type(value: Any) -> str:
    """Return a dataset type in any spelling of its code list; empty for none."""
    code = codelist("data_type").find(value) if isinstance(value, str) and value else None
    return code.value if code else ""


def dataset_values(form: MultiDict[str, str]) -> DataDict:
    """Return the dataset's fields. Those that the type does not have are emptied."""
    data_type = known_type(form.get("data_type"))
    values = _values(facts().dataset, data_type, form)
    values |= _level_keys(form, values)
    values["data_type"] = data_type
    level = form.get("data_classification")
    if form.get("private") in ("True", "False") and (not level or policy().is_open(level)):
        values["private"] = form["private"] == "True"
    if CATEGORIES_SHOWN in form:
        values["groups"] = [{"name": name} for name in form.getlist("category") if name]
    return values


def resource_values(form: MultiDict[str, str], data_type: str) -> DataDict:
    """Return a resource's fields, without file and address."""
    values = _values(facts().resource, data_type, form)
    del values["url"]
    return values | _level_keys(form, values)


def _level_keys(form: MultiDict[str, str], values: DataDict) -> DataDict:
    """Return what a program sent under another name for a level: it is refused, not left behind."""
    return {name: form[name] for name in form if name not in values and names_level(name)}


def _values(fields: Iterable[Field], data_type: str, form: MultiDict[str, str]) -> DataDict:
    return {
        field.name: _value(field, form) if field.shown_for(data_type) else ([] if field.multiple else "")
        for field in fields
    }


def _value(field: Field, form: MultiDict[str, str]) -> Any:
    if field.multiple:
        return [value for value in form.getlist(field.name) if value]
    return form.get(field.name, "").replace("\r\n", "\n")


def editable_dataset(dataset_id: str) -> DataDict:
    """Return a stored dataset, or answer 404 or 403 to who may not edit it."""
    try:
        stored = tk.get_action("package_show")({}, {"id": dataset_id})
        tk.check_access("package_update", {"user": tk.current_user.name}, {"id": stored["id"]})
    except tk.ObjectNotFound:
        tk.abort(404, tk._("Dataset not found"))
    except tk.NotAuthorized:
        tk.abort(403, tk._("You may not edit this dataset"))
    return stored


def version_read(stored: DataDict, *, knows_newer: bool) -> str:
    """Return the version that the editor knows: what was read first, until told of a newer one."""
    sent = request.form.get("metadata_modified", "")
    return str(stored.get("metadata_modified") or "") if knows_newer or not sent else sent
