"""Core's people, with the datasets and the numbers that the caller may know of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access.actions.visible import find, flag, quoted, recount

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckan.types import ActionResult, Context, DataDict

    Action = Callable[[Context, DataDict], Any]


DATASETS_OF_A_USER = 50
_BY_COUNT = "number_created_packages"


@tk.chained_action
@tk.side_effect_free
def user_show(original_action: Action, context: Context, data_dict: DataDict) -> ActionResult.UserShow:
    """Give a user; datasets and their number are those the user made and the caller may know of."""
    wants_datasets = flag(data_dict, "include_datasets")
    shown = original_action(context, {**data_dict, "include_datasets": False})
    recount(context, [shown])
    if wants_datasets:
        made = quoted("creator_user_id", shown["id"])
        shown["datasets"] = find(context, made, rows=DATASETS_OF_A_USER, include_drafts=True)["results"]
    return shown


@tk.chained_action
@tk.side_effect_free
def user_list(original_action: Action, context: Context, data_dict: DataDict) -> Any:
    """List users; their numbers of datasets are of those that the caller may know of."""
    by_count = data_dict.get("order_by") == _BY_COUNT
    names_only = "all_fields" in data_dict and not flag(data_dict, "all_fields")
    if context.get("return_query") or (names_only and not by_count):
        return original_action(context, data_dict)
    users = original_action(context, {**data_dict, "all_fields": True})
    recount(context, users)
    if by_count:
        users.sort(key=lambda user: (user[_BY_COUNT], user["name"]))
    return [user["name"] for user in users] if names_only else users
