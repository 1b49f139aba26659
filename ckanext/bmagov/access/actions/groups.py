"""Core's agencies and categories, with the datasets and the numbers that the caller may know of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan.logic.schema import default_pagination_schema

from ckanext.bmagov.access.actions.visible import DatasetCounts, counted, find, flag, quoted, recount
from ckanext.bmagov.access.services.rights import readable

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckan.types import ActionResult, Context, DataDict

    from ckanext.bmagov.base.domain.ckan_dicts import GroupDict

    Action = Callable[[Context, DataDict], Any]


_BY_COUNT = re.compile(r"\s*(?:packages|package_count)(?:\s+(?P<direction>asc|desc))?\s*", re.IGNORECASE)


@tk.chained_action
@tk.side_effect_free
def group_list(original_action: Action, context: Context, data_dict: DataDict) -> list[Any]:
    """List categories; sorted by the number of datasets it is of those that the caller may know of."""
    tk.check_access("group_list", context, data_dict)
    return _list(original_action, context, data_dict, "groups", "groups")


@tk.chained_action
@tk.side_effect_free
def organization_list(original_action: Action, context: Context, data_dict: DataDict) -> list[Any]:
    """List agencies; sorted by the number of datasets it is of those that the caller may know of."""
    tk.check_access("organization_list", context, data_dict)
    return _list(original_action, context, data_dict, "organizations", "organization")


@tk.chained_action
@tk.side_effect_free
def group_list_authz(
    original_action: Action, context: Context, data_dict: DataDict
) -> ActionResult.GroupListAuthz:
    """List the categories that the caller may edit, with numbers of datasets the caller may know of."""
    return original_action(counted(context), data_dict)


@tk.chained_action
@tk.side_effect_free
def organization_list_for_user(
    original_action: Action, context: Context, data_dict: DataDict
) -> ActionResult.OrganizationListForUser:
    """List the agencies of a user, with numbers of datasets that the caller may know of."""
    return original_action(counted(context), data_dict)


@tk.chained_action
@tk.side_effect_free
def group_show(original_action: Action, context: Context, data_dict: DataDict) -> ActionResult.GroupShow:
    """Give a category, with the datasets and the number of datasets that the caller may know of."""
    return _show(original_action, context, data_dict, ("groups", "name"))


@tk.chained_action
@tk.side_effect_free
def organization_show(
    original_action: Action, context: Context, data_dict: DataDict
) -> ActionResult.OrganizationShow:
    """Give an agency, with the datasets and the number of datasets that the caller may know of."""
    return _show(original_action, context, data_dict, ("owner_org", "id"))


@tk.chained_action
@tk.side_effect_free
def group_package_show(
    original_action: Action, context: Context, data_dict: DataDict
) -> ActionResult.GroupPackageShow:
    """List the datasets of a category that the caller may know of; parameters as in CKAN."""
    tk.check_access("group_package_show", context, data_dict)
    category = tk.get_action("group_show")(
        tk.fresh_context(context),
        {
            "id": tk.get_or_bust(data_dict, "id"),
            "include_dataset_count": False,
            "include_groups": False,
            "include_users": False,
            "include_followers": False,
        },
    )
    limit = data_dict.get("limit")
    rows = {} if limit in (None, "") else {"rows": limit}
    return find(context, quoted("groups", category["name"]), **rows)["results"]


@tk.chained_action
@tk.side_effect_free
def member_list(original_action: Action, context: Context, data_dict: DataDict) -> list[tuple[str, str, str]]:
    """List the members of an agency or category: people, groups and datasets that the caller may know of."""
    members = original_action(context, data_dict)
    seen = readable(context, [object_id for object_id, kind, _ in members if kind == "package"])
    return [member for member in members if member[1] != "package" or member[0] in seen]


def _show(original_action: Action, context: Context, data_dict: DataDict, link: tuple[str, str]) -> GroupDict:
    """Return core's answer; ``link`` is the field of a dataset and the key here that it holds."""
    wants_datasets = flag(data_dict, "include_datasets")
    # Core's own search leaves out what only the caller's grants or agency open.
    shown = original_action(counted(context), {**data_dict, "include_datasets": False})
    if wants_datasets:
        limits = context.get("limits") or {}
        rows = {"rows": limits["packages"]} if "packages" in limits else {}
        matches = find(context, quoted(link[0], shown[link[1]]), **rows)
        shown |= {"packages": matches["results"], "package_count": matches["count"]}
    if shown.get("users"):
        recount(context, shown["users"])
    return shown


def _list(original_action: Action, context: Context, data_dict: DataDict, only: str, field: str) -> list[Any]:
    """Return core's list; ``only`` is the parameter that names what to list, ``field`` what counts them."""
    order = _BY_COUNT.fullmatch(
        str(data_dict.get("sort") or data_dict.get("order_by") or tk.config["ckan.default_group_sort"])
    )
    if not order:
        return original_action(context, data_dict)
    page, errors = tk.navl_validate(dict(data_dict), default_pagination_schema(), context)
    if errors:
        raise tk.ValidationError(errors)
    chosen = {name: data_dict[name] for name in ("type", "q", only) if name in data_dict}
    names = original_action(tk.fresh_context(context), {**chosen, "sort": "name asc"})
    counts = DatasetCounts(context)[field]
    sign = 1 if (order["direction"] or "desc").lower() == "asc" else -1
    names.sort(key=lambda name: (sign * counts.get(name, 0), name))
    whole = flag(data_dict, "all_fields")
    most = tk.config["ckan.group_and_organization_list_all_fields_max"] if whole else len(names)
    start = page.get("offset") or 0
    names = names[start : start + min(page.get("limit") or most, most)]
    if not whole or not names:
        return names
    rest = {key: value for key, value in data_dict.items() if key not in ("limit", "offset", "order_by")}
    groups = original_action(context, {**rest, only: names, "sort": "name asc"})
    by_name = {group["name"]: group for group in groups}
    return [by_name[name] for name in names if name in by_name]
