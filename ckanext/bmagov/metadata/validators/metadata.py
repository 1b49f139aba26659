"""The rules of `metadata/domain/rules.py` on what CKAN is about to store.

CKAN hands over only the resources that changed; the rules that compare resources with their dataset stay true
because the dataset form names the dataset fields they depend on (`resource_validation_dependencies`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import LEVEL, RESOURCE_LEVEL, Levels, level_changes, policy
from ckanext.bmagov.base.domain.problems import Problem
from ckanext.bmagov.base.domain.schema_facts import is_empty
from ckanext.bmagov.base.domain.stored_bytes import has_bytes
from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.base.request_state import KEPT_RESOURCES
from ckanext.bmagov.base.validators.codelist import bmagov_json_list
from ckanext.bmagov.base.words.language import add_error
from ckanext.bmagov.base.words.problems import problem_text
from ckanext.bmagov.metadata.domain.rules import Situation, check_dataset, check_resources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ckan.types import Context, DataDict, FlattenDataDict, FlattenErrorDict, FlattenKey

    from ckanext.bmagov.base.domain.schema_facts import Facts, Field


def bmagov_dataset_rules(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Derive what follows from the level, then apply every rule; each problem stands at its field."""
    known = facts()
    package = context.get("package")
    previous_level = (
        str((package.extras or {}).get("data_classification") or "") if package is not None else ""
    )
    _derive(data, errors, context, previous_level)
    record, resources, places = _records(data, known)
    _recall_tables(resources, context)
    situation = Situation(
        publishing=_is_publishing(data, context),
        previous_level=previous_level,
        other_names=_unchanged_names(context, {resource.get("id") for resource in resources}),
        column_levels=_column_levels(resources),
    )
    for problem in (
        *check_dataset(record, known, policy(), situation),
        *check_resources(resources, record, known, policy(), situation),
    ):
        place = _place(problem, places)
        if not errors.get(place):  # a wrong value is not missing too
            errors.setdefault(place, []).append(problem_text(problem, known))
    for problem in _lowerings(record, resources, context):
        place = _place(problem, places)
        # It explains more than what else is wrong with the level, but for a file that stands in the way.
        if not any("LEVEL-BELOW-RESOURCE" in str(error) for error in errors.get(place, ())):
            errors[place] = [problem_text(problem, known)]


def _lowerings(record: DataDict, resources: list[DataDict], context: Context) -> Iterator[Problem]:
    """Yield each level that would be lowered without a second person's word.

    Who has it, has it in the session (`access/services/level_log.py`), where nothing that a caller sends can
    come.
    """
    package = context.get("package")
    if package is None or not access.was_published(model.Session, package.id):
        return
    before = access.levels_of(model.Session, package.id)
    given = {
        str(resource["id"]): (index, resource)
        for index, resource in enumerate(resources)
        if resource.get("id")
    }
    own = {key: str(resource.get(RESOURCE_LEVEL) or "") for key, (_, resource) in given.items()}
    after = Levels(str(record.get(LEVEL) or ""), {**before.resources, **own})
    approved = access.approved(model.Session, package.id)
    for change in level_changes(policy(), before, after):
        if not change.is_lowering(policy()) or change in approved:
            continue
        params = {"before": change.before, "after": change.after}
        if change.resource_id is None:
            yield Problem("LEVEL-DOWN-NEEDS-REVIEW", LEVEL, params)
        else:
            yield Problem("LEVEL-DOWN-NEEDS-REVIEW", RESOURCE_LEVEL, params, given[change.resource_id][0])


def _records(data: FlattenDataDict, known: Facts) -> tuple[DataDict, list[DataDict], list[int]]:
    """Return the dataset, its resources, and the place of each resource in the data."""
    record: DataDict = {}
    resources: dict[int, DataDict] = {}
    tags: list[str] = []
    for place, value in data.items():
        if value is tk.missing:
            continue
        if len(place) == 1:
            record[place[0]] = value
        elif place[0] == "resources" and len(place) == 3:
            resources.setdefault(place[1], {})[place[2]] = value
        elif place[0] == "tags" and place[-1] == "name":
            tags.append(str(value))
    record["tag_string"] = ", ".join(tags)
    _load_lists(record, known.dataset)
    for resource in resources.values():
        _load_lists(resource, known.resource)
    places = sorted(resources)
    return record, [resources[place] for place in places], places


