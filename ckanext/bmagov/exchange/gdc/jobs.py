"""GD Catalog in the background: it is asked what it has registered."""

from __future__ import annotations

import logging

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.cli import site_context
from ckanext.bmagov.base.services import session_end
from ckanext.bmagov.exchange.gdc.services import plan

log = logging.getLogger(__name__)


@session_end.ended
def check() -> None:
    """Ask about what is due. The next hour is planned first, come what may."""
    plan.plan()
    result = tk.get_action("bmagov_gdc_check")(site_context(), {})
    log.info("GD Catalog: %s", result)
