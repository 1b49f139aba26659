"""Scores in the background: what changed, soon; everything, every night."""

from __future__ import annotations

import logging
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.collect.clock import today
from ckanext.bmagov.domain.calendar import FiscalYear
from ckanext.bmagov.services.kpi import wake
from ckanext.bmagov.services.kpi.rules import years

log = logging.getLogger(__name__)


def changed() -> None:
    """Score the agencies where something happened, in the fiscal year that runs."""
    _score(changed=True)


def nightly() -> None:
    """Score all agencies, as data age by the day. The next night is planned first, come what may."""
    wake.plan_night()
    _score(changed=False)


def _score(*, changed: bool) -> None:
    current = FiscalYear.of(today()).year
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    context: Any = {"user": user, "ignore_auth": True}
    for kpi, fiscal_year in years(model.Session):
        if fiscal_year == current:
            data = {"kpi": kpi, "fiscal_year": fiscal_year, "changed": changed}
            answer = tk.get_action("bmagov_scorecard_update")(context, data)
            log.info("KPI %s %s: %s", kpi, fiscal_year, answer)