def _recall_tables(resources: list[DataDict], context: Context) -> None:
    """Say of each resource whether it has a table: a caller who leaves that out does not delete the table."""
    package = context.get("package")
    for stored in package.resources if package is not None else ():
        if (stored.extras or {}).get("datastore_active"):
            for resource in resources:
                if resource.get("id") == stored.id:
                    resource["datastore_active"] = True


def _column_levels(resources: list[DataDict]) -> dict[str, tuple[str, ...]]:
    """Return the levels of the columns that dictionaries tell of, by resource; new ones have none yet."""
    stored = [str(resource["id"]) for resource in resources if resource.get("id") and has_bytes(resource)]
    return access.levels_of_columns(model.Session, stored)


def _load_lists(record: DataDict, fields: Iterable[Field]) -> None:
    for field in fields:
        if field.multiple and record.get(field.name):
            record[field.name] = bmagov_json_list(record[field.name])


def _is_publishing(data: FlattenDataDict, context: Context) -> bool:
    state, package = data.get(("state",)), context.get("package")
    if state is tk.missing or not state:
        state = package.state if package is not None else "active"
    return state == "active"


def _unchanged_names(context: Context, changed_ids: set[Any]) -> frozenset[str]:
    """Return the names of the stored resources that stay and are not being changed."""
    package = context.get("package")
    if package is None:
        return frozenset()
    kept = context.get(KEPT_RESOURCES)
    return frozenset(
        resource.name
        for resource in package.resources
        if resource.id not in changed_ids and resource.name and (kept is None or resource.id in kept)
    )


def _derive(data: FlattenDataDict, errors: FlattenErrorDict, context: Context, previous_level: str) -> None:
    """Set what the level decides: privacy above open, and consent to be listed where nobody has said."""
    level = data.get(("data_classification",))
    if level is tk.missing or not level or errors.get(("data_classification",)):
        return
    is_open = policy().is_open(level)
    _derive_consent(data, errors, context, level)
    if is_open:
        return
    # False that was stored while the dataset was open is not a wish; False sent for a closed dataset is.
    was_open = context.get("package") is not None and previous_level in ("", "open")
    if _given(data, "private") is False and not was_open:
        add_error(
            errors,
            ("private",),
            "PRIVATE-REQUIRED",
            tk._("Only open data can be public. Leave the dataset private or change its level"),
        )
    data["private",] = True


def _derive_consent(data: FlattenDataDict, errors: FlattenErrorDict, context: Context, level: str) -> None:
    """Agree to be listed in GD Catalog for what everybody may read, where nobody has said; for nothing else.

    What becomes private or gets a higher level takes its consent back; its agency can give it again. Above
    the second level there is none.
    """
    package = context.get("package")
    rules = policy()
    private = _given(data, "private")
    if private is None:
        private = package is not None and package.private
    shut = not rules.is_open(level) or bool(private)
    said = _given(data, "allow_harvest")
    if is_empty(said):
        data["allow_harvest",] = "no" if shut else "yes"
        return
    before = (package.extras or {}) if package is not None else {}
    known = before.get("allow_harvest") == said
    was_shut = package is not None and (
        package.private or not rules.is_open(str(before.get("data_classification") or level))
    )
    too_high = rules.rank(level) > 1
    if said == "yes" and known and ((shut and not was_shut) or too_high):
        data["allow_harvest",] = "no"
    elif said == "yes" and too_high:
        add_error(
            errors,
            ("allow_harvest",),
            "HARVEST-LEVEL",
            tk._("Data of this level are not named in GD Catalog. Choose “no”"),
        )


def _given(data: FlattenDataDict, name: str) -> Any:
    value = data.get((name,))
    return None if value is tk.missing else value


def _place(problem: Problem, places: list[int]) -> FlattenKey:
    if problem.resource is None:
        return (problem.field,)
    return ("resources", places[problem.resource], problem.field)
