"""What the pages of an agency's year share: who may open them, calls of actions, the frame around them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from flask import make_response, request, send_file

import ckan.plugins.toolkit as tk

from ckanext.bmagov import access
from ckanext.bmagov.base.helpers.error_code import bmagov_error_sentence, error_codes
from ckanext.bmagov.kpi.common.words.messages import kpi_problem_text
from ckanext.bmagov.kpi.evidence.readers import document_store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue as Answer

log = logging.getLogger(__name__)

Record = dict[str, Any]

CONFLICTS = frozenset({"STALE-VERSION", "REVIEW-SUBMITTED", "REVIEW-LOCKED", "STATE-TRANSITION"})
"""What somebody else did meanwhile: the page shows the present state with these."""

CHANGED = ("SNAPSHOT-CHANGED", "RELEASE-CHANGED")


def me() -> Any:
    """Return the context of the reader of the page, so that an action need not look the person up again."""
    return {} if tk.current_user.is_anonymous else access.signed_in()


def login_first() -> Answer | None:
    """Send visitors to the login, whatever they asked for; it brings them back."""
    access.note_closed()
    if tk.current_user.is_anonymous:
        return tk.h.redirect_to("user.login", came_from=request.path)
    return None


def absent() -> Any:
    """Answer for an agency or year that is not there, or not the reader's."""
    return tk.abort(404, tk._("There is no such score card"))


def read(action: str, params: Mapping[str, Any]) -> Any:
    """Call a reading action; what is not there and what is not the reader's are the same page.

    What does not match what was signed is a page of its own (409).
    """
    try:
        return tk.get_action(action)(me(), dict(params))
    except tk.ValidationError as error:
        for code in CHANGED:
            if code in str(error.error_dict):
                return tk.abort(409, bmagov_error_sentence(kpi_problem_text(code, {})))
        return absent()
    except tk.ObjectNotFound:
        return absent()
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))


def write(action: str, params: Mapping[str, Any]) -> tuple[Any, Record]:
    """Call a changing action; return what it answers, and the errors by field where it refused."""
    try:
        return tk.get_action(action)(me(), dict(params)), {}
    except tk.ValidationError as error:
        return None, {
            name: [str(text) for text in (texts if isinstance(texts, list) else [texts])]
            for name, texts in error.error_dict.items()
        }
    except tk.ObjectNotFound:
        return absent(), {}
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error)), {}


def sent(document: Mapping[str, Any]) -> Answer:
    """Send a stored document, never to be shown in the page.

    A sentence stands in the place of bytes that are gone (404), or that cannot be read now (503).
    """
    try:
        stored, status = document_store.open_document(document["sha256"]), 404
    except OSError:
        log.exception("The documents cannot be read")
        stored, status = None, 503
    if stored is None:
        context = {"document": document, "away": status == 503}
        return make_response(tk.render("bmagov/kpi/document.html", context), status)
    response = make_response(
        send_file(stored, document["media_type"], as_attachment=True, download_name=document["filename"])
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def year_page(
    template: str,
    id: str,  # noqa: A002 (CKAN's name in URLs)
    fiscal_year: int,
    *,
    here: str,
    errors: Record | None = None,
    **more: Any,
) -> Answer:
    """Return a page of an agency's year, with its round, rules and agency.

    :param here: the page, as it ends its address; empty for the first
    :param errors: by field, with codes; 409 where somebody else was faster
    """
    about = {"id": id, "fiscal_year": fiscal_year}
    shown = more.pop("round", None) or read("bmagov_round_show", {**about, "changes": False})
    errors = errors or {}
    agency = {"id": shown["agency"]["id"], "include_users": False}
    extra = {
        # Numbers of datasets are Solr's, without which this page does.
        "group_dict": read("organization_show", {**agency, "include_dataset_count": False}),
        "group_type": "organization",
        "about": about,
        "here": here,
        "fiscal_year": shown["fiscal_year"],
        "round": shown,
        "rule_set": read("bmagov_ruleset_show", {"fiscal_year": fiscal_year}),
        "writes": _writes(about),
        "errors": {name: [bmagov_error_sentence(text) for text in texts] for name, texts in errors.items()},
        "conflict": bool(error_codes(errors) & CONFLICTS),
        "typed": {},
        **more,
    }
    return tk.render(template, extra), 409 if extra["conflict"] else 200


def _writes(about: Record) -> bool:
    """Tell whether the reader writes for this agency at all; whether it may be written now is the round's."""
    try:
        tk.check_access("bmagov_progress_create", me(), about)
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return False
    return True
