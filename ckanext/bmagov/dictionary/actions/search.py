"""Search over all data dictionaries: in which datasets of the city is there a column about something?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.readers.codelists import codelist
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.dictionary.auth import dictionary as auth
from ckanext.bmagov.dictionary.domain.words import PERSONAL_WORDS
from ckanext.bmagov.dictionary.schema import dictionary as schema
from ckanext.bmagov.dictionary.services import search
from ckanext.bmagov.dictionary.words.dictionary import type_label

if TYPE_CHECKING:
    from collections import Counter

    from ckan.types import Context, DataDict


SHOWN = ("name", "label_th", "label_en", "type", "unit", "description", "description_en", "personal")
MORE = ("personal_kind", "required", "primary_key", "table_name", "table_label", "position")


@reads(schema.search_schema, allowed=auth.bmagov_dictionary_search)
def bmagov_dictionary_search(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Find columns in the data dictionaries of all datasets that the reader may know.

    All words must be there, in name, labels, description, unit, table or the labels of allowed values; each
    also inside other words, in any of its spellings and by its synonyms. A part in quotation marks is
    looked for as it is.

    :param q: words (default: every column)
    :param organization: id or name of the agency
    :param dataset: id or name of a dataset
    :param type: type of the column, as `number`
    :param personal: `yes` or `no`
    :param personal_kind: kind of personal data, as `citizen_id`
    :param classification: level of the column, that of its resource counted in
    :param limit: how many (default 20, at most 100; 0 for the numbers alone)
    :param offset: how many to pass over (default 0)
    :returns: `count` (columns), `dataset_count`, `results` (best first; each the column's `name`,
        `label_th`, `label_en`, `type`, `unit`, `description`, `description_en`, `personal`, `personal_kind`,
        `required`, `primary_key`, `classification`, `table_name`, `table_label`, `position`, and
        `resource_id`, `resource_name`, `package_id`, `package_name`, `package_title`, `organization`), and
        `facets`: by `organization`, `type`, `personal`, `personal_kind`, `classification` lists of `name`,
        `label`, `count`, the largest first. All numbers are of what the reader may know.
    """
    limit, offset = data_dict.pop("limit"), data_dict.pop("offset")
    asked = {name: data_dict[name] for name in search.Wanted.__dataclass_fields__}
    for name, kind in (("organization", model.Group), ("dataset", model.Package)):
        if asked[name]:
            asked[name] = getattr(kind.get(asked[name]), "id", asked[name])
    wanted = search.Wanted(**asked)
    found = search.find(model.Session, context, wanted, limit, offset)
    agencies = _agencies(found)
    return {
        "count": found.count,
        "dataset_count": found.datasets,
        "results": [_result(row, found, agencies) for row in found.rows],
        "facets": {name: _facet(name, found.facets[name], agencies) for name in search.FACETS},
    }


def _agencies(found: search.Found) -> dict[str, Any]:
    ids = [one for one in found.facets["organization"] if one]
    if not ids:
        return {}
    return {one.id: one for one in model.Session.query(model.Group).filter(model.Group.id.in_(ids))}


def _result(row: Any, found: search.Found, agencies: dict[str, Any]) -> dict[str, Any]:
    column = row[0]
    agency = agencies.get(row.owner_org)
    return {
        **{name: getattr(column, name) for name in (*SHOWN, *MORE)},
        "classification": found.levels[column.resource_id, column.classification],
        "resource_id": column.resource_id,
        "resource_name": row.resource_name,
        "package_id": column.package_id,
        "package_name": row.package_name,
        "package_title": row.package_title,
        "organization": {"id": agency.id, "name": agency.name, "title": agency.title} if agency else None,
    }


def _facet(name: str, counts: Counter[str], agencies: dict[str, Any]) -> list[dict[str, Any]]:
    ordered = sorted(
        ((count, value) for value, count in counts.items() if value), key=lambda one: (-one[0], one[1])
    )
    return [{**_named(name, value, agencies), "count": count} for count, value in ordered]


def _named(facet: str, value: str, agencies: dict[str, Any]) -> dict[str, str]:
    if facet == "organization":
        agency = agencies.get(value)
        return {"name": agency.name, "label": agency.title} if agency else {"name": value, "label": value}
    if facet == "type":
        return {"name": value, "label": type_label(value)}
    if facet == "personal":
        return {"name": value, "label": tk._("Yes") if value == "yes" else tk._("No")}
    if facet == "classification":
        found = codelist("data_classification").get(value)
        return {"name": value, "label": found.label(lang()) if found else value}
    words = PERSONAL_WORDS.get(value)
    return {"name": value, "label": (words[0] if lang() == "th" else words[1]) if words else value}
