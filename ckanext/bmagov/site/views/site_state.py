"""`/ckan-admin/state`: how the site does, for who runs it."""

from __future__ import annotations

from flask import Blueprint

import ckan.plugins.toolkit as tk

bmagov_site_state = Blueprint("bmagov_site_state", __name__)


@bmagov_site_state.route("/ckan-admin/state")
def show() -> str:
    """Show the parts of the site, those that need somebody first."""
    try:
        state = tk.get_action("bmagov_site_state_show")({}, {})
    except tk.NotAuthorized:
        tk.abort(403, tk._("The state of the site is for its administrators"))
    return tk.render("bmagov/site/state.html", {"state": state})
