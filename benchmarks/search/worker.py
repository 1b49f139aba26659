"""One side of the benchmark: a CKAN of its own on a Solr core of its own, driven by JSON lines.

Stock is CKAN without our plugin on CKAN's own schema; thai is CKAN with it on our configset. Both index with
CKAN's ``PackageSearchIndex`` and search with its ``package_search`` action.
"""

from __future__ import annotations

import json
import os
import sys
import time
import uuid
from typing import Any

STAMP = "2026-01-01T00:00:00"


def start(side: str, solr_url: str, ini: str) -> Any:
    """Load CKAN for this side and return its Flask application."""
    os.environ["CKAN_SOLR_URL"] = solr_url
    from ckan.cli import load_config
    from ckan.config.middleware import make_app

    config = load_config(ini)
    config["ckan.plugins"] = "bmagov" if side == "thai" else ""
    config["ckan.site_id"] = "benchmark"
    application: Any = make_app(config)
    return application._wsgi_app


def dataset(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record as ``package_show`` would, for the index."""
    identity = str(uuid.uuid5(uuid.NAMESPACE_URL, record["name"]))
    shown: dict[str, Any] = {
        "id": identity,
        "name": record["name"],
        "title": record["title"],
        "notes": record.get("notes") or "",
        "type": "dataset",
        "state": "active",
        "private": False,
        "owner_org": None,
        "organization": {"name": record.get("org_name", "agency"), "title": record.get("organization", "")},
        "groups": [],
        "tags": [],
        "license_id": "cc-by",
        "metadata_created": STAMP,
        "metadata_modified": STAMP,
        "extras": [{"key": "title_en", "value": record["title_en"]}] if record.get("title_en") else [],
        "resources": [
            {"name": name, "description": "", "format": "CSV", "url": "", "resource_type": None}
            for name in record.get("resources", [])
        ],
    }
    return {**shown, "with_custom_schema": shown}


class Buffer:
    """Stands in for CKAN's Solr connection and sends documents by the batch: measures Solr, not HTTP."""

    def __init__(self, connection: Any, size: int = 500) -> None:
        self.url, self.connection, self.size, self.docs = connection.url, connection, size, []

    def add(self, docs: list[dict[str, Any]], commit: bool = False) -> None:  # noqa: ARG002
        self.docs += docs
        if len(self.docs) >= self.size:
            self.flush()

    def flush(self) -> None:
        self.connection.add(docs=self.docs, commit=False)
        self.docs = []


class Side:
    """The operations the driver may ask for."""

    def clear(self) -> None:
        from ckan.lib import search

        search.clear_all()

    def index(self, records: list[dict[str, Any]], batch: bool = False) -> float:
        """Index and commit; returns the seconds it took."""
        from ckan.lib.search import index
        from ckan.lib.search.common import make_connection

        documents = [dataset(record) for record in records]
        packages = index.PackageSearchIndex()
        plain = index.make_connection
        buffer = Buffer(make_connection())
        began = time.perf_counter()
        try:
            if batch:
                index.make_connection = lambda *_: buffer
            for document in documents:
                packages.index_package(document, defer_commit=True)
            if batch:
                buffer.flush()
        finally:
            index.make_connection = plain
        make_connection().commit()
        return time.perf_counter() - began

    def search(self, q: str, rows: int = 20) -> dict[str, Any]:
        """Search as the page of datasets does, with its facets. Returns names, count and seconds."""
        import ckan.plugins.toolkit as tk

        asked = {
            "q": q,
            "rows": rows,
            "facet.field": ["organization", "groups", "tags", "res_format", "license_id"],
        }
        began = time.perf_counter()
        found = tk.get_action("package_search")({"ignore_auth": True}, asked)
        seconds = time.perf_counter() - began
        return {
            "names": [result["name"] for result in found["results"]],
            "count": found["count"],
            "relaxed": bool(found.get("bmagov_relaxed")),
            "seconds": seconds,
        }


def main() -> None:
    """Answer one JSON line with one JSON line until the input ends."""
    side, solr_url, ini = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what CKAN prints must not mix with the answers
    application = start(side, solr_url, ini)
    with application.test_request_context():
        answers.write('"ready"\n')
        answers.flush()
        worker = Side()
        for line in sys.stdin:
            operation, arguments = json.loads(line)
            answers.write(json.dumps(getattr(worker, operation)(**arguments)) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
