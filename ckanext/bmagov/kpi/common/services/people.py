"""Names of the people who did something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan import model

from ckanext.bmagov.base.services.names import user_names

if TYPE_CHECKING:
    from collections.abc import Collection


def people(user_ids: Collection[str]) -> dict[str, str]:
    """Return the names of users by id."""
    return {key: user["display_name"] for key, user in user_names(model.Session, user_ids).items()}
