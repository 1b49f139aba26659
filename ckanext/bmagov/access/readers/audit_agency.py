"""The organization that audits."""

from __future__ import annotations

from typing import Any

from flask import g, has_request_context

from ckan import model

from ckanext.bmagov import config

_CACHE = "bmagov_audit_agency"


def audit_agency_id() -> str:
    """Return its id, looked up once in a request; empty when there is none of the configured name."""
    if not has_request_context():
        return _look_up()
    known: str = g.get(_CACHE) or _look_up()
    g.setdefault(_CACHE, known)
    return known


def _look_up() -> str:
    found: Any = model.Group.get(config.audit_organization())
    return found.id if found and found.is_organization else ""
