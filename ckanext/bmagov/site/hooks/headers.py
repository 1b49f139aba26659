"""`IMiddleware`: the headers of all answers, and the host for files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import template_rendered

import ckan.plugins as p
from ckan.config.middleware.flask_app import ckan_before_request

from ckanext.bmagov.site.views.files_host import (
    FilesHost,
    admit,
    note_reader,
    send_over,
    serve_files_only,
    turn_away,
)
from ckanext.bmagov.site.views.headers import OutsideFlask, note_template, set_headers

if TYPE_CHECKING:
    from ckan.common import CKANConfig
    from ckan.config.middleware.flask_app import CKANApp


class Headers(p.IMiddleware):
    """What leaves the site, seen last.

    Stands in front of `Gate`: what comes to the host for files is refused before pages are looked up for it.
    """

    def make_middleware(self, app: CKANApp, config: CKANConfig) -> CKANApp:
        """Put the functions before and behind all others."""
        app = super().make_middleware(app, config)
        before: list[Any] = app.before_request_funcs[None]
        before.insert(before.index(ckan_before_request) + 1, turn_away)
        before.insert(0, admit)
        # The first of the list runs last.
        after: list[Any] = app.after_request_funcs[None]
        after[0:0] = [set_headers, serve_files_only, send_over]
        app.after_request(note_reader)
        template_rendered.connect(note_template, app)
        app.wsgi_app = FilesHost(OutsideFlask(app.wsgi_app))
        return app
