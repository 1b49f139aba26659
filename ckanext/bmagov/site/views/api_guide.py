"""`/api-guide`: how to call the API, and every action of ours. The same for everybody: it names no data."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Final

from flask import Blueprint, Response

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.limits import LARGEST
from ckanext.bmagov.base.words.parameters import limit_text
from ckanext.bmagov.site.domain.api.openapi import openapi
from ckanext.bmagov.site.domain.api.reference import curl, python
from ckanext.bmagov.site.readers.api_reference import reference
from ckanext.bmagov.version import __version__

OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.1"

bmagov_api_guide = Blueprint("bmagov_api_guide", __name__, url_prefix="/api-guide")


@bmagov_api_guide.route("", strict_slashes=False)
def index() -> str:
    """Tell how to call, and list the parts of the reference."""
    return tk.render(
        "bmagov/api/index.html",
        {"reference": reference(), "site": _site(), "refusal": limit_text(0, LARGEST)},
    )


@bmagov_api_guide.route("/openapi.json")
def described() -> Response:
    """Send the whole reference as OpenAPI, in the language of the address."""
    titles = {
        "title": tk._("API of the data catalog"),
        "description": tk._("What only reads answers to GET and POST, what changes something to POST alone."),
    }
    document = openapi(reference(), _site(), titles, __version__, _translated)
    return Response(json.dumps(document, ensure_ascii=False), content_type=OPENAPI)


def _translated(sentence: str) -> str:
    return tk._(sentence) if sentence else ""


@bmagov_api_guide.route("/<capability>")
def read(capability: str) -> str:
    """Show the actions of a capability, those of each of its parts together."""
    actions = reference().get(capability)
    if actions is None:
        tk.abort(404, tk._("There is no such part of the API"))
    rooms = [(room, list(of_room)) for room, of_room in groupby(actions, lambda action: action.room)]
    return tk.render(
        "bmagov/api/read.html",
        {"capability": capability, "rooms": rooms, "site": _site(), "curl": curl, "python": python},
    )


def _site() -> str:
    """Return the address of this site, to which calls go."""
    return tk.url_for("home.index", _external=True, locale="default").rstrip("/")
