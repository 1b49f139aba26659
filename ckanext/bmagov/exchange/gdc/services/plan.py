"""When GD Catalog is asked next: every hour, by a worker."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Final

from redis.exceptions import RedisError

import ckan.plugins.toolkit as tk

from ckanext.bmagov import config
from ckanext.bmagov.base.readers.clock import now

log = logging.getLogger(__name__)

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
    try:
        queue = tk.get_job_queue()
        if job_id not in queue.scheduled_job_registry and job_id not in queue.job_ids:
            queue.enqueue_at(moment, JOB, job_id=job_id, description="Ask GD Catalog", job_timeout=TIMEOUT)
    except (RedisError, OSError) as error:
        log.warning("The queue of background jobs can't be reached (%s); GD Catalog is asked later", error)
        return False
    return True
