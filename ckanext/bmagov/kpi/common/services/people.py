"""Names of the people who did something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan import model

if TYPE_CHECKING:
    from collections.abc import Collection


def people(user_ids: Collection[str]) -> dict[str, str]:
    """Return the names of users by id."""
    users = model.Session.query(model.User).filter(model.User.id.in_(user_ids))
    return {user.id: user.display_name for user in users}
