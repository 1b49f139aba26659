"""The rules that no single field can check: what must be filled, and what must fit together.

Values are checked before (a date is a date, a code is a known code); here they are compared with each other.
Every rule gives codes with parameters; nothing is raised, so that all problems come in one list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.bmagov.access import OPEN, Policy
from ckanext.bmagov.base.domain.problems import Problem
from ckanext.bmagov.base.domain.schema_facts import OTHER, Facts, Field, holds, is_empty, values_of
from ckanext.bmagov.base.domain.stored_bytes import has_bytes

Record = Mapping[str, Any]

# A dataset of more resources is a mistake or an attack: each of them costs a row, a page and a search field.
MAX_RESOURCES = 1000

_BOUNDS = ("west_bound_longitude", "east_bound_longitude", "north_bound_latitude", "south_bound_latitude")


@dataclass(frozen=True)
class Situation:
    """What the rules need to know beside the record itself.

    ``previous_level`` is the stored level of a dataset, empty for a new one. ``other_names`` are the names
    of resources that stay as they are and are not among those checked. ``column_levels`` are those of the
    columns of a resource's dictionary, by its id: its bytes are as closed as the highest.
    """

    publishing: bool
    previous_level: str = ""
    other_names: frozenset[str] = frozenset()
    column_levels: Mapping[str, Sequence[str]] | None = None


def check_dataset(record: Record, facts: Facts, policy: Policy, situation: Situation) -> list[Problem]:
    """Return every problem of a dataset's own fields."""
    data_type = str(record.get("data_type") or "")
    problems = list(check_presence(record, facts.dataset, data_type, record, publishing=situation.publishing))
    problems += _check_policy(record, policy)
    problems += _check_order(record, "")
    problems += _check_bounds(record)
    return problems


def check_resources(
    resources: Sequence[Record], dataset: Record, facts: Facts, policy: Policy, situation: Situation
) -> list[Problem]:
    """Return every problem of the given resources, against each other and against their dataset."""
    if len(resources) > MAX_RESOURCES:
        return [Problem("LIMIT-EXCEEDED", "num_resources", {"count": len(resources), "limit": MAX_RESOURCES})]
    data_type = str(dataset.get("data_type") or "")
    problems: list[Problem] = []
    seen: set[str] = set(situation.other_names)
    for index, resource in enumerate(resources):
        own = [
            *check_presence(resource, facts.resource, data_type, dataset, publishing=situation.publishing),
            *_check_order(resource, "resource_"),
            *_check_resource_level(resource, dataset, policy, situation),
        ]
        name = str(resource.get("name") or "")
        if name and name in seen:
            own.append(Problem("RESOURCE-NAME-DUPLICATE", "name", {"value": name}))
        seen.add(name)
        problems += [Problem(problem.code, problem.field, problem.params, index) for problem in own]
    problems += _check_lowering(resources, dataset, policy, situation)
    problems += _check_storage(resources, dataset, policy, situation)
    return problems


def check_presence(
    record: Record, fields: Sequence[Field], data_type: str, dataset: Record, *, publishing: bool
) -> Iterator[Problem]:
    """Yield what must be filled and is not, and what is filled and must not be.

    ``dataset`` is the record that conditions name: the dataset itself, or the dataset of a resource.
    """
    for field in fields:
        filled = not is_empty(record.get(field.name))
        if filled and data_type and not field.shown_for(data_type):
            yield Problem("FIELD-NOT-FOR-TYPE", field.name, {"data_type": data_type})
        elif filled and not is_allowed(field, record, dataset):
            yield _not_allowed(field, record)
        elif not filled and (field.required or (publishing and is_due(field, record, dataset, data_type))):
            code = f"{field.error_prefix or 'FIELD'}-REQUIRED"
            yield Problem(code, field.name, {"other_of": field.other_of} if field.other_of else {})


def is_due(field: Field, record: Record, dataset: Record, data_type: str) -> bool:
    """Return whether a field must be filled before the dataset can be published."""
    if not field.shown_for(data_type):
        return False
    if field.required or field.required_for_publish:
        return True
    if field.other_of:
        return OTHER in values_of(record.get(field.other_of))
    if field.required_if is not None:
        return holds(field.required_if, dataset)
    return field.required_unless is not None and not holds(field.required_unless, dataset)


def is_allowed(field: Field, record: Record, dataset: Record) -> bool:
    """Return whether a field may be filled, given the others."""
    if field.other_of and OTHER not in values_of(record.get(field.other_of)):
        return False
    return field.forbidden_if is None or not holds(field.forbidden_if, dataset)


def _not_allowed(field: Field, record: Record) -> Problem:
    if field.other_of:
        return Problem("OTHER-NOT-CHOSEN", field.name, {"other_of": field.other_of})
    name = next(iter(field.forbidden_if or {}))
    return Problem("FIELD-NOT-ALLOWED", field.name, {"because": name, "value": record.get(name)})


