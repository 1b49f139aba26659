"""Tell a worker that scores wait. What waits stands in PostgreSQL; Redis only wakes, and may be away.

One call at a time waits in the queue: a burst of saves is scored once, half a minute after the first.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, Final

from redis.exceptions import RedisError
from rq import Worker

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.services import background
from ckanext.bmagov.kpi.score.services.cards import BANGKOK

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet

log = logging.getLogger(__name__)

_JOBS: Final = f"{__name__.rpartition('.services')[0]}.jobs"
CHANGED: Final = f"{_JOBS}.changed"
NIGHTLY: Final = f"{_JOBS}.nightly"
HELP: Final = f"{_JOBS}.help_scoring"
"""By their names: jobs are above services."""

SOON: Final = dt.timedelta(seconds=30)
NIGHT: Final = dt.time(2, 30)
"""In Bangkok, when nobody saves."""

TIMEOUT: Final = 3600


def soon() -> bool:
    """Ask for a score of what changed; return false when no queue can be reached. Nothing is lost then."""
    return background.plan(
        CHANGED, "bmagov-score-changed", now() + SOON, title="Score agencies that changed", timeout=TIMEOUT
    )


def plan_night() -> bool:
    """Ask for a score of everything next night."""
    moment = dt.datetime.combine(now().astimezone(BANGKOK).date(), NIGHT, BANGKOK)
    if moment <= now():
        moment += dt.timedelta(days=1)
    job_id = f"bmagov-score-night-{moment:%Y%m%d}"
    return background.plan(NIGHTLY, job_id, moment, title="Score all agencies", timeout=TIMEOUT)


def call_help(rules: RuleSet, agencies: int) -> int:
    """Ask the other workers of the site to share a run; return how many were asked.

    On whichever machine they are: what is to do stands in PostgreSQL. Without a queue nobody is asked.
    """
    try:
        queue = tk.get_job_queue()
        others = min(Worker.count(queue=queue) - 1, agencies - 1)
        waiting = set(queue.job_ids)
        names = [f"bmagov-score-help-{rules.kpi}-{rules.fiscal_year}-{number}" for number in range(others)]
        for name in names:
            if name not in waiting:
                queue.enqueue_call(
                    HELP,
                    (rules.kpi, rules.fiscal_year),
                    job_id=name,
                    description="Help to score all agencies",
                    timeout=TIMEOUT,
                )
    except (RedisError, OSError) as error:
        log.warning("The queue of background jobs can't be reached (%s); nobody helps to score", error)
        return 0
    return len(names)
