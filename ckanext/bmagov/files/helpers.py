"""What templates of tables and files ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.domain.table import CODECS
from ckanext.bmagov.base.domain.table.number_columns import number_columns
from ckanext.bmagov.base.helpers import instead_of_core
from ckanext.bmagov.base.words.tables import table_problem
from ckanext.bmagov.files.model import ResourceContent
from ckanext.bmagov.files.services.data_events import is_table
from ckanext.bmagov.files.words import rows_text

KILO: Final = 1024

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


def bmagov_number_columns(table: TableDict) -> frozenset[int]:
    """Return the places, from 0, of the columns whose first rows hold amounts alone."""
    return number_columns(table["rows"])


def bmagov_file_words(resource: DataDict) -> str:
    """Return why nothing of an uploaded file is shown as a table; empty where something is, or unknown."""
    known = model.Session.get(ResourceContent, resource["id"])
    if known is None or not known.kind or not known.problems or is_table(resource):
        return ""
    code, params = known.problems[0]
    return table_problem(code, params).removeprefix(f"{code}: ")


@instead_of_core
def localised_filesize(number: int) -> str:
    """Return a size as operating systems show it (a KB has 1,024 bytes), in the reader's language."""
    size = float(number)
    for unit in (N_("{n} bytes"), N_("{n} KB"), N_("{n} MB"), N_("{n} GB")):
        if size < KILO or unit == "{n} GB":
            break
        size /= KILO
    shown = int(size) if size >= 100 or size == int(size) else int(size * 10) / 10
    return tk._(unit).format(n=tk.h.localised_number(shown))


def bmagov_rows_text(event: DataEventDict) -> str:
    """Return how many rows of a change are new or gone; empty where that is not known."""
    return rows_text(event)
