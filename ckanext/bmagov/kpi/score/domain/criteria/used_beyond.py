"""Criterion 2.3.2: the database is used beyond the agency."""

from __future__ import annotations

from ckanext.bmagov.kpi.score.domain.criteria.check import check
from ckanext.bmagov.kpi.score.domain.criteria.used import UseCheck
from ckanext.bmagov.kpi.score.domain.facts import UseKind


@check("used_beyond")
class UsedBeyond(UseCheck):
    """It is used between agencies of the BMA, by agencies outside it, or by the public."""

    kinds = frozenset({UseKind.BETWEEN, UseKind.OUTSIDE, UseKind.PUBLIC})
