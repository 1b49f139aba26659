"""Our tables. No foreign keys to core, no writes to core."""

from __future__ import annotations

from . import kpi
from .content import DataEvent, ResourceContent
from .demo import DemoObject
from .usage import Usage

__all__ = ["DataEvent", "DemoObject", "ResourceContent", "Usage", "kpi"]
