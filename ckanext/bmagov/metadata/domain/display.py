"""What a page shows of a record: filled fields only, in their groups, "other" replaced by what was meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.base.domain.schema_facts import OTHER, Facts, Field, is_empty, values_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


@dataclass(frozen=True)
class Line:
    """One field with its values as stored. `other` is what stands for the value "other" among them."""

    field: Field
    values: tuple[str, ...]
    other: str = ""


def dataset_lines(
    record: Mapping[str, Any], facts: Facts, leave_out: Collection[str] = ()
) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    """The groups that have something to show, each with its lines, in the order of the form."""
    lines = _lines(record, facts.dataset, str(record.get("data_type") or ""), leave_out)
    groups = (
        (name, tuple(line for line in lines if line.field.group == name)) for name, _label in facts.groups
    )
    return tuple((name, shown) for name, shown in groups if shown)


def resource_lines(
    resource: Mapping[str, Any], record: Mapping[str, Any], facts: Facts, leave_out: Collection[str] = ()
) -> tuple[Line, ...]:
    """What is filled of a resource's own metadata."""
    return _lines(resource, facts.resource, str(record.get("data_type") or ""), leave_out)


def _lines(
    record: Mapping[str, Any], fields: Sequence[Field], data_type: str, leave_out: Collection[str]
) -> tuple[Line, ...]:
    companions = {field.other_of: field.name for field in fields if field.other_of}
    return tuple(
        Line(field, values_of(record.get(field.name)), _meant(record, field, companions))
        for field in fields
        if not field.other_of
        and field.name not in leave_out
        and field.shown_for(data_type)
        and not is_empty(record.get(field.name))
    )


def _meant(record: Mapping[str, Any], field: Field, companions: Mapping[str, str]) -> str:
    if OTHER not in values_of(record.get(field.name)) or field.name not in companions:
        return ""
    return str(record.get(companions[field.name]) or "").strip()
