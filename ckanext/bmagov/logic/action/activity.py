"""Activities: differences between versions that can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.domain.diff import record_diff

if TYPE_CHECKING:
    from ckan.types import Action, Context, DataDict


@tk.chained_action
@tk.side_effect_free
def activity_diff(next_action: Action, context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return core's difference, Thai as Thai: core escapes it and loses long text without spaces."""
    answer = next_action(context, data_dict)
    old, new = (activity["data"][data_dict["object_type"]] for activity in answer["activities"])
    return answer | {"diff": record_diff(old, new, data_dict.get("diff_type", "unified"))}
