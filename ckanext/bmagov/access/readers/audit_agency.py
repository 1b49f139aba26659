"""The organization that audits."""

from __future__ import annotations

from typing import Any

from ckan import model

from ckanext.bmagov import config
from ckanext.bmagov.base.request_state import AUDIT_AGENCY


def audit_agency_id() -> str:
    """Return its id, looked up once in a request; empty when there is none of the configured name."""
    known = AUDIT_AGENCY.of() or _look_up()
    AUDIT_AGENCY.put(known)
    return known


def _look_up() -> str:
    agency: Any = model.Group.get(config.audit_organization())
    return agency.id if agency and agency.is_organization else ""
