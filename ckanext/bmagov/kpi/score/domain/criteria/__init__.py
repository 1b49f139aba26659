"""The checks of the KPI, one small pure function each."""

from __future__ import annotations

from . import database, documents, register, uses
from .registry import BY_DUTY, CHECKS, Check, check

__all__ = ["BY_DUTY", "CHECKS", "Check", "check", "database", "documents", "register", "uses"]
