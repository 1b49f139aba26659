"""`IMiddleware`: what CKAN's DataStore hands out as CSV or TSV calculates nothing in a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import request

import ckan.plugins as p

from ckanext.bmagov.base.formats.cell import GuardedText

if TYPE_CHECKING:
    from flask import Response

    from ckan.common import CKANConfig
    from ckan.config.middleware.flask_app import CKANApp

DUMP: Final = "datastore.dump"
"""Where whole tables, and what a reader has filtered in one, come from."""

DELIMITERS: Final = {"csv": ",", "tsv": "\t"}
"""JSON and XML are for programs: nobody opens them by a double click, and their values stay exact."""


class Exports(p.IMiddleware):
    """`/datastore/dump` and all that leads to it."""

    def make_middleware(self, app: CKANApp, config: CKANConfig) -> CKANApp:
        """Look at what goes out."""
        app = super().make_middleware(app, config)
        app.after_request(guard_cells)
        return app


def guard_cells(response: Response) -> Response:
    """Mark the cells that a spreadsheet would calculate, in the way that our dictionary files do."""
    # Core sends every format as `application/octet-stream`, so the type does not tell.
    delimiter = DELIMITERS.get(request.args.get("format", "csv"))
    if request.endpoint == DUMP and response.status_code == 200 and delimiter:
        response.headers.pop("Content-Length", None)
        response.response = GuardedText(delimiter).of(response.iter_encoded())
    return response
