"""The checks of the KPI: every module of this package is read, so that a new one is one new file."""

from __future__ import annotations

import importlib
import pkgutil

from ckanext.bmagov.kpi.score.domain.criteria.check import CHECKS, Check, check

__all__ = ["CHECKS", "Check", "check"]

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
