"""What can be said about one dataset beyond its record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov import access
from ckanext.bmagov.access import policy, refuse_foreign_type, saving_categories, whole_or_nothing
from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.readers.dataset_schema import DATASET_TYPE, facts
from ckanext.bmagov.base.schema.object_id import id_schema
from ckanext.bmagov.base.words.problems import problem_text
from ckanext.bmagov.files import give_formats, read_time
from ckanext.bmagov.metadata.actions import editing
from ckanext.bmagov.metadata.answers import ChangeDict
from ckanext.bmagov.metadata.domain.completeness import Part, completeness
from ckanext.bmagov.metadata.domain.editing import keywords
from ckanext.bmagov.metadata.domain.rules import Situation, check_dataset, check_resources
from ckanext.bmagov.metadata.schema import dataset_change_schema

if TYPE_CHECKING:
    from ckan.types import Action, Context, DataDict

    from ckanext.bmagov.metadata.answers import CompletenessDict, PartDict, ProblemsDict


@tk.chained_action
def package_create(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Refuse every type but `dataset`: CKAN would look for the rules by the type that a caller sends.

    A file that has no address yet gets an empty one: views that are made with it read the address.
    """
    tk.check_access("package_create", tk.fresh_context(context), {**data_dict, "type": DATASET_TYPE})
    refuse_foreign_type(data_dict)
    give_formats(data_dict)
    if isinstance(data_dict.get("resources"), list):
        resources = [_with_address(resource) for resource in data_dict["resources"]]
        data_dict = {**data_dict, "resources": resources}
    with whole_or_nothing(), saving_categories(context, data_dict):
        return next_(context, data_dict)


def _with_address(resource: Any) -> Any:
    return {"url": "", **resource} if isinstance(resource, dict) else resource


@reads(id_schema, allowed=access.sees_dataset)
def bmagov_dataset_completeness(context: Context, data_dict: DataDict) -> CompletenessDict:
    """Count what of a dataset's metadata is filled and what is missing, by the rules of publishing.

    Whoever may read the dataset may ask.

    :param id: id or name of the dataset
    :returns: `id`, `complete` (bool), `total`, `groups` and `resources` (a list each). Every part has `name`
        (of the group, or id of the resource), `percent` of its mandatory fields, and lists of field names:
        `mandatory_filled`, `mandatory_missing`, `optional_filled`, `optional_missing`
    """
    dataset = tk.get_action("package_show")(tk.fresh_context(context), {"id": data_dict["id"]})
    measured = completeness(dataset, facts())
    return {
        "id": dataset["id"],
        "complete": measured.is_complete,
        "total": _part(measured.total),
        "groups": [_part(part) for part in measured.groups],
        "resources": [_part(part) for part in measured.resources],
    }


def _part(part: Part) -> PartDict:
    return {
        "name": part.name,
        "percent": part.percent,
        "mandatory_filled": list(part.mandatory_filled),
        "mandatory_missing": list(part.mandatory_missing),
        "optional_filled": list(part.optional_filled),
        "optional_missing": list(part.optional_missing),
    }


@reads(id_schema, allowed=access.edits_dataset)
def bmagov_dataset_problem_list(context: Context, data_dict: DataDict) -> ProblemsDict:
    """List everything that keeps a stored dataset from being published, in one go.

    :param id: id or name of the dataset
    :returns: `id`, `dataset` (field name to a list of messages) and `resources` (the same for each file, in
        their order; an empty dict for a file without problems)
    """
    dataset = tk.get_action("package_show")(tk.fresh_context(context), {"id": data_dict["id"]})
    known, situation = facts(), Situation(publishing=True)
    record = {**dataset, "tag_string": keywords(dataset)}
    own: dict[str, list[str]] = {}
    of_files: list[dict[str, list[str]]] = [{} for _ in dataset["resources"]]
    problems = [
        *check_dataset(record, known, policy(), situation),
        *check_resources(dataset["resources"], record, known, policy(), situation),
    ]
    for problem in problems:
        place = own if problem.resource is None else of_files[problem.resource]
        place.setdefault(problem.field, []).append(problem_text(problem, known))
    return {"id": dataset["id"], "dataset": own, "resources": of_files}


@reads(dataset_change_schema, allowed=access.edits_dataset)
def bmagov_dataset_change_show(context: Context, data_dict: DataDict) -> ChangeDict:
    """Tell what was saved in a dataset after the version that somebody has read, by whom and when.

    :param id: id or name of the dataset
    :param since: the `metadata_modified` of the version that was read
    :returns: `id`, `changed` (bool), `at` (UTC) and `by` (`name`, `display_name`) of the newest save, and
        `fields`: a list of `name`, `before` and `after`; null when that is no longer known
    """
    dataset = tk.get_action("package_show")(tk.fresh_context(context), {"id": data_dict["id"]})
    stored, read_at = read_time(dataset["metadata_modified"]), read_time(data_dict["since"])
    if read_at is None:
        raise tk.ValidationError({"since": [tk._("Give the metadata_modified of the version that was read")]})
    if stored is None or stored <= read_at:
        return {"id": dataset["id"], "changed": False, "at": None, "by": None, "fields": []}
    shown = ChangeDict(id=dataset["id"], changed=True, at=stored.isoformat(), by=None, fields=None)
    save = editing.saved(context, dataset["id"], read_at)
    if save:
        user, changed = editing.who(save), editing.differences(save)
        shown["at"] = save.at.isoformat()
        shown["by"] = {"name": user.name, "display_name": user.display_name} if user else None
        if changed is not None:
            shown["fields"] = [
                {"name": change.name, "before": change.before, "after": change.after} for change in changed
            ]
    return shown
