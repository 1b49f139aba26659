"""How complete a record is: the rules of publishing, counted for the form, the pages and the score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.base.domain.dictionary_resource import data_resources
from ckanext.bmagov.base.domain.schema_facts import Facts, Field, is_empty
from ckanext.bmagov.metadata.domain.rules import is_allowed, is_due

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True)
class Part:
    """One group of the form, or the whole: names of fields, in the order of the form."""

    name: str
    mandatory_filled: tuple[str, ...]
    mandatory_missing: tuple[str, ...]
    optional_filled: tuple[str, ...]
    optional_missing: tuple[str, ...]

    @property
    def percent(self) -> int:
        """Mandatory fields filled, in whole per cent rounded down; 100 when none is mandatory."""
        total = len(self.mandatory_filled) + len(self.mandatory_missing)
        return 100 if not total else len(self.mandatory_filled) * 100 // total


@dataclass(frozen=True)
class Completeness:
    """The whole dataset, its groups in the order of the form, and each resource."""

    total: Part
    groups: tuple[Part, ...]
    resources: tuple[Part, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing mandatory is missing, in the dataset or in any resource."""
        return not any(part.mandatory_missing for part in (self.total, *self.resources))


def completeness(record: Mapping[str, Any], facts: Facts) -> Completeness:
    """Count what is filled and what is missing.

    ``record`` is a dataset as ``package_show`` gives it, with ``resources`` and ``tags``. Fields of other
    dataset types, and companions of a choice that is not "other", count neither way.
    """
    data_type = str(record.get("data_type") or "")
    filled = dict(record)
    if is_empty(filled.get("tag_string")):
        filled["tag_string"] = ", ".join(tag["name"] for tag in record.get("tags") or ())
    total = _count("total", facts.dataset, filled, filled, data_type)
    groups = tuple(
        _count(name, [field for field in facts.dataset if field.group == name], filled, filled, data_type)
        for name, _label in facts.groups
    )
    resources = tuple(
        _count(str(resource.get("id") or ""), facts.resource, resource, filled, data_type)
        for resource in data_resources(record.get("resources") or ())
    )
    return Completeness(total, tuple(group for group in groups if _has_fields(group)), resources)


class Mandatory:
    """The mandatory half of :func:`completeness`, for many datasets: fields are sorted out once a type."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._wanted: dict[str, tuple[_Wanted, _Wanted]] = {}

    def count(self, record: Mapping[str, Any]) -> tuple[int, tuple[str, ...]]:
        """Count what must be filled in a dataset and its resources, and name what is not.

        ``record`` is as there, with ``tag_string``. A field that several resources lack is named for each.
        """
        data_type = str(record.get("data_type") or "")
        if data_type not in self._wanted:
            known = (self._facts.dataset, self._facts.resource)
            dataset, resource = (_wanted(fields, data_type) for fields in known)
            self._wanted[data_type] = dataset, resource
        total = 0
        missing: list[str] = []
        for (always, sometimes), records in zip(
            self._wanted[data_type], ((record,), record.get("resources") or ()), strict=True
        ):
            for item in records:
                due = [
                    field.name
                    for field in sometimes
                    if is_allowed(field, item, record) and is_due(field, item, record, data_type)
                ]
                total += len(always) + len(due)
                missing += [name for name in (*always, *due) if is_empty(item.get(name))]
        return total, tuple(missing)


_Wanted = tuple[tuple[str, ...], tuple[Field, ...]]
"""Names of fields that are due whatever the others say, and fields that may be due."""


def _wanted(fields: Iterable[Field], data_type: str) -> _Wanted:
    wanted = [field for field in fields if _may_be_due(field) and field.shown_for(data_type)]
    always = [field for field in wanted if _is_always_due(field)]
    return tuple(field.name for field in always), tuple(
        field for field in wanted if not _is_always_due(field)
    )


def _is_always_due(field: Field) -> bool:
    free = not field.other_of and field.forbidden_if is None
    return free and (field.required or field.required_for_publish)


def _may_be_due(field: Field) -> bool:
    duties = (
        field.required,
        field.required_for_publish,
        field.required_if,
        field.required_unless,
        field.other_of,
    )
    return field.counted and any(duties)


def _has_fields(part: Part) -> bool:
    return bool(
        part.mandatory_filled or part.mandatory_missing or part.optional_filled or part.optional_missing
    )


def _count(
    name: str, fields: Sequence[Field], record: Mapping[str, Any], dataset: Mapping[str, Any], data_type: str
) -> Part:
    lists: dict[tuple[bool, bool], list[str]] = {
        (due, full): [] for due in (True, False) for full in (True, False)
    }
    for field in fields:
        if not (field.counted and field.shown_for(data_type) and is_allowed(field, record, dataset)):
            continue
        due = is_due(field, record, dataset, data_type)
        lists[due, not is_empty(record.get(field.name))].append(field.name)
    return Part(
        name,
        tuple(lists[True, True]),
        tuple(lists[True, False]),
        tuple(lists[False, True]),
        tuple(lists[False, False]),
    )
