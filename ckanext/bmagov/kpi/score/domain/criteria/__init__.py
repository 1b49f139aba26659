"""The checks of the KPI, one small pure function each."""

from __future__ import annotations

from ckanext.bmagov.kpi.score.domain.criteria import database, documents, register, uses
from ckanext.bmagov.kpi.score.domain.criteria.registry import BY_DUTY, CHECKS, Check, check

__all__ = ["BY_DUTY", "CHECKS", "Check", "check", "database", "documents", "register", "uses"]
