"""How much waits for a person, as they last saw it: the header of every page shows it and cannot count.

It is kept for an hour in Redis, and forgotten when the person saves a dataset. Where nothing is kept nothing
is shown.
"""

from __future__ import annotations

from typing import Final

import redis

import ckan.plugins.toolkit as tk
from ckan.lib.redis import connect_to_redis

KEPT: Final = 3600
"""Seconds."""


def keep(user_id: str, count: int) -> None:
    """Keep what a person has just seen."""
    try:
        connect_to_redis().set(_key(user_id), count, ex=KEPT)
    except redis.RedisError:
        return


def kept(user_id: str) -> int:
    """Return what is kept for a person; 0 for nothing."""
    try:
        count = connect_to_redis().get(_key(user_id))
    except redis.RedisError:
        return 0
    return int(count) if isinstance(count, (bytes, str)) and count.isdigit() else 0


def forget(user_id: str) -> None:
    """Forget it: the person has done something about it."""
    try:
        connect_to_redis().delete(_key(user_id))
    except redis.RedisError:
        return


def _key(user_id: str) -> str:
    return f"ckan:{tk.config['ckan.site_id']}:bmagov:waiting:{user_id}"
