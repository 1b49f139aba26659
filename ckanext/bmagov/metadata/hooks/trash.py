"""The session of the database says what a transaction deletes, whichever action, form or command does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.metadata.services import deleted_files, trash

if TYPE_CHECKING:
    from ckan.types import AlchemySession


def note_deleted(session: AlchemySession) -> None:
    """Keep what is deleted, so that it can come back."""
    trash.note(session)
    deleted_files.note(session)
