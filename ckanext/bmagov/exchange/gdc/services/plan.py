"""When GD Catalog is asked next: every hour, by a worker."""

from __future__ import annotations

import datetime as dt
from typing import Final

from ckanext.bmagov import config
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.services import background

JOB: Final = f"{__name__.rpartition('.services')[0]}.jobs.check"
"""By its name: jobs are above services."""

EVERY: Final = dt.timedelta(hours=1)
TIMEOUT: Final = 3600


def plan() -> bool:
    """Plan the next hour, once; return false when no queue can be reached, or nobody is to be asked."""
    if not config.gdc_status_url():
        return False
    moment = (now() + EVERY).replace(minute=7, second=0, microsecond=0)
    job_id = f"bmagov-gdc-check-{moment:%Y%m%d%H}"
    return background.plan(JOB, job_id, moment, title="Ask GD Catalog", timeout=TIMEOUT)
