"""Is the Solr that CKAN is pointed at one with our schema?"""

from __future__ import annotations

import json

import pysolr
import requests

from ckan.lib.search.common import make_connection

OURS = ("bmagov_index_form", "bmagov_names", "bmagov_seal", "bmagov_trigram", "bmagov_words")


def missing_fields(timeout: int | None = None) -> list[str] | None:
    """Return our fields that Solr's schema lacks (none: all is well), or None when Solr does not answer.

    `timeout` in seconds, if shorter than CKAN's own `solr_timeout`.
    """
    try:
        # CKAN's own connection, for its address, credentials and timeout.
        solr = make_connection()
        if timeout is not None:
            solr.timeout = min(timeout, solr.timeout)
        answer = solr._send_request("get", "schema/fields?wt=json")
        fields = {field["name"] for field in json.loads(answer)["fields"]}
    except (pysolr.SolrError, requests.RequestException, ValueError, KeyError):
        return None
    return [name for name in OURS if name not in fields]
