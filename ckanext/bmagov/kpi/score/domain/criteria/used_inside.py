"""Criterion 2.3.1: the database is used inside the agency."""

from __future__ import annotations

from ckanext.bmagov.kpi.score.domain.criteria.check import check
from ckanext.bmagov.kpi.score.domain.criteria.used import UseCheck
from ckanext.bmagov.kpi.score.domain.facts import UseKind


@check("used_inside")
class UsedInside(UseCheck):
    """It is used by the agency itself."""

    kinds = frozenset({UseKind.INSIDE})
