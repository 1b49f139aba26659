"""The dataset schema that scheming has loaded, as facts, and the classification policy."""

from __future__ import annotations

import functools
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.domain.classification import Policy, parse_policy
from ckanext.bmagov.domain.metadata.facts import Facts, parse_schema

from .codelists import codelists
from .data_file import read_data

DATASET_TYPE = "dataset"
_POLICY = "rules/classification.yaml"

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


def policy() -> Policy:
    """Return the classification policy. Raises PolicyError."""
    lists = codelists()
    names = ("data_classification", "data_category", "license")
    return _parse_policy(*(tuple(code.value for code in lists[name].codes) for name in names))


@functools.lru_cache(maxsize=8)
def _parse_policy(levels: tuple[str, ...], categories: tuple[str, ...], licences: tuple[str, ...]) -> Policy:
    return parse_policy(read_data(_POLICY), _POLICY, levels=levels, categories=categories, licences=licences)