def _check_policy(record: Record, policy: Policy) -> Iterator[Problem]:
    category, level = str(record.get("data_category") or ""), str(record.get("data_classification") or "")
    licence = str(record.get("license_id") or "")
    if level not in policy.levels:
        return
    if category in policy.categories and level not in policy.levels_for(category):
        allowed = policy.levels_for(category)
        yield Problem("CATEGORY-LEVEL", "data_classification", {"category": category, "allowed": allowed})
    if licence and licence not in policy.licences_for(level):
        allowed = policy.licences_for(level)
        yield Problem("LICENSE-LEVEL", "license_id", {"level": level, "allowed": allowed})


def _check_order(record: Record, prefix: str) -> Iterator[Problem]:
    first, last = record.get(f"{prefix}first_year_of_data"), record.get(f"{prefix}last_year_of_data")
    if _year(first) and _year(last) and _year(last) < _year(first):
        yield Problem("YEAR-ORDER", f"{prefix}last_year_of_data", {"first": first, "last": last})
    created, updated = record.get(f"{prefix}created_date"), record.get(f"{prefix}last_updated_date")
    if created and updated and str(updated) < str(created):
        yield Problem("DATE-ORDER", f"{prefix}last_updated_date", {"first": created, "last": updated})


def _year(value: object) -> int:
    text = str(value or "")[:4]
    return int(text) if text.isdecimal() else 0


def _check_bounds(record: Record) -> Iterator[Problem]:
    numbers: dict[str, float] = {}
    for name in _BOUNDS:
        try:
            numbers[name] = float(str(record.get(name)))
        except ValueError:
            continue
    west, east, north, south = (numbers.get(name) for name in _BOUNDS)
    if west is not None and east is not None and east < west:
        yield Problem("BOUNDS-ORDER", _BOUNDS[1], {"smaller": _BOUNDS[0], "value": west})
    if north is not None and south is not None and north < south:
        yield Problem("BOUNDS-ORDER", _BOUNDS[2], {"smaller": _BOUNDS[3], "value": south})


def _check_resource_level(
    resource: Record, dataset: Record, policy: Policy, situation: Situation
) -> Iterator[Problem]:
    """A resource may be more closed than its dataset, never less.

    When the dataset itself is being raised its resources follow, whatever they say: raising must never wait.
    """
    own, level = (
        str(resource.get("resource_data_classification") or ""),
        str(dataset.get("data_classification") or ""),
    )
    raised = situation.previous_level and policy.rank(level) > policy.rank(situation.previous_level)
    if own and level and not raised and policy.rank(own) < policy.rank(level):
        yield Problem("LEVEL-BELOW-DATASET", "resource_data_classification", {"level": level})


def _check_lowering(
    resources: Sequence[Record], dataset: Record, policy: Policy, situation: Situation
) -> Iterator[Problem]:
    """Lowering a dataset must not leave a more closed resource behind unnoticed."""
    level, before = str(dataset.get("data_classification") or ""), situation.previous_level
    if not before or policy.rank(level or OPEN) >= policy.rank(before):
        return
    above = [
        resource
        for resource in resources
        if policy.rank(str(resource.get("resource_data_classification") or OPEN)) > policy.rank(level or OPEN)
    ]
    for resource in above:
        params = {
            "resource": resource.get("name") or "",
            "level": resource.get("resource_data_classification"),
        }
        yield Problem("LEVEL-BELOW-RESOURCE", "data_classification", params)


def _check_storage(
    resources: Sequence[Record], dataset: Record, policy: Policy, situation: Situation
) -> Iterator[Problem]:
    """What the policy keeps out of the catalog has no bytes here: neither a file nor a table.

    It is told at the level when that is what was changed, else at the file.
    """
    level, before = str(dataset.get("data_classification") or ""), situation.previous_level
    closed = bool(level) and not policy.stores_bytes(level)
    raised = closed and bool(before) and policy.stores_bytes(before)
    holding = []
    for index, resource in enumerate(resources):
        columns = (situation.column_levels or {}).get(str(resource.get("id") or ""), ())
        own = policy.effective(level, str(resource.get("resource_data_classification") or ""), *columns)
        if not own or policy.stores_bytes(own) or not has_bytes(resource):
            continue
        params = {"level": own, "resource": resource.get("name") or ""}
        if raised:
            holding.append(params["resource"])
        elif closed or is_empty(resource.get("resource_data_classification")):
            yield Problem("STORAGE-LEVEL", "url", params, index)
        else:
            yield Problem("STORAGE-LEVEL", "resource_data_classification", params, index)
    if holding:
        yield Problem(
            "STORAGE-LEVEL", "data_classification", {"level": level, "resource": ", ".join(holding)}
        )
