"""The checks of the KPI, one small pure function each."""

from __future__ import annotations

from . import database, documents, register, uses
from .registry import CHECKS, Check, check

__all__ = ["CHECKS", "Check", "check", "database", "documents", "register", "uses"]
