"""The organization that audits."""

from __future__ import annotations

from typing import Any

from ckan import model

from ckanext.bmagov import config


def audit_agency_id() -> str:
    """Return its id; empty when there is none of the configured name."""
    found: Any = model.Group.get(config.audit_organization())
    return found.id if found and found.is_organization else ""
