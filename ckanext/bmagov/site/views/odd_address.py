"""Addresses that nobody has a need for: pages of the makers, and places to return to that are not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import request
from werkzeug.datastructures import ImmutableMultiDict

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.url import is_own_address

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from ckan.types import Response


MAKERS: Final = frozenset({"testing", "test", "tests", "debug", "_debug_toolbar", "development"})
"""First parts of addresses under which CKAN and plugins show what only their makers look at."""

RETURNS: Final = ("came_from", "next", "return_to")
RDF: Final = frozenset({"dcat.read_dataset", "dcat.read_dataset_series", "dcat.read_catalog"})
RDF_FORMATS: Final = frozenset({"rdf", "xml", "ttl", "n3", "jsonld"})
REDIRECT: Final = "util.internal_redirect"


def refuse_makers_pages() -> None:
    """Answer 404 for them, as for what is not there."""
    if request.url_rule and request.url_rule.rule.split("/")[1] in MAKERS:
        tk.abort(404)


def lead_to_formats() -> Response | None:
    """Lead `/dataset/<name>.json` to the record as JSON; answer 404 for formats that no dataset has.

    The plugin for RDF takes whatever stands behind the point.
    """
    if request.endpoint not in RDF or not request.view_args:
        return None
    wanted = str(request.view_args.get("_format") or "")
    if wanted == "json":
        name = request.view_args["_id"]
        return tk.h.redirect_to("api.action", ver=3, logic_function="package_show", id=name)
    if wanted and wanted not in RDF_FORMATS:
        tk.abort(404)
    return None


def drop_strange_returns() -> None:
    """Leave out places to return to that are no pages of this site: CKAN then goes where it goes without one.

    It would send readers to another site for some (`/\\evil`), and fail over others.
    """
    sent: Any = request
    names = (*RETURNS, "url") if request.endpoint == REDIRECT else RETURNS
    if any(name in request.args for name in names):
        sent.args = _without_strange(request.args, names)
    if request.endpoint == REDIRECT and request.method == "POST":
        sent.form = _without_strange(request.form, names)


def _without_strange(given: MultiDict[str, str], names: tuple[str, ...]) -> ImmutableMultiDict[str, str]:
    site = str(tk.config.get("ckan.site_url") or "")
    kept = [
        (name, value)
        for name, value in given.items(multi=True)
        if name not in names or is_own_address(value, site)
    ]
    return ImmutableMultiDict(kept)
