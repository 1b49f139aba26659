"""The dataset schema that scheming has loaded, as facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.schema_facts import Facts, parse_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

DATASET_TYPE = "dataset"

_facts: tuple[Mapping[str, Any], Facts] | None = None


def schema() -> Mapping[str, Any]:
    """Return the scheming schema of our dataset type, presets expanded."""
    return tk.h.scheming_get_dataset_schema(DATASET_TYPE, expanded=True)


def facts() -> Facts:
    """Return the schema's facts; read again only when scheming has loaded another schema."""
    global _facts
    loaded = schema()
    if _facts is None or _facts[0] is not loaded:
        _facts = (loaded, parse_schema(loaded))
    return _facts[1]
