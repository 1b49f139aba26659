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
    from collections.abc import Mapping

    from ckan.types import Context, DataDict

    from ckanext.bmagov.dictionary.domain.answers import (
        AgencyAnswer,
        ColumnResultAnswer,
        FacetAnswer,
        SearchAnswer,
    )


@reads(schema.search_schema, allowed=auth.searches)
def bmagov_dictionary_search(context: Context, data_dict: DataDict) -> SearchAnswer:
    """Find columns in the data dictionaries of all datasets that the reader may know.

    All words must be there, in name, labels, description, unit, table or the labels of allowed values; each
    also inside other words, in any of its spellings and by its synonyms. A part in quotation marks is
    looked for as it is.

    :param q: words (default: every column)
    :param organization: id or name of the agency (optional)
    :param dataset: id or name of a dataset (optional)
    :param type: type of the column, as `number` (optional)
    :param personal: `yes` or `no` (optional)
    :param personal_kind: kind of personal data, as `citizen_id` (optional)
    :param classification: level of the column, that of its resource counted in (optional)
    :param limit: how many (default 20, at most 100; 0 for the numbers alone)
    :param offset: how many to pass over (default 0)
    :returns: `count` (columns), `dataset_count`, `results` (best first; each the column's `name`,
        `label_th`, `label_en`, `type`, `unit`, `description`, `description_en`, `personal`, `personal_kind`,
        `required`, `primary_key`, `classification`, `table_name`, `table_label`, `position`, and
        `resource_id`, `resource_name`, `package_id`, `package_name`, `package_title`, `organization`), and
        `facets`: by `organization`, `type`, `personal`, `personal_kind`, `classification` lists of `name`,
        `label`, `count`, the largest first. All numbers are of what the reader may know.
    """
    wanted = search.Wanted(
        q=data_dict["q"],
        organization=_id_of(model.Group, data_dict["organization"]),
        dataset=_id_of(model.Package, data_dict["dataset"]),
        **{name: data_dict[name] for name in ("type", "personal", "personal_kind", "classification")},
    )
    results = search.find(model.Session, context, wanted, data_dict["limit"], data_dict["offset"])
    agencies = _agencies(results)
    return {
        "count": results.count,
        "dataset_count": results.datasets,
        "results": [_result(row, results, agencies) for row in results.rows],
        "facets": {name: _facet(name, results.facets[name], agencies) for name in search.FACETS},
    }


def _id_of(kind: type[model.Group | model.Package], name: str) -> str:
    """Return the id of what is called so; the name itself when nothing is."""
    return getattr(kind.get(name), "id", name) if name else ""


def _agencies(results: search.Results) -> dict[str, model.Group]:
    ids = [agency_id for agency_id in results.facets["organization"] if agency_id]
    if not ids:
        return {}
    query = model.Session.query(model.Group).filter(model.Group.id.in_(ids))
    return {agency.id: agency for agency in query}


def _result(row: Any, results: search.Results, agencies: Mapping[str, model.Group]) -> ColumnResultAnswer:
    column = row[0]
    agency = agencies.get(row.owner_org)
    return {
        "name": column.name,
        "label_th": column.label_th,
        "label_en": column.label_en,
        "type": column.type,
        "unit": column.unit,
        "description": column.description,
        "description_en": column.description_en,
        "personal": column.personal,
        "personal_kind": column.personal_kind,
        "required": column.required,
        "primary_key": column.primary_key,
        "table_name": column.table_name,
        "table_label": column.table_label,
        "position": column.position,
        "classification": results.levels[column.resource_id, column.classification],
        "resource_id": column.resource_id,
        "resource_name": row.resource_name,
        "package_id": column.package_id,
        "package_name": row.package_name,
        "package_title": row.package_title,
        "organization": _agency(agency) if agency else None,
    }


def _agency(agency: model.Group) -> AgencyAnswer:
    return {"id": agency.id, "name": agency.name, "title": agency.title or ""}


def _facet(name: str, counts: Counter[str], agencies: Mapping[str, model.Group]) -> list[FacetAnswer]:
    largest_first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [_facet_value(name, value, count, agencies) for value, count in largest_first if value]


def _facet_value(facet: str, value: str, count: int, agencies: Mapping[str, model.Group]) -> FacetAnswer:
    if facet == "organization" and value in agencies:
        agency = agencies[value]
        return {"name": agency.name, "label": agency.title or "", "count": count}
    return {"name": value, "label": _label(facet, value), "count": count}


def _label(facet: str, value: str) -> str:
    if facet == "type":
        return type_label(value)
    if facet == "personal":
        return tk._("Yes") if value == "yes" else tk._("No")
    if facet == "classification":
        code = codelist("data_classification").get(value)
        return code.label(lang()) if code else value
    if value not in PERSONAL_WORDS:
        return value
    return PERSONAL_WORDS[value][0 if lang() == "th" else 1]
