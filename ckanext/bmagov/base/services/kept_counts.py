"""Numbers that the header of every page shows to a person and cannot count: kept in Redis as last seen.

Where nothing is kept, nothing is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import redis

import ckan.plugins.toolkit as tk
from ckan.lib.redis import connect_to_redis


@dataclass(frozen=True)
class KeptCount:
    """A number of each person. It is forgotten after so many seconds."""

    name: str
    seconds: int

    def keep(self, user_id: str, count: int) -> None:
        """Keep what was counted."""
        try:
            connect_to_redis().set(self._key(user_id), count, ex=self.seconds)
        except redis.RedisError:
            return

    def kept(self, user_id: str) -> int:
        """Return what is kept for a person; 0 for nothing."""
        try:
            count = connect_to_redis().get(self._key(user_id))
        except redis.RedisError:
            return 0
        return int(count) if isinstance(count, (bytes, str)) and count.isdigit() else 0

    def forget(self, user_id: str) -> None:
        """Forget it: the person has done something about it."""
        try:
            connect_to_redis().delete(self._key(user_id))
        except redis.RedisError:
            return

    def _key(self, user_id: str) -> str:
        return f"ckan:{tk.config['ckan.site_id']}:bmagov:{self.name}:{user_id}"
