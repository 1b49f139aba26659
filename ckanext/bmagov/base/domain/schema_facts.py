"""The schema as facts: which fields there are, for which dataset types, and when they must be filled.

Read from the scheming schema (presets expanded), so that the form, the server's rules and the completeness
count cannot drift apart.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

OTHER = "other"


class SchemaError(ValueError):
    """A schema that cannot be understood. ``str()`` names the field and what to change."""


@dataclass(frozen=True)
class Field:
    """One field of a dataset or a resource. ``types`` is empty when every dataset type has it.

    ``required`` holds for drafts too, the others only for publishing. ``..._unless`` and ``forbidden_if`` map
    another field to the values that lift the duty, or that rule the field out. ``kind`` is the preset without
    its prefix: what sort of value it is.
    """

    name: str
    labels: Mapping[str, str]
    group: str
    types: frozenset[str] = frozenset()
    required: bool = False
    required_for_publish: bool = False
    required_if: Mapping[str, tuple[str, ...]] | None = None
    required_unless: Mapping[str, tuple[str, ...]] | None = None
    forbidden_if: Mapping[str, tuple[str, ...]] | None = None
    other_of: str = ""
    codelist: str = ""
    multiple: bool = False
    standard_item: str = ""
    standard_length: int = 0
    aliases: tuple[str, ...] = ()
    error_prefix: str = ""
    counted: bool = True
    kind: str = ""
    max_length: int = 0
    helps: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def shown_for(self, data_type: str) -> bool:
        """Return whether a dataset of this type has the field."""
        return not self.types or data_type in self.types

    def label(self, lang: str) -> str:
        """Return the label in a language, else in English."""
        return self.labels.get(lang) or self.labels["en"]

    def help(self, lang: str) -> str:
        """Return what stands at the field in a language; empty when nothing does."""
        return self.helps.get(lang, "")


@dataclass(frozen=True)
class Facts:
    """All fields, and the groups they stand in (name, labels) in the order of the form."""

    dataset: tuple[Field, ...]
    resource: tuple[Field, ...]
    groups: tuple[tuple[str, Mapping[str, str]], ...]
    resource_groups: Mapping[str, Mapping[str, str]] = dataclasses.field(default_factory=dict)
    """Labels of groups that are called something else in the form of a file."""

    def dataset_field(self, name: str) -> Field | None:
        """Return a dataset field by name."""
        return next((field for field in self.dataset if field.name == name), None)

    def resource_field(self, name: str) -> Field | None:
        """Return a resource field by name."""
        return next((field for field in self.resource if field.name == name), None)


def is_empty(value: object) -> bool:
    """Return whether a value counts as not filled: nothing, blanks only, or an empty list."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or value == [] or value == {}


def values_of(value: object) -> tuple[str, ...]:
    """Return the chosen values of a single or multiple choice."""
    if is_empty(value):
        return ()
    if isinstance(value, (list, tuple)):
        return tuple(str(item) for item in value)
    return (str(value),)


def holds(condition: Mapping[str, tuple[str, ...]], record: Mapping[str, Any]) -> bool:
    """Return whether any field of the condition has one of the values listed for it."""
    return any(set(values_of(record.get(name))) & set(wanted) for name, wanted in condition.items())


def parse_schema(schema: Mapping[str, Any]) -> Facts:
    """Read the facts from a scheming schema with its presets expanded. Raises SchemaError."""
    groups = tuple((str(group["name"]), group["label"]) for group in schema.get("bmagov_groups", ()))
    names = {name for name, _label in groups}
    of_files = {
        str(group["name"]): group["resource_label"]
        for group in schema.get("bmagov_groups", ())
        if "resource_label" in group
    }
    dataset = _parse_fields(schema["dataset_fields"], names)
    resource = _parse_fields(schema["resource_fields"], names)
    return Facts(dataset, resource, groups, of_files)


def _parse_fields(raw: Sequence[Mapping[str, Any]], groups: set[str]) -> tuple[Field, ...]:
    fields = tuple(_parse_field(entry) for entry in raw)
    known = {field.name for field in fields}
    for field in fields:
        if field.group not in groups:
            raise SchemaError(f"{field.name}: group {field.group!r} is not one of bmagov_groups")
        if field.other_of and field.other_of not in known:
            raise SchemaError(f"{field.name}: other_of names {field.other_of!r}, which is not a field")
    return fields


def _parse_field(raw: Mapping[str, Any]) -> Field:
    name = raw["field_name"]
    label = raw.get("label")
    if not isinstance(label, Mapping) or not {"th", "en"} <= set(label):
        raise SchemaError(f"{name}: label needs th and en")
    return Field(
        name=name,
        labels=label,
        group=raw.get("group", ""),
        types=frozenset(raw.get("show_for_types", ())),
        required=bool(raw.get("required", False)),
        required_for_publish=bool(raw.get("required_for_publish", False)),
        required_if=_condition(raw, "required_if"),
        required_unless=_condition(raw, "required_unless"),
        forbidden_if=_condition(raw, "forbidden_if"),
        other_of=raw.get("other_of", ""),
        codelist=raw.get("codelist", ""),
        multiple=bool(raw.get("multiple", False)),
        standard_item=raw.get("standard_item", ""),
        standard_length=raw.get("standard_length", 0),
        aliases=tuple(raw.get("aliases", ())),
        error_prefix=raw.get("error_prefix", ""),
        counted=raw.get("counted", True),
        kind=raw.get("preset", "").removeprefix("bmagov_"),
        max_length=raw.get("max_length", 0),
        helps=raw.get("help_text") or {},
    )


def _condition(raw: Mapping[str, Any], key: str) -> Mapping[str, tuple[str, ...]] | None:
    condition = raw.get(key)
    if condition is None:
        return None
    if not isinstance(condition, Mapping) or not condition:
        raise SchemaError(f"{raw['field_name']}: {key} must be a mapping of a field to values")
    return {name: values_of(values) for name, values in condition.items()}
