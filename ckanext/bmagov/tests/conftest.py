"""Fixtures that every room shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def clean_db(reset_db: Callable[[], None], migrate_db_for: Callable[[str], None], with_plugins: None) -> None:
    """Empty core's tables and ours.

    CKAN's own fixture drops every table once in a session and only deletes rows afterwards, so ours are
    migrated when they are missing and not before each test.
    """
    from ckan import model

    reset_db()
    assert model.meta.engine
    tables = sa.inspect(model.meta.engine)
    for plugin in ("activity", "bmagov"):
        if not tables.has_table(f"{plugin}_alembic_version"):
            migrate_db_for(plugin)
