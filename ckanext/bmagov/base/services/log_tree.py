"""The tree over the log of decisions, held by each process: a proof then reads two rows and no more.

A leaf is the salt of an entry with its digest. Who has neither learns nothing from the hash of it.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import sqlalchemy as sa

import ckan.plugins.toolkit as tk

from ckanext.bmagov import config
from ckanext.bmagov.base.domain.merkle import EMPTY_ROOT, MerkleTree, leaf_hash
from ckanext.bmagov.base.model.audit_log import AuditLog
from ckanext.bmagov.base.readers.log_key import read_key
from ckanext.bmagov.base.services import audit_log

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator

    from ckan.types import AlchemySession

    from ckanext.bmagov.base.domain.log_head import LogHead
    from ckanext.bmagov.base.readers.log_key import LogKey

log = logging.getLogger(__name__)

AT_ONCE = 5000


class LogGapError(Exception):
    """An entry is missing or has no digest: there is no tree over it. ``number`` is that of the first."""

    def __init__(self, number: int) -> None:
        super().__init__(f"entry {number} of the log is missing, or has no digest")
        self.number = number


def origin() -> str:
    """Return the name of this site's log: the host, with its port where that is not the usual one."""
    return urlsplit(tk.config["ckan.site_url"]).netloc.rpartition("@")[2].lower()


def key() -> LogKey | None:
    """Return the key that signs the checkpoints of this site; None without one.

    :raises LogKeyError: the file that the option names cannot be read
    """
    path = config.log_key()
    return read_key(Path(path), origin()) if path else None


def leaf_of(salt: bytes, digest: str) -> bytes | None:
    """Return the hash of the leaf of an entry; None for a digest that is none."""
    try:
        return leaf_hash(bytes(salt) + bytes.fromhex(digest))
    except ValueError:
        return None


class _Kept:
    """The tree of this process. It follows the log; a log that is another one by now is read anew."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tree = MerkleTree()

    def of(self, session: AlchemySession, size: int) -> MerkleTree:
        with self._lock:
            length = len(self._tree)
            if length and self._last_leaf(session, length) != self._tree.leaf(length - 1):
                self._tree, length = MerkleTree(), 0
            if length < size:
                grown = self._tree
                for leaf in leaves(session, after=length, until=size):
                    grown.append(leaf)
                if len(grown) < size:
                    raise LogGapError(len(grown) + 1)
            return self._tree

    @staticmethod
    def _last_leaf(session: AlchemySession, number: int) -> bytes | None:
        entry = AuditLog.__table__.c
        row = session.execute(sa.select(entry.salt, entry.digest).where(entry.number == number)).first()
        return leaf_of(row.salt, row.digest) if row else None


_kept = _Kept()


def tree(session: AlchemySession, size: int) -> MerkleTree:
    """Return the tree over so many entries or more.

    :raises LogGapError: there are not so many
    """
    return _kept.of(session, size)


def head_on(session: AlchemySession, day: dt.date) -> LogHead:
    """Return the line that is published of a day, with the root; without, where the log is not whole."""
    head = audit_log.head_on(session, day)
    try:
        return replace(head, root=tree(session, head.length).root(head.length))
    except LogGapError as error:
        log.error("The line of the log has no root: %s", error)
        return head


def leaves(
    session: AlchemySession | sa.Connection, *, after: int = 0, until: int | None = None
) -> Iterator[bytes]:
    """Return the leaves of entries in their order; they end where one is missing.

    :param after: number of the entry before the first
    :param until: number of the last; None for all
    """
    entry = AuditLog.__table__.c
    query = (
        sa.select(entry.number, entry.salt, entry.digest).where(entry.number > after).order_by(entry.number)
    )
    if until is not None:
        query = query.where(entry.number <= until)
    rows: Any = session.execute(query.execution_options(yield_per=AT_ONCE))
    for expected, row in enumerate(rows, after + 1):
        leaf = leaf_of(row.salt, row.digest)
        if row.number != expected or leaf is None:
            return
        yield leaf


def roots(session: AlchemySession | sa.Connection, sizes: Collection[int]) -> dict[int, bytes]:
    """Read the whole log, and return the root that it had at each of some sizes; none for greater ones."""
    whole, every = MerkleTree(), {0: EMPTY_ROOT}
    for leaf in leaves(session):
        whole.append(leaf)
        if len(whole) in sizes:
            every[len(whole)] = whole.root(len(whole))
    return {size: root for size, root in every.items() if size in sizes}
