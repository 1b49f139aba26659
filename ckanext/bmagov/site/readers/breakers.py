"""Solr and Redis under a breaker: after one time limit, pages say at once that a service does not answer.

CKAN has no place to put this: it makes a client of Solr for each question, and a pool for Redis that waits as
long as the library likes (docs/upstream.md).
"""

from __future__ import annotations

import functools
import logging
import time
from typing import TYPE_CHECKING, Any, Final

import pysolr
import redis
import requests
from redis.backoff import NoBackoff
from redis.retry import Retry

from ckan.lib import redis as core_redis

from ckanext.bmagov.site.domain.breaker import Breaker

if TYPE_CHECKING:
    from ckan.common import CKANConfig

log = logging.getLogger(__name__)

PAUSE: Final = 5.0
"""Seconds in which nobody asks a service that was silent: short for who waits for its return."""

PATIENCE: Final = 2
"""Seconds to wait for Redis, and for Solr to answer a question that costs it nothing."""

SEARCH: Final = Breaker(PAUSE)
QUEUE: Final = Breaker(PAUSE)

SILENT: Final = "Redis did not answer a moment ago and is not asked yet"

clock = time.monotonic

_send: Final = pysolr.Solr._send_request


def install(config: CKANConfig) -> None:
    """Put the breakers between CKAN and its services. Safe to do again."""
    pysolr.Solr._send_request = send_to_solr  # pyright: ignore[reportAttributeAccessIssue] (names of parameters)
    core_redis._connection_pool = redis_pool(str(config["ckan.redis.url"]))


@functools.wraps(_send)
def send_to_solr(solr: pysolr.Solr, *given: Any, **more: Any) -> Any:
    """Ask Solr, unless it was silent a moment ago.

    A question that takes long is no reason to keep all others away: Solr is silent when a question that costs
    nothing stays without answer, too.

    :raises pysolr.SolrError: as if it had been asked
    """
    if not SEARCH.admit(clock()):
        raise pysolr.SolrError(f"Connection to server {solr.url!r} not tried: it was silent a moment ago")
    try:
        response = _send(solr, *given, **more)
    except pysolr.SolrError as error:
        if isinstance(error.__context__, requests.Timeout) and not _answers(solr):
            log.warning("Solr does not answer: not asked for %s s", PAUSE)
            SEARCH.note_silence(clock())
        else:
            SEARCH.note_response()
        raise
    SEARCH.note_response()
    return response


def _answers(solr: pysolr.Solr) -> bool:
    brief = pysolr.Solr(solr.url, timeout=min(PATIENCE, solr.timeout))
    brief.auth = solr.auth
    try:
        _send(brief, "get", "select/?q=*:*&rows=0&wt=json")
    except pysolr.SolrError as error:
        return not isinstance(error.__context__, requests.Timeout)
    return True


def redis_pool(url: str) -> redis.ConnectionPool:
    """Return connections to Redis that wait `PATIENCE` seconds, once, and none after one that waited in vain.

    What the address itself says (`?socket_timeout=1`) counts more.
    """
    pool = redis.ConnectionPool.from_url(
        url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=Retry(NoBackoff(), 1)
    )
    pool.connection_class = type("GuardedConnection", (_Guarded, pool.connection_class), {})
    return pool


class _Guarded:
    """What a connection to Redis does under its breaker: being made, sending, and reading an answer."""

    _trying = False

    def connect(self) -> None:
        """Connect, unless Redis was silent a moment ago, or the connection is there."""
        connection: Any = super()
        if self.is_connected:  # pyright: ignore[reportAttributeAccessIssue] (mixed into a connection)
            connection.connect()
            return
        if not QUEUE.admit(clock()):
            raise redis.ConnectionError(SILENT)
        self._trying = True  # what introduces the connection is part of the one try
        try:
            connection.connect()
        except redis.TimeoutError:
            _note_silence()
            raise
        finally:
            self._trying = False

    def send_packed_command(self, *given: Any, **more: Any) -> None:
        """Send a command, unless Redis was silent a moment ago on another connection."""
        if not self._trying and not QUEUE.admit(clock()):
            raise redis.ConnectionError(SILENT)
        connection: Any = super()
        connection.send_packed_command(*given, **more)

    def read_response(self, *given: Any, **more: Any) -> Any:
        """Read an answer."""
        connection: Any = super()
        try:
            response = connection.read_response(*given, **more)
        except redis.TimeoutError:
            _note_silence()
            raise
        QUEUE.note_response()
        return response


def _note_silence() -> None:
    log.warning("Redis does not answer: not asked for %s s", PAUSE)
    QUEUE.note_silence(clock())
