"""What can be said about one dataset beyond its record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.collect.dataset_schema import facts
from ckanext.bmagov.domain.metadata.completeness import Part, completeness
from ckanext.bmagov.logic.schema.dataset import dataset_completeness_schema

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

__all__ = ["bmagov_dataset_completeness"]


@tk.side_effect_free
@tk.validate_action_data(dataset_completeness_schema)
def bmagov_dataset_completeness(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Count what of a dataset's metadata is filled and what is missing, by the rules of publishing.

    Whoever may read the dataset may ask.

    :param id: id or name of the dataset
    :returns: `id`, `complete` (bool), `total`, `groups` and `resources` (a list each). Every part has `name`
        (of the group, or id of the resource), `percent` of its mandatory fields, and lists of field names:
        `mandatory_filled`, `mandatory_missing`, `optional_filled`, `optional_missing`
    :rtype: dict
    """
    tk.check_access("bmagov_dataset_completeness", context, data_dict)
    dataset = tk.get_action("package_show")(tk.fresh_context(context), {"id": data_dict["id"]})
    found = completeness(dataset, facts())
    return {
        "id": dataset["id"],
        "complete": found.is_complete,
        "total": _part(found.total),
        "groups": [_part(part) for part in found.groups],
        "resources": [_part(part) for part in found.resources],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "name": part.name,
        "percent": part.percent,
        "mandatory_filled": list(part.mandatory_filled),
        "mandatory_missing": list(part.mandatory_missing),
        "optional_filled": list(part.optional_filled),
        "optional_missing": list(part.optional_missing),
    }
