"""`/codelists`: the code lists to read and to download."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, request

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.formats.codelist import FORMATS
from ckanext.bmagov.base.readers.codelists import codelists, scheme_url
from ckanext.bmagov.base.views.attachment import attachment

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

RDF: Final = ("text/turtle", "application/rdf+xml", "application/ld+json")
"""What asks for the list as a concept scheme; it is given as Turtle, which all that read RDF understand."""

codelist = Blueprint("bmagov_codelist", __name__, url_prefix="/codelists")


@codelist.route("", strict_slashes=False)
def index() -> str:
    """List the code lists."""
    lists = tk.get_action("bmagov_codelist_list")({}, {})
    return tk.render("bmagov/codelist/index.html", {"lists": lists, "formats": list(FORMATS.values())})


@codelist.route("/<name>")
def read(name: str) -> ResponseReturnValue:
    """Show one list, or lead who asks for RDF to it: the address means the list itself."""
    if request.accept_mimetypes.best_match(["text/html", *RDF]) in RDF and name in codelists():
        response = tk.redirect_to("bmagov_codelist.download", name=name, extension="ttl")
        response.status_code = 303
        response.vary.add("Accept")
        return response
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
    return attachment(body, f"{filename}.{extension}", export.media_type)
