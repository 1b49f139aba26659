"""Two people at one record: what each of them changed, and what can be put together without loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.base.domain.schema_facts import Field, is_empty, values_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RESOURCES = "resources"
_OF_THE_SAVE = frozenset({"metadata_modified", "last_modified", "datastore_active", "position"})


@dataclass(frozen=True)
class Changed:
    """A field with its value before and after somebody's save."""

    name: str
    before: Any
    after: Any


def changed_fields(
    before: Mapping[str, Any], after: Mapping[str, Any], fields: Sequence[Field]
) -> tuple[Changed, ...]:
    """Return the fields that differ between two versions, in the order of the form; files as one, last."""
    old, new = _with_keywords(before), _with_keywords(after)
    changed = [
        Changed(field.name, old.get(field.name), new.get(field.name))
        for field in fields
        if values_of(old.get(field.name)) != values_of(new.get(field.name))
    ]
    files = [[_file(resource) for resource in record.get(RESOURCES) or ()] for record in (before, after)]
    if files[0] != files[1]:
        names = [
            [str(resource.get("name") or "") for resource in record.get(RESOURCES) or ()]
            for record in (before, after)
        ]
        changed.append(Changed(RESOURCES, *names))
    return tuple(changed)


def moved(ids: Sequence[str], which: str, way: str | None) -> list[str] | None:
    """Return a list in which one has gone a place up, or down for `down`; None when it is not there."""
    if which not in ids:
        return None
    order = list(ids)
    place = order.index(which)
    other = min(place + 1, len(order) - 1) if way == "down" else max(place - 1, 0)
    order[place], order[other] = order[other], order[place]
    return order


def keywords(record: Mapping[str, Any]) -> str:
    """Return a record's keywords as they are typed, in a stable order."""
    return ", ".join(sorted(tag["name"] for tag in record.get("tags") or ()))


def same_keywords(first: object, second: object) -> bool:
    """Return whether two texts name the same keywords, in whatever order."""
    return _words(first) == _words(second)


def _words(text: object) -> set[str]:
    return {word.strip() for word in str(text or "").split(",") if word.strip()}


def _with_keywords(record: Mapping[str, Any]) -> dict[str, object]:
    return {**record, "tag_string": keywords(record)}


def _file(resource: Mapping[str, Any]) -> dict[str, object]:
    return {
        name: value for name, value in resource.items() if name not in _OF_THE_SAVE and not is_empty(value)
    }
