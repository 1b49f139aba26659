"""The dataset schema that scheming has loaded, as facts, and the classification policy."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml

import ckan.plugins.toolkit as tk

from ckanext.bmagov.domain.classification import Policy, parse_policy
from ckanext.bmagov.domain.metadata.facts import Facts, parse_schema

from .codelists import codelists

DATASET_TYPE = "dataset"
_POLICY = Path(__file__).parent.parent / "rules" / "classification.yaml"

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
    raw = yaml.safe_load(_POLICY.read_text(encoding="utf-8"))
    return parse_policy(raw, _POLICY.name, levels=levels, categories=categories, licences=licences)
