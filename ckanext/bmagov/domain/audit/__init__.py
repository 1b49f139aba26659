"""The yearly round between agency and auditor, and the log that nobody can change unseen."""

from __future__ import annotations

from .decisions import Override, apply_overrides
from .log import Entry, append, verify
from .round import Actor, Event, Role, Round, State, allowed, apply

__all__ = [
    "Actor",
    "Entry",
    "Event",
    "Override",
    "Role",
    "Round",
    "State",
    "allowed",
    "append",
    "apply",
    "apply_overrides",
    "verify",
]
