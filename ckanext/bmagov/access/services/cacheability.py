"""Whether the answer that is being made holds something that is not for everybody.

Whatever reads a dataset tells it; the answer is then kept out of every cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import has_request_context, request

from ckanext.bmagov.access.readers.classification import policy
from ckanext.bmagov.access.services.rights import LEVEL, RESOURCE_LEVEL
from ckanext.bmagov.base.request_state import RESPONSE_IS_CLOSED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckanext.bmagov.access.domain.classification import Policy, Subject
    from ckanext.bmagov.base.domain.ckan_dicts import PackageDict

FILES_HOST = "bmagov.files_host"
"""Key of the WSGI environment: the request came to the host for files (`site/views/files_host.py`)."""


def note_datasets(datasets: Iterable[PackageDict]) -> None:
    """Tell that the answer is made from these datasets."""
    if not has_request_context():
        return
    rules = policy()
    for dataset in datasets:
        if _is_closed_dict(rules, dataset):
            RESPONSE_IS_CLOSED.put(True)
            return


def note_subject(subject: Subject) -> None:
    """Tell that the answer is about something, of which the level is known."""
    if has_request_context() and (
        subject.private or subject.state != "active" or not policy().is_open(subject.level_of_data)
    ):
        RESPONSE_IS_CLOSED.put(True)


def note_closed() -> None:
    """Tell that the answer is for its reader alone."""
    RESPONSE_IS_CLOSED.put(True)


def is_on_files_host() -> bool:
    """Return whether this answers what was asked for on the site before, and logged and counted there."""
    return has_request_context() and FILES_HOST in request.environ


def is_closed() -> bool:
    """Return whether anything in the answer is above open, private, a draft or deleted, or for one reader."""
    return RESPONSE_IS_CLOSED.of()


def _is_closed_dict(rules: Policy, dataset: PackageDict) -> bool:
    if dataset.get("private") or dataset.get("state", "active") != "active":
        return True
    levels = [resource.get(RESOURCE_LEVEL) for resource in dataset.get("resources") or []]
    for level in (dataset.get(LEVEL), *levels):  # noqa: SIM110 - a generator is entered anew for each level
        if level and not rules.is_open(level):
            return True
    return False
