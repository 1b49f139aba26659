"""`IMiddleware`: what every request passes on its way in and out, whichever page or action it is for."""

from __future__ import annotations

import logging
import posixpath
import re
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app, jsonify, request
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.security import safe_join

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.config.middleware.flask_app import ckan_before_request

from ckanext.bmagov import access, config as settings
from ckanext.bmagov.access import ask_for_both_versions, refuse_hidden_page, show_stripped_version
from ckanext.bmagov.base.views.forgery import refuse_forged
from ckanext.bmagov.dictionary import MAX_BYTES
from ckanext.bmagov.files import largest_upload
from ckanext.bmagov.site.helpers.wording import bmagov_error_text
from ckanext.bmagov.site.views.careful import PAGE_FAULTS, be_careful, odd_page_input
from ckanext.bmagov.site.views.headers import STORED, token_header
from ckanext.bmagov.site.views.odd_address import (
    drop_strange_returns,
    lead_to_formats,
    refuse_makers_pages,
)

if TYPE_CHECKING:
    from flask import Response

    from ckan.common import CKANConfig
    from ckan.config.middleware.flask_app import CKANApp
    from ckan.types import DataDict

log = logging.getLogger(__name__)

STATIC = ("static", "webassets.index")
"""Endpoints of files that come with the software."""

TABLES = "datatablesview"
"""The blueprint of the tables of `datatables_view`, which take a form's fields as they come."""

PUBLIC_UPLOADS = ("uploads/group/", "uploads/user/", "uploads/admin/")
"""What is everybody's among the files below ``ckan.storage_path``: logos and portraits."""

NAMES_CLOSED = frozenset(
    (
        *("bmagov_access", "bmagov_access_log", "bmagov_audit", "bmagov_audit_record", "bmagov_governance"),
        *("bmagov_register", "bmagov_report", "bmagov_workspace", "bmagov_worklist"),
    )
)
"""Blueprints whose pages name datasets of all levels to who is signed in, from tables of their own."""

