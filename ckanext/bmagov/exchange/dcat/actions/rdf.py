"""Core's place for RDF, ckanext-dcat's actions: our profile is written by us, others by it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from flask import has_request_context

import ckan.plugins.toolkit as tk

from ckanext.bmagov.exchange.dcat.domain.catalog import Page
from ckanext.bmagov.exchange.dcat.formats.registry import FORMATS
from ckanext.bmagov.exchange.dcat.readers.table import term_table
from ckanext.bmagov.exchange.dcat.services.graphs import Graphs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckan.types import Action, Context, DataDict

PROFILE: Final = "bmagov_dcat_ap_3"
DATASETS_PER_PAGE: Final = "ckanext.dcat.datasets_per_page"
LEFT_OUT: Final = ["-dataset_type:harvest", "-dataset_type:showcase"]
KEPT: Final = ("modified_since", "profiles", "q", "fq")
"""Parameters that lead from page to page."""


@tk.chained_action
def dcat_dataset_show(original_action: Action, context: Context, data_dict: DataDict) -> str:
    """Return a dataset as RDF, in the terms of DCAT-AP 3.0.1.

    :param id: id or name of the dataset
    :param format: `ttl`, `jsonld`, `xml`, `rdf`, `nt` or `n3`; default `xml`
    :param profiles: profiles of ckanext-dcat to use in place of ours
    """
    if not _is_ours(data_dict):
        return original_action(context, data_dict)
    tk.check_access("dcat_dataset_show", context, data_dict)
    name = _format(data_dict)
    dataset = tk.get_action("package_show")(context, {"id": data_dict.get("id")})
    graphs = Graphs()
    return graphs.write(graphs.datasets([dataset]), name)


@tk.chained_action
@tk.side_effect_free
def dcat_catalog_show(original_action: Action, context: Context, data_dict: DataDict) -> str:
    """Return a page of the catalog as RDF, in the terms of DCAT-AP 3.0.1: what the caller may know of.

    :param format: `ttl`, `jsonld`, `xml`, `rdf`, `nt` or `n3`; default `xml`
    :param page: number of the page, from 1
    :param q: words to look for, as in `package_search`
    :param fq: filters, as in `package_search`
    :param modified_since: a date or time in ISO form: only datasets that changed since
    :param profiles: profiles of ckanext-dcat to use in place of ours
    """
    tk.check_access("dcat_catalog_show", context, data_dict)
    return _catalog(context, data_dict) if _is_ours(data_dict) else original_action(context, data_dict)


@tk.chained_action
@tk.side_effect_free
def dcat_catalog_search(original_action: Action, context: Context, data_dict: DataDict) -> str:
    """Return a page of what a search finds as RDF; parameters as for `dcat_catalog_show`."""
    tk.check_access("dcat_catalog_search", context, data_dict)
    return _catalog(context, data_dict) if _is_ours(data_dict) else original_action(context, data_dict)


def _is_ours(data_dict: Mapping[str, Any]) -> bool:
    """Tell whether our profile is asked for: by name, or because nobody set another for the site."""
    asked = data_dict.get("profiles") or str(tk.config.get("ckanext.dcat.rdf.profiles") or "").split()
    return asked in ([PROFILE], PROFILE)


def _format(data_dict: Mapping[str, Any]) -> str:
    name = data_dict.get("format") or "xml"
    if name not in FORMATS:
        choices = ", ".join(FORMATS)
        sentence = tk._('"{value}" is not a choice. Give one of: {choices}')
        raise tk.ValidationError(
            {"format": [f"VALUE-UNKNOWN: {sentence.format(value=str(name)[:40], choices=choices)}"]}
        )
    return name


def _catalog(context: Context, data_dict: DataDict) -> str:
    name, number = _format(data_dict), _number(data_dict)
    per_page = int(tk.config.get(DATASETS_PER_PAGE) or 100)
    search: dict[str, Any] = {
        "q": data_dict.get("q") or "*:*",
        "fq": data_dict.get("fq") or "",
        "fq_list": [*LEFT_OUT, *_since(data_dict)],
        "rows": per_page,
        "start": per_page * (number - 1),
        # Equal times stand in the order of ids: no dataset is on two pages, and none is left out.
        "sort": "metadata_modified desc, id asc",
    }
    result = tk.get_action("package_search")(context, search)
    graphs = Graphs()
    page = Page(_addresses(data_dict, number, per_page, result["count"]), result["count"], per_page)
    return graphs.write(graphs.catalog(result["results"], page), name)


def _number(data_dict: Mapping[str, Any]) -> int:
    given = data_dict.get("page") or 1
    number = int(given) if str(given).isascii() and str(given).isdigit() and len(str(given)) < 8 else 0
    if number < 1:
        raise tk.ValidationError({"page": [tk._("LIMIT-RANGE: A page is a whole number from 1")]})
    return number


def _since(data_dict: Mapping[str, Any]) -> list[str]:
    given = data_dict.get("modified_since")
    if not given:
        return []
    try:
        moment = dt.datetime.fromisoformat(str(given))
    except ValueError:
        sentence = tk._("DATE-FORMAT: Give a date or time as 2026-11-30 or 2026-11-30T09:00:00")
        raise tk.ValidationError({"modified_since": [sentence]}) from None
    utc = moment.astimezone(dt.UTC) if moment.tzinfo else moment
    return [f"metadata_modified:[{utc:%Y-%m-%dT%H:%M:%S}Z TO *]"]


def _addresses(data_dict: Mapping[str, Any], number: int, per_page: int, count: int) -> dict[str, str]:
    last = max(1, -(-count // per_page))
    path = tk.request.path if has_request_context() else "/catalog.ttl"
    kept = {name: _text(data_dict[name]) for name in KEPT if data_dict.get(name)}

    def address(page: int) -> str:
        return f"{term_table().site}{path}?{urlencode({**kept, 'page': page})}"

    addresses = {"current": address(number), "first": address(1), "last": address(last)}
    if number < last:
        addresses["next"] = address(number + 1)
    if number > 1:
        addresses["previous"] = address(min(number - 1, last))
    return addresses


def _text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
