"""What a dataset loses when its type changes: each type has its own fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.base.domain.schema_facts import Facts, Field, is_empty, values_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Lost:
    """A filled field that the new type does not have; ``resource`` is the name of its file, if of a file."""

    field: Field
    values: tuple[str, ...]
    resource: str | None = None


def lost_by_type(
    record: Mapping[str, Any], resources: Sequence[Mapping[str, Any]], facts: Facts, new_type: str
) -> tuple[Lost, ...]:
    """Return what would go, in the order of the form: first the dataset's own fields, then each file's."""
    lost = [Lost(field, values_of(record[field.name])) for field in _strange(record, facts.dataset, new_type)]
    for resource in resources:
        name = str(resource.get("name") or "")
        lost += [
            Lost(field, values_of(resource[field.name]), name)
            for field in _strange(resource, facts.resource, new_type)
        ]
    return tuple(lost)


def fit_to_type(record: Mapping[str, Any], fields: Sequence[Field], new_type: str) -> dict[str, object]:
    """Return the record without the fields that the type does not have."""
    gone = {field.name for field in _strange(record, fields, new_type)}
    return {name: value for name, value in record.items() if name not in gone}


def _strange(record: Mapping[str, Any], fields: Sequence[Field], data_type: str) -> list[Field]:
    return [
        field for field in fields if not field.shown_for(data_type) and not is_empty(record.get(field.name))
    ]
