"""Asks each service that the catalog needs whether it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pysolr
import sqlalchemy as sa
from redis import Redis, RedisError
from requests import RequestException
from sqlalchemy import exc as sa_exc

import ckan.plugins.toolkit as tk
from ckan.lib.search.common import make_connection

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 2
"""Seconds to wait for one service: the answer is wanted while a reader waits."""


def _database() -> None:
    engine = sa.create_engine(
        tk.config["sqlalchemy.url"],
        connect_args={"connect_timeout": PATIENCE},
        poolclass=sa.NullPool,
    )
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT 1"))


def _search() -> None:
    solr = make_connection()
    solr.timeout = PATIENCE
    solr.search("*:*", rows=0)


def _queue() -> None:
    timeouts = {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE}
    Redis.from_url(tk.config["ckan.redis.url"], **timeouts).ping()


PROBES: dict[str, tuple[Callable[[], None], tuple[type[Exception], ...]]] = {
    "database": (_database, (sa_exc.DBAPIError,)),
    "search": (_search, (pysolr.SolrError, RequestException)),
    "queue": (_queue, (RedisError,)),
}
"""Service -> its probe and the errors by which the probe says no."""


def services() -> dict[str, bool]:
    """Whether each service answers now: `{"database": True, "search": False, "queue": True}`."""
    return {name: answers(name) for name in PROBES}


def answers(name: str) -> bool:
    """Whether one service answers now."""
    probe, errors = PROBES[name]
    try:
        probe()
    except errors:
        return False
    return True
