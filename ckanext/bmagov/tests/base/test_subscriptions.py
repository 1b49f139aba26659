"""The lists of what a save sets off name what is there."""

from __future__ import annotations

import pytest

from ckanext.bmagov.base import events
from ckanext.bmagov.base.domain.order import Ordered
from ckanext.bmagov.subscriptions import INDEX_STEPS, SUBSCRIBERS

NAMES = sorted({name for listed in (INDEX_STEPS, *SUBSCRIBERS.values()) for name in listed.names})


@pytest.mark.parametrize("name", NAMES)
def test_a_subscriber_is_there(name: str):
    assert callable(events.function_of(name))


def test_the_log_is_locked_last():
    listed = SUBSCRIBERS["committing"]
    with pytest.raises(ValueError, match="it locks the log"):
        Ordered(tuple(reversed(listed.names)), listed.before)
