"""Who does what a transaction does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import has_request_context

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.request_state import LEVEL_ACTOR
from ckanext.bmagov.base.services.audit_log import SYSTEM

if TYPE_CHECKING:
    from ckan.types import AlchemySession


def acting_user(session: AlchemySession) -> str:
    """Return the id of who was told to act, else of who made the request, else `system`."""
    if LEVEL_ACTOR.of(session):
        return LEVEL_ACTOR.of(session)
    if has_request_context() and tk.current_user.is_authenticated:
        return tk.current_user.id
    return SYSTEM
