"""Read from where on auditors should look at something, as it comes with the extension."""

from __future__ import annotations

from functools import cache

from ckanext.bmagov.base.domain.plain import from_plain
from ckanext.bmagov.files import read_data
from ckanext.bmagov.kpi.oversight.domain.flags import Limits


@cache
def limits() -> Limits:
    """Return limits and weights of flags."""
    return from_plain(Limits, read_data("rules/risk.yaml"))
