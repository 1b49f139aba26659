"""Pages of CKAN about old versions that do not look closely enough.

That of a file in an old version of its dataset reads the version without asking who looks at it: this does,
and leaves it only what they may see. That of the changes between two versions takes for granted what its
form sends.
"""

from __future__ import annotations

from flask import request
from sqlalchemy.orm.attributes import set_committed_value

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.request_state import VERSION

BETWEEN = ("old_id", "new_id", "current_new_id")


def ask_for_both_versions() -> None:
    """Answer 404 where the changes between versions are asked for and one of them is not named."""
    endpoint = request.endpoint or ""
    comparing = endpoint.startswith("activity.") and endpoint.endswith("changes_multiple")
    if comparing and not all(request.args.get(name) for name in BETWEEN):
        tk.abort(404, tk._("Activity not found"))


def show_stripped_version() -> None:
    """Answer 404 for a version that the reader may not see; else put the reader's part in its place."""
    if request.endpoint != "activity.resource_history" or not request.view_args:
        return
    from ckanext.activity.model.activity import Activity

    activity_id = request.view_args["activity_id"]
    try:
        shown = tk.get_action("activity_show")({}, {"id": activity_id, "include_data": True})
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError):
        tk.abort(404, tk._("Activity not found"))
    package = (shown.get("data") or {}).get("package")
    if not isinstance(package, dict):
        tk.abort(404, tk._("Activity not found"))
    # Held by the request: the session alone would forget it, and the page would read it anew.
    VERSION.put(model.Session.get(Activity, activity_id))
    set_committed_value(VERSION.of(), "data", shown["data"])
