"""Core's followers and what is followed, cut to what the caller may know of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.dictization.model_dictize import group_dictize
from ckan.logic.schema import default_follow_user_schema

from ckanext.bmagov.access.actions.visible import absent_if_hidden, counted, recount
from ckanext.bmagov.access.services.cacheability import note_subject
from ckanext.bmagov.access.services.rights import readable, subjects, without_hidden_of
from ckanext.bmagov.base.services.datasets import followed_by

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ckan.types import Context, DataDict

    from ckanext.bmagov.base.domain.ckan_dicts import GroupDict, PackageDict, UserDict

    Action = Callable[[Context, DataDict], Any]


class FollowedDict(TypedDict):
    """What a user follows; `dict` is the record of a user, dataset, category or agency."""

    type: str
    display_name: str
    dict: PackageDict | GroupDict | UserDict


@tk.chained_action
@tk.side_effect_free
def dataset_follower_count(original_action: Action, context: Context, data_dict: DataDict) -> int:
    """Count the followers of a dataset that the caller may know of."""
    return original_action(context, absent_if_hidden(context, data_dict, "id"))


@tk.chained_action
@tk.side_effect_free
def dataset_follower_list(original_action: Action, context: Context, data_dict: DataDict) -> list[UserDict]:
    """List the followers of a dataset. System administrators only, as in CKAN."""
    return _recounted(context, original_action(context, absent_if_hidden(context, data_dict, "id")))


@tk.chained_action
@tk.side_effect_free
def user_follower_list(original_action: Action, context: Context, data_dict: DataDict) -> list[UserDict]:
    """List the followers of a user. System administrators only, as in CKAN."""
    return _recounted(context, original_action(context, data_dict))


@tk.chained_action
@tk.side_effect_free
def group_follower_list(original_action: Action, context: Context, data_dict: DataDict) -> list[UserDict]:
    """List the followers of a category. System administrators only, as in CKAN."""
    return _recounted(context, original_action(context, data_dict))


@tk.chained_action
@tk.side_effect_free
def organization_follower_list(
    original_action: Action, context: Context, data_dict: DataDict
) -> list[UserDict]:
    """List the followers of an agency. System administrators only, as in CKAN."""
    return _recounted(context, original_action(context, data_dict))


@tk.chained_action
@tk.side_effect_free
def user_followee_list(original_action: Action, context: Context, data_dict: DataDict) -> list[UserDict]:
    """List the users whom a user follows."""
    return _recounted(context, original_action(context, data_dict))


@tk.chained_action
@tk.side_effect_free
def dataset_followee_list(
    original_action: Action, context: Context, data_dict: DataDict
) -> list[PackageDict]:
    """List the datasets that a user follows and may still know of."""
    followed = original_action(context, data_dict)
    seen = readable(context, [dataset["id"] for dataset in followed])
    for subject in subjects(model.Session, seen).values():
        note_subject(subject)
    return without_hidden_of(context, [dataset for dataset in followed if dataset["id"] in seen])


@tk.chained_action
@tk.side_effect_free
def group_followee_list(original_action: Action, context: Context, data_dict: DataDict) -> list[GroupDict]:
    """List the categories that a user follows, with the number of datasets that the caller may know of."""
    tk.check_access("group_followee_list", context, data_dict)
    return _groups(context, _user_id(context, data_dict), organizations=False)


@tk.chained_action
@tk.side_effect_free
def organization_followee_list(
    original_action: Action, context: Context, data_dict: DataDict
) -> list[GroupDict]:
    """List the agencies that a user follows, with the number of datasets that the caller may know of."""
    tk.check_access("organization_followee_list", context, data_dict)
    return _groups(context, _user_id(context, data_dict), organizations=True)


@tk.chained_action
@tk.side_effect_free
def followee_list(original_action: Action, context: Context, data_dict: DataDict) -> list[FollowedDict]:
    """List what a user follows and may know of; parameters as in CKAN, whose own asks no right."""
    tk.check_access("followee_list", context, data_dict)
    asked = {"id": _user_id(context, data_dict)}
    rows: list[FollowedDict] = [
        {"type": kind, "display_name": _display_name(followed), "dict": followed}
        for kind in ("user", "dataset", "group", "organization")
        for followed in tk.get_action(f"{kind}_followee_list")(tk.fresh_context(context), dict(asked))
    ]
    typed = str(data_dict.get("q") or "").strip().lower()
    kept = [row for row in rows if row["display_name"].strip().lower().startswith(typed)]
    return sorted(kept, key=lambda row: row["display_name"])


@tk.chained_action
@tk.side_effect_free
def dataset_followee_count(original_action: Action, context: Context, data_dict: DataDict) -> int:
    """Count the datasets that a user follows and the caller may know of."""
    tk.check_access("dataset_followee_count", context, data_dict)
    return len(readable(context, followed_by(model.Session, _user_id(context, data_dict))))


@tk.chained_action
@tk.side_effect_free
def followee_count(original_action: Action, context: Context, data_dict: DataDict) -> int:
    """Count what a user follows and the caller may know of: people, datasets, categories, agencies."""
    tk.check_access("followee_count", context, data_dict)
    user_id = _user_id(context, data_dict)
    return (
        len(model.UserFollowingUser.followee_list(user_id))
        + len(readable(context, followed_by(model.Session, user_id)))
        + len(model.UserFollowingGroup.followee_list(user_id))
    )


def _user_id(context: Context, data_dict: DataDict) -> str:
    given, errors = tk.navl_validate(dict(data_dict), default_follow_user_schema(), context)
    if errors:
        raise tk.ValidationError(errors)
    return given["id"]


def _groups(context: Context, user_id: str, *, organizations: bool) -> list[GroupDict]:
    followed = [following.object_id for following in model.UserFollowingGroup.followee_list(user_id)]
    query = model.Session.query(model.Group).filter(
        model.Group.id.in_(followed),  # pyright: ignore[reportAttributeAccessIssue]
        model.Group.is_organization.is_(organizations),  # pyright: ignore[reportAttributeAccessIssue]
    )
    counting = counted(tk.fresh_context(context))
    return [
        group_dictize(group, counting, packages_field="dataset_count", include_users=False)
        for group in query.order_by(model.Group.title)
    ]


def _recounted(context: Context, users: list[UserDict]) -> list[UserDict]:
    recount(context, users)
    return users


def _display_name(followed: Mapping[str, object]) -> str:
    keys = ("display_name", "fullname", "title", "name")
    return next((str(followed[key]) for key in keys if followed.get(key)), "")
