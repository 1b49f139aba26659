"""Every change of a level is logged (`access/services/level_log.py`), with who made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan import model

from ckanext.bmagov.access.services import level_log
from ckanext.bmagov.access.words.levels import refused

if TYPE_CHECKING:
    from ckan.types import AlchemySession, Context


def note_actor(context: Context, _dataset_id: str) -> None:
    """Note who publishes or changes a dataset."""
    user = model.User.get(context.get("user"))
    level_log.acting(user.id if user else None)


def settle(session: AlchemySession) -> None:
    """Refuse or log what a transaction did to levels."""
    level_log.settle(session, refused)
