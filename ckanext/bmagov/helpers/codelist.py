"""Helpers for choices: the options of a field and the label of a stored value."""

from __future__ import annotations

from typing import Any

from ckanext.bmagov.collect.codelists import codelists
from ckanext.bmagov.logic.messages import lang


def bmagov_codelist_choices(field: dict[str, Any]) -> list[dict[str, Any]]:
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


def bmagov_facet_label(item: dict[str, Any]) -> str:
    """Return the label of a facet's value."""
    return item["display_name"]
