"""Before any page or action: what the reader may not know of is answered as what is not there.

One place for all of them, ours and CKAN's. Both cases take the same path here, so that neither words nor
status nor time tell them apart. The functions behind still check for themselves who may do what.
"""

from __future__ import annotations

import json
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from flask import Response, request

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access.domain.classification import Aspect, Subject
from ckanext.bmagov.access.domain.gate import Kind, Target, targets_of_action, targets_of_address
from ckanext.bmagov.access.services import cacheability, rights
from ckanext.bmagov.access.services.subject_lookup import subject_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ckan.types import Context


class Verdict(Enum):
    """What the reader gets of what a request names."""

    PASS = auto()
    ABSENT = auto()
    NO_DATA = auto()
    """It may be known, and what describes it read, but not its data."""


def refuse_hidden_page() -> None:
    """Answer 404 for an address that names something the reader may not know of, or that does not exist."""
    rule = request.url_rule
    if rule is None:
        return
    targets = targets_of_address(rule.rule, request.view_args or {}, request.args)
    match _verdict(_reader(), targets) if targets else Verdict.PASS:
        case Verdict.ABSENT:
            tk.abort(404, _missing_text(targets[-1].kind))
        case Verdict.NO_DATA:
            tk.abort(403, _no_data())


def refuse_hidden_objects(action: str, params: Mapping[str, Any]) -> Response | None:
    """Answer for a call of the API that names such a thing; None lets it pass."""
    targets = tuple(targets_of_action(action, params))
    match _verdict(_reader(anonymous="callback" in params), targets) if targets else Verdict.PASS:
        case Verdict.ABSENT:
            return _error(action, 404, "Not Found Error", tk._("Not found"))
        case Verdict.NO_DATA:
            message = tk._("Access denied: {reason}").format(reason=_no_data())
            return _error(action, 403, "Authorization Error", message)
        case _:
            return None


def _reader(anonymous: bool = False) -> Context:
    """Return a context of whom CKAN will ask as. A call with ``callback`` is anybody's."""
    if anonymous:
        return {"user": "", "auth_user_obj": None}
    return rights.signed_in()


def _verdict(context: Context, targets: Iterable[Target]) -> Verdict:
    """Decide about what is named. System administrators see all, and parts below their own dataset only."""
    sees_all = rights.reader(context).sysadmin
    around: Subject | None = None
    verdict = Verdict.PASS
    for target in targets:
        subject = subject_of(model.Session, target)
        if subject is None and sees_all:
            continue  # CKAN says itself what there is not
        if subject is None or not rights.is_allowed(context, subject, Aspect.METADATA):
            return Verdict.ABSENT
        if around and target.kind in _PARTS and not _holds(around, subject):
            return Verdict.ABSENT
        if target.bytes and not rights.is_allowed(context, subject, Aspect.DATA):
            verdict = Verdict.NO_DATA
        around = subject if target.kind in _PARTS or around is None else around
        cacheability.note_subject(subject)
    return verdict


_PARTS = (Kind.RESOURCE, Kind.VIEW, Kind.ACTIVITY)
"""What is part of what stands before it in an address."""


def _holds(around: Subject, subject: Subject) -> bool:
    if around.dataset_id != subject.dataset_id:
        return False
    return None in (around.resource_id, subject.resource_id) or around.resource_id == subject.resource_id


def _missing_text(kind: Kind) -> str:
    """Return CKAN's words: its pages find out later that a version is hidden of a dataset that is not."""
    match kind:
        case Kind.DATASET:
            return tk._("Dataset not found")
        case Kind.ACTIVITY:
            return tk._("Activity not found")
        case _:
            return tk._("Resource not found")


def _no_data() -> str:
    return tk._("You may read the description of these data, but not the data themselves")


def _error(action: str, status: int, kind: str, message: str) -> Response:
    """Return CKAN's own answer to the letter: actions find out later that a version is hidden."""
    version = (request.view_args or {}).get("ver", 3)
    body = {
        "help": tk.url_for(
            "api.action", logic_function="help_show", ver=version, name=action, _external=True
        ),
        "error": {"__type": kind, "message": message},
        "success": False,
    }
    return Response(json.dumps(body), status, content_type="application/json;charset=utf-8")
