"""Work handed to the job workers. What waits stands in PostgreSQL; Redis only wakes, and may be away."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from redis.exceptions import RedisError

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    import datetime as dt

log = logging.getLogger(__name__)

Work = str | Callable[..., Any]
"""What a worker runs: a function, or the name of one that is above its caller (services name jobs)."""


def start(work: Work, *args: Any, title: str, timeout: int | None = None) -> bool:
    """Have a worker run something soon; return false when the queue can't be reached.

    :param title: what the list of jobs and the log call it; holds nothing of what was typed
    :param timeout: seconds it may run, if not those of the site
    """
    more = {"rq_kwargs": {"timeout": timeout}} if timeout else {}
    return _reached(lambda: tk.enqueue_job(work, list(args), title=title, **more), title)  # pyright: ignore[reportArgumentType] (RQ takes a name)


def plan(work: str, job_id: str, moment: dt.datetime, *, title: str, timeout: int) -> bool:
    """Have a worker run something at a moment, once by its id; return false without a queue."""

    def put() -> None:
        queue = tk.get_job_queue()
        if job_id not in queue.scheduled_job_registry and job_id not in queue.job_ids:
            queue.enqueue_at(moment, work, job_id=job_id, description=title, job_timeout=timeout)

    return _reached(put, title)


def _reached(hand_over: Callable[[], object], title: str) -> bool:
    try:
        hand_over()
    except (RedisError, OSError) as error:
        log.warning("The queue of background jobs can't be reached (%s). Waits: %s", error, title)
        return False
    return True
