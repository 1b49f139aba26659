"""Whether the answer that is being made holds something that is not for everybody.

Whatever reads a dataset tells it; the answer is then kept out of every cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import g, has_request_context, request

from ckanext.bmagov.access.readers.classification import policy
from ckanext.bmagov.access.services.rights import LEVEL, RESOURCE_LEVEL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckanext.bmagov.access.domain.classification import Policy, Subject

_MARK = "bmagov_answer_is_closed"

FILES_HOST = "bmagov.files_host"
"""Key of the WSGI environment: the request came to the host for files (`site/views/files_host.py`)."""


def note_datasets(datasets: Iterable[dict[str, Any]]) -> None:
    """Tell that the answer is made from these datasets."""
    if not has_request_context():
        return
    rules = policy()
    for dataset in datasets:
        if _is_closed_dict(rules, dataset):
            setattr(g, _MARK, True)
            return


def note_subject(subject: Subject) -> None:
    """Tell that the answer is about something, of which the level is known."""
    if has_request_context() and (
        subject.private or subject.state != "active" or not policy().is_open(subject.level_of_data)
    ):
        setattr(g, _MARK, True)


def note_closed() -> None:
    """Tell that the answer is for its reader alone."""
    if has_request_context():
        setattr(g, _MARK, True)


def is_on_files_host() -> bool:
    """Return whether this answers what was asked for on the site before, and logged and counted there."""
    return has_request_context() and FILES_HOST in request.environ


def is_closed() -> bool:
    """Return whether anything in the answer is above open, private, a draft or deleted, or for one reader."""
    return bool(g.get(_MARK, False))


def _is_closed_dict(rules: Policy, dataset: dict[str, Any]) -> bool:
    if dataset.get("private") or dataset.get("state", "active") != "active":
        return True
    levels = [one.get(RESOURCE_LEVEL) for one in dataset.get("resources") or []]
    for level in (dataset.get(LEVEL), *levels):  # noqa: SIM110 - a generator is entered anew for each level
        if level and not rules.is_open(level):
            return True
    return False
