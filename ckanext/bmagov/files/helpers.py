"""What templates of tables and files ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.table import CODECS
from ckanext.bmagov.files.services.data_events import is_table
from ckanext.bmagov.files.words import rows_text

if TYPE_CHECKING:
    from ckan.types import DataDict

    from ckanext.bmagov.files.answers import DataEventDict, TableDict


def bmagov_encodings() -> dict[str, str]:
    """Codec -> the name people know, for the choices of a form."""
    return CODECS


def bmagov_table(resource: DataDict) -> TableDict | None:
    """Return an uploaded table with its first rows (`bmagov_table_show`); nothing when it is not read."""
    if not is_table(resource):
        return None
    try:
        return tk.get_action("bmagov_table_show")({}, {"id": resource["id"]})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None


def bmagov_rows_text(event: DataEventDict) -> str:
    """Return how many rows of a change are new or gone; empty where that is not known."""
    return rows_text(event)
