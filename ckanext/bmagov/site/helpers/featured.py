"""Core helpers for home pages that look with the site's own eyes: ours look with the reader's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.helpers import instead_of_core

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckan.types import Context, DataDict

DATASETS_OF_EACH = 2


@instead_of_core
def get_featured_organizations(count: int = 1) -> list[DataDict]:
    """Return the agencies that the configuration features, then others, with their newest datasets."""
    return featured_group_org(
        tk.config["ckan.featured_orgs"], "organization_show", "organization_list", count
    )


@instead_of_core
def get_featured_groups(count: int = 1) -> list[DataDict]:
    """Return the categories that the configuration features, then others, with their newest datasets."""
    return featured_group_org(tk.config["ckan.featured_groups"], "group_show", "group_list", count)


@instead_of_core
def featured_group_org(items: Iterable[str], get_action: str, list_action: str, count: int) -> list[DataDict]:
    """Return the first ``count`` of these, then of all, with the datasets that the reader may know of."""
    groups: dict[str, DataDict] = {}
    for name in [*items, *tk.get_action(list_action)({}, {})]:
        if len(groups) >= count:
            break
        context: Context = {"limits": {"packages": DATASETS_OF_EACH}, "for_view": True}
        try:
            group = tk.get_action(get_action)(context, {"id": name, "include_datasets": True})
        except tk.ObjectNotFound:
            continue
        groups.setdefault(group["id"], group)
    return list(groups.values())


@instead_of_core
def get_recent_datasets(count: int = 1) -> list[DataDict]:
    """Return the open datasets that changed last."""
    context: Context = {"for_view": True}
    wanted = {"rows": count, "sort": "metadata_modified desc"}
    return tk.get_action("package_search")(context, wanted)["results"]
