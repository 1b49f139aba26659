"""Helpers for choices: the options of a field and the label of a stored value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckan import model

from ckanext.bmagov.base.helpers.site import bmagov_title
from ckanext.bmagov.base.readers.codelists import codelists
from ckanext.bmagov.base.words.language import lang

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckanext.bmagov.base.answers import ChoiceDict
    from ckanext.bmagov.base.domain.ckan_dicts import FacetItemDict

FACET_LISTS = {
    "data_type": "data_type",
    "data_category": "data_category",
    "data_classification": "data_classification",
    "update_frequency_unit": "update_frequency",
    "high_value_dataset": "yes_no",
    "bmagov_agency_kind": "agency_kind",
    "license_id": "license",
}
"""Facet -> the code list of its values."""


def bmagov_codelist_choices(field: Mapping[str, Any]) -> list[ChoiceDict]:
    """Return the options of a scheming field, in the order of the standard, labels in both languages."""
    return [
        {"value": code.value, "label": {"th": code.label_th, "en": code.label_en}}
        for code in codelists()[field["codelist"]].codes
    ]


def bmagov_codelist_label(list_name: str, value: Any) -> str:
    """Return the label of a stored value in the reader's language; an unknown value as it is."""
    known = codelists().get(list_name)
    code = known.get(str(value)) if known else None
    return code.label(lang()) if code else str(value or "")


def bmagov_facet_label(item: FacetItemDict) -> str:
    """Return the label of a facet's value."""
    return item["display_name"]


def bmagov_filter_label(facet: str, value: str, items: list[FacetItemDict]) -> str:
    """Return the label of a filter in use, also when the search found nothing and `items` lacks it."""
    label = next((item["display_name"] for item in items if item["name"] == value), "")
    if not label and facet in FACET_LISTS:
        return bmagov_codelist_label(FACET_LISTS[facet], value)
    if not label and facet in ("organization", "groups"):
        group: Any = model.Group.get(value)
        label = bmagov_title({"title": group.title, **group.extras}) if group else ""
    return label or value
