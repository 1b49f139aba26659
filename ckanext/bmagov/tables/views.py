"""Pages of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckan.types import Response

table_data = Blueprint("bmagov_table_data", __name__)

ADDRESS: Final = "/dataset/<id>/resource/<resource_id>/data"


@table_data.route(f"{ADDRESS}/load", methods=["POST"])
def load(id: str, resource_id: str) -> Response:  # noqa: A002 (CKAN's name in URLs)
    """Have the table loaded again, and go back to the page of the file, which says how far it is."""
    try:
        tk.get_action("bmagov_table_load")({}, {"id": resource_id, "force": True})
    except tk.ValidationError as error:
        for sentence in error.error_summary.values():
            tk.h.flash_error(sentence)
    except (tk.ObjectNotFound, tk.NotAuthorized):
        tk.abort(404)
    else:
        tk.h.flash_success(tk._("The table is loaded again in the background."))
    return tk.h.redirect_to("dataset_resource.read", id=id, resource_id=resource_id)
