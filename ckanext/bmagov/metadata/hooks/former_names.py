"""The session of the database says which dataset gets another web address, whichever way it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.metadata.services import former_names

if TYPE_CHECKING:
    from ckan.types import AlchemySession


def note_renamed(session: AlchemySession) -> None:
    """Keep the address that it had."""
    former_names.note(session)
