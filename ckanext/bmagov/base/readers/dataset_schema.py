"""The dataset schema that scheming has loaded, as facts."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.schema_facts import Facts, parse_schema

DATASET_TYPE = "dataset"

_facts: tuple[dict[str, Any], Facts] | None = None


def schema() -> dict[str, Any]:
    """Return the scheming schema of our dataset type, presets expanded."""
    return tk.h.scheming_get_dataset_schema(DATASET_TYPE, expanded=True)


def facts() -> Facts:
    """Return the schema's facts; read again only when scheming has loaded another schema."""
    global _facts
    loaded = schema()
    if _facts is None or _facts[0] is not loaded:
        _facts = (loaded, parse_schema(loaded))
    return _facts[1]
