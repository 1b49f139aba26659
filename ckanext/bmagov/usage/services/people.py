"""Who has used a dataset today, kept so that nobody can tell who it was, and thrown away with the day.

A network is mixed with a salt that Redis keeps for one day, and what comes out is remembered for as long. No
address is written anywhere; when the salt is gone, not even the site can tell whether an address was there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import logging
import secrets
from typing import TYPE_CHECKING, Any, Final

import redis

import ckan.plugins.toolkit as tk
from ckan.lib.redis import connect_to_redis

if TYPE_CHECKING:
    from collections.abc import MutableMapping

log = logging.getLogger(__name__)

MOST: Final = 50_000
"""People of one dataset and day that are told apart: 2 to 5 MB of Redis. Above it nobody more is counted."""

BYTES: Final = 8
"""Of each mixed network: two of 50,000 are alike once in ten thousand million days."""

GRACE: Final = dt.timedelta(hours=1)
"""For what was asked before midnight and is counted after it."""

_ADD: Final = """
if redis.call('SCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
local new = redis.call('SADD', KEYS[1], ARGV[1])
redis.call('EXPIREAT', KEYS[1], ARGV[3])
return new
"""

_salts: MutableMapping[str, bytes] = {}
"""The salt of today, by its key: one question to Redis a day and process."""


def is_first_today(dataset_id: str, network: str, day: dt.date, zone: dt.tzinfo) -> bool:
    """Remember that a network used a dataset on a day; tell whether it is its first time on it.

    Without Redis nobody is told apart, so nobody is counted.
    """
    ends = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone) + GRACE
    try:
        client: Any = connect_to_redis()
        mixed = hmac.digest(_salt(client, day, ends), network.encode(), hashlib.sha256)[:BYTES]
        return bool(client.eval(_ADD, 1, _key("people", day, dataset_id), mixed, MOST, int(ends.timestamp())))
    except redis.RedisError as error:
        log.warning("Redis is away: a person who uses %s is not counted (%s)", dataset_id, error)
        return False


def _salt(client: Any, day: dt.date, ends: dt.datetime) -> bytes:
    key = _key("salt", day)
    if key not in _salts:
        client.set(key, secrets.token_bytes(32), nx=True, exat=int(ends.timestamp()))
        stored = client.get(key)
        _salts.clear()
        _salts[key] = stored or secrets.token_bytes(32)
    return _salts[key]


def _key(*parts: object) -> str:
    return ":".join(["ckan", tk.config["ckan.site_id"], "bmagov:usage", *(str(part) for part in parts)])
