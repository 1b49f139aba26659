"""Correcting how a file is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.bmagov.files.schema import LAYOUT_PARTS

if TYPE_CHECKING:
    from ckan.types import Response

table = Blueprint("bmagov_table", __name__)


@table.route("/dataset/<id>/resource/<resource_id>/table", methods=["POST"])
def update(id: str, resource_id: str) -> Response:  # noqa: A002 (CKAN's name in URLs)
    """Store the correction and go back to the resource, which then shows the table anew."""
    given = {part: tk.request.form[part] for part in LAYOUT_PARTS if tk.request.form.get(part)}
    if "reset" in tk.request.form:
        given = {}
    try:
        tk.get_action("bmagov_table_update")({}, {"id": resource_id, **given})
    except tk.ValidationError as error:
        for sentence in error.error_summary.values():
            tk.h.flash_error(sentence)
    except (tk.ObjectNotFound, tk.NotAuthorized):
        tk.abort(404)
    else:
        tk.h.flash_success(tk._("The file is now read that way. The file itself was not changed."))
    return tk.h.redirect_to("dataset_resource.read", id=id, resource_id=resource_id)
