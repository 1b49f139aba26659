"""`/codelists`: the code lists to read and to download."""

from __future__ import annotations

from flask import Blueprint, Response

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.formats.codelist import FORMATS
from ckanext.bmagov.base.readers.codelists import codelists, scheme_url

codelist = Blueprint("bmagov_codelist", __name__, url_prefix="/codelists")


@codelist.route("", strict_slashes=False)
def index() -> str:
    """List the code lists."""
    lists = tk.get_action("bmagov_codelist_list")({}, {})
    return tk.render("bmagov/codelist/index.html", {"lists": lists, "formats": list(FORMATS.values())})


@codelist.route("/<name>")
def read(name: str) -> str:
    """Show one list."""
    try:
        known = tk.get_action("bmagov_codelist_show")({}, {"id": name})
    except tk.ObjectNotFound:
        tk.abort(404, tk._("There is no such code list"))
    return tk.render("bmagov/codelist/read.html", {"codelist": known, "formats": list(FORMATS.values())})


@codelist.route("/<name>.<any(csv, json, ttl):extension>")
def download(name: str, extension: str) -> Response:
    """Send one list, or all of them under the name `all`, as a file."""
    tk.check_access("bmagov_codelist_list", {}, {})
    lists = codelists()
    if name != "all" and name not in lists:
        tk.abort(404, tk._("There is no such code list"))
    export = FORMATS[extension]
    body = export.render(list(lists.values()) if name == "all" else [lists[name]], scheme_url)
    filename = "codelists" if name == "all" else name
    headers = {"Content-Disposition": f'attachment; filename="{filename}.{extension}"'}
    return Response(body, headers=headers, content_type=export.media_type)
