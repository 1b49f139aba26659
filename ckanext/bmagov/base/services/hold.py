"""Work that only one worker may do at a time, held by a lock that is gone when the worker is."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckan import model

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def held(name: str) -> Iterator[bool]:
    """Hold what has this name against other workers; false when one has it.

    The lock belongs to a connection of its own, which is in no transaction.
    """
    key = sa.func.hashtextextended(name, 0)
    with model.ensure_engine().connect() as plain:
        connection = plain.execution_options(isolation_level="AUTOCOMMIT")
        is_mine = bool(connection.scalar(sa.select(sa.func.pg_try_advisory_lock(key))))
        try:
            yield is_mine
        finally:
            if is_mine:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(key)))
