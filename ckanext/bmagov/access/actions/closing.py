"""Closing a dataset before the software is taken out: for the command, and no action of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan import model

from ckanext.bmagov.access.services import closing

if TYPE_CHECKING:
    from ckanext.bmagov.access.services.closing import Opening


def close_dataset(opening: Opening) -> None:
    """Make a dataset private in core's sense, with its entry in the log, in a transaction of its own."""
    closing.close_to_public(model.Session, opening)
    model.Session.commit()
