"""The button of the list of work by which an agency says that GD Catalog was asked to withdraw something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckan.types import Response

bmagov_gdc_withdrawal = Blueprint("bmagov_gdc_withdrawal", __name__)


@bmagov_gdc_withdrawal.route("/dashboard/gd-catalog/<id>/withdrawn", methods=["POST"])
def confirm(id: str) -> Response:  # noqa: A002 (CKAN's name in URLs)
    """Note it, and lead back to the list."""
    try:
        tk.get_action("bmagov_gdc_withdrawal_confirm")({}, {"id": id})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Dataset not found"))
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))
    tk.h.flash_success(tk._("Noted. It comes back here if GD Catalog gets it again."))
    return tk.redirect_to("bmagov_worklist.show")
