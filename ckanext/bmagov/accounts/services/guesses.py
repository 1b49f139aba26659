"""Attempts at doors, counted in Redis; in this process alone while Redis is away.

Stored are a count and a time under a digest, never what was typed.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import math
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

import ckan.plugins.toolkit as tk

from ckanext.bmagov import config
from ckanext.bmagov.accounts.domain.guessing import Door, Settings, Tally, Who, attempt, limit, refund
from ckanext.bmagov.base.readers.clock import now

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ckanext.bmagov.accounts.domain.guessing import Limit

log = logging.getLogger(__name__)

SECONDS = 2
"""A Redis that hangs must not hold up a login longer."""

MOST_LOCAL = 10_000
"""Tallies that a process keeps while Redis is away; the oldest go first."""

Key = tuple[Door, Who, str]

_local: OrderedDict[str, Tally] = OrderedDict()
_lock = threading.Lock()
_clients: dict[str, redis.Redis] = {}


def count(door: Door, by: Mapping[Who, str]) -> int:
    """Count an attempt and return 0, or return the seconds to wait, with nothing counted.

    :param by: what it is counted by: a name as it was typed, an address, the mark of a known browser
    """
    return _change(_keys(door, by), lambda tallies: attempt(tallies, now().timestamp()))


def succeeded(door: Door, by: Mapping[Who, str]) -> int:
    """Take the last attempt back and forget the failures of the account; return how many there were.

    Those of an address stay: with an account of one's own one could otherwise wipe them out between guesses.
    """
    failures = 0

    def taken_back(tallies: Sequence[tuple[Limit, Tally]]) -> tuple[int, tuple[Tally, ...]]:
        nonlocal failures
        after = []
        for (_, who, _value), (_, tally) in zip(keys, tallies, strict=True):
            back = refund(tally)
            failures = max(failures, back.count if who is Who.ACCOUNT else 0)
            after.append(back if who is Who.ADDRESS else Tally())
        return 0, tuple(after)

    keys = _keys(door, by)
    _change(keys, taken_back)
    return failures


def wait(door: Door, by: Mapping[Who, str]) -> int:
    """Return the seconds to wait before the next attempt is looked at; counts nothing."""
    names = [_name(key) for key in _keys(door, by)]
    try:
        stored: Any = _redis().mget(names)
        tallies = [_read(raw) for raw in stored]
    except redis.RedisError:
        with _lock:
            tallies = [_local.get(name, Tally()) for name in names]
    left = max((tally.until for tally in tallies), default=0) - now().timestamp()
    return max(0, math.ceil(left))


def is_new(door: Door, value: str) -> bool:
    """Tell whether something wrong was not yet tried in the last hour: the same again is no new guess."""
    key = _name((door, Who.ACCOUNT, f"tried:{value}"))
    try:
        return bool(_redis().set(key, "1", ex=3600, nx=True))
    except redis.RedisError:
        with _lock:
            return _local.setdefault(key, Tally(1)).count == 1


def trace(value: str) -> str:
    """Return a short mark by which lines of the log about the same value can be told to belong together."""
    return _digest(value)[:8]


def mark(value: str) -> str:
    """Return a digest of a value with the site's key, for cookies."""
    return _digest(value)[:32]


def _keys(door: Door, by: Mapping[Who, str]) -> list[Key]:
    return [(door, who, value.strip().casefold()) for who, value in by.items()]


def _change(keys: list[Key], change: Any) -> int:
    settings = Settings(config.guesses_account(), config.guesses_address(), config.guesses_longest_wait())
    limits = [limit(door, who, settings) for door, who, _ in keys]
    names = [_name(key) for key in keys]
    try:
        return _in_redis(names, limits, change)
    except redis.RedisError as error:
        log.warning("Guesses are counted in each process alone, for Redis does not answer: %s", error)
        return _in_process(names, limits, change)


def _in_redis(names: list[str], limits: list[Limit], change: Any) -> int:
    """Read, decide and write as one: attempts at the same moment wait for one another and start anew."""
    result = 0

    def work(pipe: Any) -> None:
        nonlocal result
        before = [_read(pipe.get(name)) for name in names]
        result, after = change(list(zip(limits, before, strict=True)))
        pipe.multi()
        for name, rule, old, new in zip(names, limits, before, after, strict=True):
            if new == old:
                continue
            if new == Tally():
                pipe.delete(name)
            else:
                pipe.set(name, f"{new.count} {new.until}", ex=rule.keep + rule.longest)

    client: Any = _redis()
    client.transaction(work, *names)
    return result


def _in_process(names: list[str], limits: list[Limit], change: Any) -> int:
    with _lock:
        before = [_local.get(name, Tally()) for name in names]
        result, after = change(list(zip(limits, before, strict=True)))
        for name, tally in zip(names, after, strict=True):
            _local[name] = tally
            _local.move_to_end(name)
        while len(_local) > MOST_LOCAL:
            _local.popitem(last=False)
        return result


def _read(raw: bytes | None) -> Tally:
    try:
        count, until = (raw or b"").split()
        return Tally(int(count), float(until))
    except ValueError:
        return Tally()


def _name(key: Key) -> str:
    door, who, value = key
    return f"bmagov:{tk.config.get('ckan.site_id')}:guess:{door}:{who}:{_digest(value)}"


def _digest(value: str) -> str:
    secret = str(tk.config.get("SECRET_KEY") or "").encode()
    return hmac.new(secret, value.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _redis() -> redis.Redis:
    """Return a client of our own: CKAN's waits for ever, and tries again while somebody waits."""
    url = str(tk.config["ckan.redis.url"])
    if url not in _clients:
        _clients[url] = redis.Redis.from_url(
            url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS, retry=Retry(NoBackoff(), 0)
        )
    return _clients[url]