FIELDS = 4 * 1024**2
"""Bytes that the other fields of a form may take beside its file."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class Gate(p.IMiddleware, p.IPackageController):
    """Forged, hidden and cached: looked at in one place."""

    def make_middleware(self, app: CKANApp, config: CKANConfig) -> CKANApp:
        """Look in right after CKAN has learned who asks: pages of plugins, ours too, may answer next."""
        app = super().make_middleware(app, config)
        before: list[Any] = app.before_request_funcs[None]
        place = before.index(ckan_before_request) + 1
        before[place:place] = [
            refuse_makers_pages,
            lead_to_formats,
            drop_strange_returns,
            refuse_forged,
            refuse_private_uploads,
            refuse_hidden_page,
            ask_for_both_versions,
            show_stripped_version,
        ]
        before.insert(0, limit_body)
        be_careful()
        app.after_request(keep_ids)
        app.after_request(refuse_in_json)
        app.after_request(keep_out_of_caches)
        for error in (tk.NotAuthorized, tk.ObjectNotFound):
            app.register_error_handler(error, respond_404)
        app.register_error_handler(FileNotFoundError, respond_without_bytes)
        for error in PAGE_FAULTS:
            app.register_error_handler(error, odd_page_input)
        for error in (LookupError, TypeError, ValueError, tk.ValidationError):
            # The blueprint is CKAN's and may be registered already: then it takes no handler itself.
            app.error_handler_spec[TABLES][None][error] = bad_table_form
        return app

    def after_dataset_show(self, context: Any, pkg_dict: DataDict) -> None:
        """Remember that the answer holds this dataset."""
        super().after_dataset_show(context, pkg_dict)
        access.note_datasets([pkg_dict])

    def after_dataset_search(self, search_results: DataDict, search_params: DataDict) -> DataDict:
        """Remember that the answer holds these datasets."""
        search_results = super().after_dataset_search(search_results, search_params)
        access.note_datasets([hit for hit in search_results["results"] if isinstance(hit, dict)])
        return search_results


def refuse_in_json(response: Response) -> Response:
    """Give a call of the API its refusal as JSON, where CKAN makes a page of it (413 does)."""
    is_call = (request.endpoint or "").startswith("api.")
    if not is_call or response.status_code < 400 or response.mimetype != "text/html":
        return response
    kind = HTTPStatus(response.status_code).phrase
    text = bmagov_error_text(response.status_code, "")
    refusal = jsonify(success=False, error={"__type": kind, "message": text})
    refusal.status_code = response.status_code
    return refusal


def limit_body() -> None:
    """Refuse with 413 what is larger than any file that may be sent, by the length it tells, unread.

    `MAX_CONTENT_LENGTH`, when a site sets it, is what counts.
    """
    if request.method in ("GET", "HEAD", "OPTIONS") or request.max_content_length is not None:
        return
    largest = largest_upload()
    if largest is not None:
        documents = settings.document_megabytes() * 1024**2
        request.max_content_length = max(largest, MAX_BYTES, documents) + FIELDS


def refuse_private_uploads() -> None:
    """Answer 404 for files that CKAN would serve to everybody only because they lie in its storage.

    Logos and portraits are there; nothing else is meant to be read without asking anybody.
    """
    if request.endpoint != "static":
        return
    filename = posixpath.normpath(str((request.view_args or {}).get("filename", "")))
    storage = tk.config.get("ckan.storage_path")
    stored = safe_join(f"{storage}/storage", filename) if storage else None
    if stored and Path(stored).exists() and not filename.startswith(PUBLIC_UPLOADS):
        tk.abort(404)


def keep_out_of_caches(response: Response) -> Response:
    """Let only what everybody may read be kept by browsers and proxies, and only for everybody.

    What lists datasets to somebody who is signed in is kept by nobody, whether or not one of them is closed.

    Runs before CKAN's own function, which makes the rest of the header from ``__no_cache__``. An error is
    never kept: access may be given a minute later, and a hidden object must look like an absent one here,
    too.
    """
    if request.endpoint in STATIC and response.status_code < 400:
        return response
    known = tk.current_user.is_authenticated or token_header() in request.headers
    lists = known and (request.blueprint in NAMES_CLOSED or request.path.startswith("/api/"))
    closed = access.is_closed() or response.status_code >= 400 or lists
    if closed or known:
        response.headers.pop("Cache-Control", None)
        request.environ["__no_cache__"] = True
        response.cache_control.no_store = closed
    response.vary.update(("Cookie", token_header()))
    return response


def keep_ids(response: Response) -> Response:
    """Take ids that the caller did not send out of the API's refusals, which quote what was looked up."""
    if response.status_code != 403 or not request.path.startswith("/api/") or not response.is_json:
        return response
    body: Any = response.get_json(silent=True)
    message = str((body or {}).get("error", {}).get("message", "")) if isinstance(body, dict) else ""
    sent = request.url.lower() + request.get_data(as_text=True).lower()
    if any(quoted.lower() not in sent for quoted in _UUID.findall(message)):
        body["error"]["message"] = tk._("Access denied")
        return _json(body, 403)
    return response


def respond_404(_error: Exception) -> Any:
    """Answer for what a page did not expect: somebody asks for what he may not see, or what is not there.

    CKAN's pages catch most of these and answer 403 or 404; what they miss would be an error of the server.
    """
    if request.path.startswith("/api/"):
        body = {"success": False, "error": {"__type": "Not Found Error", "message": tk._("Not found")}}
        return _json(body, 404)
    return current_app.handle_http_exception(NotFound(tk._("Page not found")))


def respond_without_bytes(error: FileNotFoundError) -> Any:
    """Answer for a file of a dataset whose bytes are not in the storage; a bug must still be seen as one."""
    if request.endpoint not in STORED:
        raise error
    log.error("A file of a dataset is not in the storage: %s", error.filename)
    said = tk._(
        "FILE-GONE: The catalog knows this file, but its bytes are not in the storage. Tell the agency that"
        " publishes it"
    )
    return current_app.handle_http_exception(NotFound(said))


def bad_table_form(error: Exception) -> Any:
    """Answer for a form with which a table of CKAN can do nothing: a part lacks, or is of another kind."""
    log.info("A form that %s cannot read: %r", request.endpoint, error)
    said = tk._("TABLE-FORM: The form of the table is not complete. Load the page again and repeat it")
    return current_app.handle_http_exception(BadRequest(said))


def _json(body: Any, status: int) -> Response:
    response = jsonify(body)
    response.status_code = status
    return response
