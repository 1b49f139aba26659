"""Our tables. No foreign keys to core, no writes to core."""

from __future__ import annotations

from . import kpi
from .access import AccessGrant
from .access_request import AccessRequest, LevelChange
from .account import AccountInvitation, AccountSession
from .audit_log import AuditLog, ReadLog
from .content import DataEvent, ResourceContent
from .demo import DemoObject
from .dictionary import DictionaryColumn, DictionaryVersion, ResourceDictionary
from .package_index import PACKAGE_OWNER
from .usage import Usage
from .validation import ValidationRun

__all__ = [
    "PACKAGE_OWNER",
    "AccessGrant",
    "AccessRequest",
    "AccountInvitation",
    "AccountSession",
    "AuditLog",
    "DataEvent",
    "DemoObject",
    "DictionaryColumn",
    "DictionaryVersion",
    "LevelChange",
    "ReadLog",
    "ResourceContent",
    "ResourceDictionary",
    "Usage",
    "ValidationRun",
    "kpi",
]
