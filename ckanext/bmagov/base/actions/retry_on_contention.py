"""Decisions of several people at once: who waits too long for a lock, or is ended for it, tries again."""

from __future__ import annotations

import functools
import random
import time
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from ckan import model

from ckanext.bmagov.base.services.contention import forget, is_contention

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckan.types import Context, DataDict

    Action = Callable[[Context, DataDict], Any]

RETRIES: Final = 3
LOCK_TIMEOUT: Final = "5s"


def retried(action: Action) -> Action:
    """Let an action that commits wait at most so long for a lock, and do it again as a whole if it lost.

    After the last time the error goes on: the site answers 503 and says to try again (security design, F16).
    """

    @functools.wraps(action)
    def again(context: Context, data_dict: DataDict) -> Any:
        for left in reversed(range(RETRIES + 1)):
            try:
                model.Session.execute(sa.text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
                return action(context, {**data_dict})
            except OperationalError as error:
                if not left or not is_contention(error):
                    raise
                model.Session.rollback()
                forget(model.Session)
                _rewind(data_dict)
                time.sleep(random.uniform(0.05, 0.25))  # noqa: S311 - only not to meet again
        raise AssertionError("the last try returns or raises")

    return again


def _rewind(data_dict: DataDict) -> None:
    """Let uploads be read from their beginning once more: the try that lost has read them to their end."""
    for value in data_dict.values():
        stream = getattr(value, "stream", None) or getattr(value, "file", None)
        if stream is not None:
            stream.seek(0)
