"""Is the Solr that CKAN is pointed at one with our schema, and its index one of this version?"""

from __future__ import annotations

import json

import pysolr
import requests

import ckan.plugins.toolkit as tk
from ckan.lib.search.common import make_connection

OURS = ("bmagov_index_form", "bmagov_names", "bmagov_seal", "bmagov_trigram", "bmagov_words")

FORM = "bmagov_index_form"
"""Field of the form of a document: says by which rules it was written."""

FORM_NOW = "2"
"""Raised whenever documents of before hold what they must not any more; 2: no addresses of closed data."""


def missing_fields(timeout: int | None = None) -> list[str] | None:
    """Return our fields that Solr's schema lacks (none: all is well), or None when Solr does not answer.

    `timeout` in seconds, if shorter than CKAN's own `solr_timeout`.
    """
    try:
        # CKAN's own connection, for its address, credentials and timeout.
        solr = make_connection()
        if timeout is not None:
            solr.timeout = min(timeout, solr.timeout)
        body = solr._send_request("get", "schema/fields?wt=json")
        fields = {field["name"] for field in json.loads(body)["fields"]}
    except (pysolr.SolrError, requests.RequestException, ValueError, KeyError):
        return None
    return [name for name in OURS if name not in fields]


def outdated_documents(timeout: int | None = None) -> int | None:
    """Return how many datasets were indexed by the rules of an earlier version, or None without an answer.

    `timeout` in seconds, if shorter than CKAN's own `solr_timeout`.
    """
    return _count(timeout, f'-{FORM}:"{FORM_NOW}"')


def documents(timeout: int | None = None) -> int | None:
    """Return how many datasets the index holds, drafts included, or None without an answer."""
    return _count(timeout)


def _count(timeout: int | None, *filters: str) -> int | None:
    try:
        solr = make_connection()
        if timeout is not None:
            solr.timeout = min(timeout, solr.timeout)
        ours = f'+site_id:"{tk.config["ckan.site_id"]}" +entity_type:package'
        return solr.search("*:*", fq=[ours, *filters], rows=0).hits
    except (pysolr.SolrError, requests.RequestException, ValueError, KeyError):
        return None
