"""What several actions on dictionaries ask first: the resource, its dictionary, and who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.dictionary.services import dictionaries

if TYPE_CHECKING:
    from ckan.types import Context

    from ckanext.bmagov.dictionary.services.dictionaries import Stored


def resource_of(context: Context, resource_id: str) -> dict[str, Any]:
    """Return the resource as the caller may see it.

    :raises ObjectNotFound: when there is none
    """
    return tk.get_action("resource_show")(tk.fresh_context(context), {"id": resource_id})


def current_version(resource_id: str) -> Stored:
    """Return the current version of the dictionary, even a deletion.

    :raises ObjectNotFound: when there never was one
    """
    current = dictionaries.stored(model.Session, resource_id)
    if current is None:
        raise no_dictionary()
    return current


def no_dictionary() -> tk.ObjectNotFound:
    """Return the error for a resource without a dictionary."""
    return tk.ObjectNotFound(tk._("This file or link has no data dictionary."))


def require_whole(context: Context, current: Stored | None) -> None:
    """Refuse to write over, or to add to, columns that the caller can't see.

    :raises NotAuthorized: when there are such columns
    """
    if current is None or current.deleted:
        return
    if dictionaries.readable_columns(context, current.resource_id, current.dictionary)[1]:
        raise tk.NotAuthorized(
            tk._(
                "The dictionary has columns above your level. Ask an administrator of the agency to change"
                " it."
            )
        )


def user_id(context: Context) -> str | None:
    """Return the id of who calls; none for the site itself."""
    user = context.get("auth_user_obj") or model.User.get(context.get("user"))
    return getattr(user, "id", None)
