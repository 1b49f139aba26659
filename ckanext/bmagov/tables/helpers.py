"""What templates of tables ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckan.types import DataDict

    from ckanext.bmagov.tables.domain.answers import LoadDict


def bmagov_loaded_table(resource: DataDict) -> LoadDict | None:
    """Return how the table of a resource stands (`bmagov_table_load_show`); nothing where there is none."""
    if resource.get("url_type") != "upload":
        return None
    try:
        load = tk.get_action("bmagov_table_load_show")({}, {"id": resource["id"]})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None
    return load if load["state"] != "none" else None
