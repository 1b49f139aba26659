"""The list of agencies as a tree, in place of core's flat list until a reader asks for that one."""

from __future__ import annotations

from flask import Blueprint, request

import ckan.plugins.toolkit as tk

bmagov_agency = Blueprint("bmagov_agency", __name__)

LIST = {"view", "sort", "page"}
"""Parameters that only core's list understands; any of them asks for it."""


@bmagov_agency.before_app_request
def refuse_bulk_of_category() -> None:
    """Answer 404 where CKAN has a page for agencies alone and breaks on a category."""
    if request.endpoint == "group.bulk_process":
        tk.abort(404)


@bmagov_agency.before_app_request
def show_tree() -> str | None:
    """Answer for `organization.index` with the tree.

    The address stays core's own, and so does its endpoint: links and menus need to know nothing.
    """
    if request.endpoint != "organization.index" or LIST & request.args.keys():
        return None
    query = request.args.get("q", "")
    include_historic = bool(request.args.get("historic"))
    error = ""
    try:
        tree = tk.get_action("bmagov_agency_tree")({}, {"q": query, "include_historic": include_historic})
    except tk.ValidationError as problem:
        tree = {"count": 0, "agencies": []}
        error = "; ".join(problem.error_summary.values())
    extra = {
        "q": query,
        "include_historic": include_historic,
        "error": error,
        "count": tree["count"],
        "agencies": tree["agencies"],
        "group_type": "organization",
    }
    return tk.render("bmagov/agency/index.html", extra)
