"""Activities: whoever reads them sees no more than the datasets they are about allow, then and now.

Lists are filled up from what is older when entries fall out, so that their length betrays nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access.services import activity, rights
from ckanext.bmagov.base.domain.diff import record_diff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckan.types import Action, Context, DataDict

    from ckanext.bmagov.base.domain.ckan_dicts import ActivityDict


class Difference(TypedDict):
    """Two versions of a dataset and what is between them, as CKAN's action returns it."""

    activities: list[ActivityDict]
    diff: str


@tk.chained_action
@tk.side_effect_free
def user_activity_list(next_: Action, context: Context, data_dict: DataDict) -> list[ActivityDict]:
    """List what a user did, as far as the caller may see it."""
    return _filled(next_, context, data_dict)


@tk.chained_action
@tk.side_effect_free
def package_activity_list(next_: Action, context: Context, data_dict: DataDict) -> list[ActivityDict]:
    """List what was done to a dataset, as far as the caller may see it."""
    return _filled(next_, context, data_dict)


@tk.chained_action
@tk.side_effect_free
def group_activity_list(next_: Action, context: Context, data_dict: DataDict) -> list[ActivityDict]:
    """List what was done in a category, as far as the caller may see it."""
    return _filled(next_, context, data_dict)


@tk.chained_action
@tk.side_effect_free
def organization_activity_list(next_: Action, context: Context, data_dict: DataDict) -> list[ActivityDict]:
    """List what was done in an agency, as far as the caller may see it."""
    return _filled(next_, context, data_dict)


@tk.chained_action
@tk.side_effect_free
def recently_changed_packages_activity_list(
    next_: Action, context: Context, data_dict: DataDict
) -> list[ActivityDict]:
    """List the newest changes of datasets, as far as the caller may see them."""
    return _filled(next_, context, data_dict)


@tk.chained_action
@tk.side_effect_free
def dashboard_activity_list(next_: Action, context: Context, data_dict: DataDict) -> list[ActivityDict]:
    """List what is new in what the caller follows. The counter and the e-mails of CKAN are made from it."""
    return _filled(next_, context, data_dict)


@tk.chained_action
@tk.side_effect_free
def activity_show(next_: Action, context: Context, data_dict: DataDict) -> ActivityDict:
    """Return one activity; to who may change the dataset with what the caller may read of the record it kept.

    :param include_data: whether the record is wanted (optional, default: false); who may not have it is then
        refused
    """
    return _visible_entry(context, _known(next_, context, {"include_data": False, **data_dict}))


@tk.chained_action
@tk.side_effect_free
def activity_data_show(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Return the record that an activity kept, without the resources that are hidden from the caller."""
    data = _known(next_, context, data_dict)
    kept: Any = context["activity"]  # pyright: ignore[reportTypedDictNotRequiredAccess, reportGeneralTypeIssues]
    entry = _visible_entry(context, _entry(kept))
    object_type = data_dict.get("object_type")
    return (
        data if entry["data"] is kept.data else entry["data"][object_type] if object_type else entry["data"]
    )


@tk.chained_action
@tk.side_effect_free
def activity_diff(next_: Action, context: Context, data_dict: DataDict) -> Difference:
    """Return the difference between a version and the one before, Thai as Thai.

    CKAN escapes Thai and loses long text without spaces. Of both versions only what the caller may see is
    compared; a version before that is hidden counts as none.
    """
    difference: Difference = _known(next_, context, data_dict)
    versions = [_visible_entry(context, entry) for entry in difference["activities"]]
    old, new = (entry["data"][data_dict["object_type"]] for entry in versions)
    diff = record_diff(old, new, data_dict.get("diff_type", "unified"))
    return difference | {"activities": versions, "diff": diff}


def _known(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Call CKAN's action; an activity of a dataset that is hidden is as absent as one that is not there."""
    try:
        return next_(context, data_dict)
    except tk.NotAuthorized:
        kept: Any = context.get("activity")
        if kept is None or not activity.visible_activities(context, [_entry(kept)]):
            raise tk.ObjectNotFound from None
        raise


def _entry(kept: Any) -> ActivityDict:
    return {"object_id": kept.object_id, "activity_type": kept.activity_type, "data": kept.data}


def _visible_entry(context: Context, entry: ActivityDict) -> ActivityDict:
    seen = activity.visible_activities(context, [entry])
    if not seen:
        raise tk.ObjectNotFound
    return seen[0]


def _filled(next_: Action, context: Context, data_dict: DataDict) -> list[ActivityDict]:
    """Return as many entries as were asked for, counted among those that the caller may see."""
    offset, limit = _number(data_dict.get("offset"), 0), _number(data_dict.get("limit"), _usual())
    if rights.is_trusted(context) or offset is None or not limit:
        return activity.visible_activities(context, next_(context, data_dict))
    limit = min(limit, tk.config["ckan.activity_list_limit_max"])
    backwards = bool(data_dict.get("after")) and not data_dict.get("before")
    entries: list[ActivityDict] = []
    for batch in _batches(next_, context, data_dict, limit):
        # Behind `after` CKAN takes the oldest first and turns each batch round.
        entries += (
            reversed(activity.visible_activities(context, batch))
            if backwards
            else activity.visible_activities(context, batch)
        )
        if len(entries) >= offset + limit:
            break
    page = entries[offset : offset + limit]
    return page[::-1] if backwards else page


def _batches(
    next_: Action, context: Context, data_dict: DataDict, limit: int
) -> Iterator[list[ActivityDict]]:
    """Yield CKAN's own list in pieces, each once, the first as long as what is asked for."""
    offset, size = 0, limit
    while True:
        batch = next_(context.copy(), {**data_dict, "offset": offset, "limit": size})  # pyright: ignore[reportArgumentType]
        yield batch
        if len(batch) < size:
            return
        offset, size = offset + size, tk.config["ckan.activity_list_limit_max"]


def _usual() -> int:
    return tk.config["ckan.activity_list_limit"]


def _number(value: Any, otherwise: int) -> int | None:
    """Return a count; None for what is none, which CKAN's own check is to refuse."""
    if value in (None, ""):
        return otherwise
    try:
        number = int(value)
    except (TypeError, ValueError):
        return None
    return number if number >= 0 else None
