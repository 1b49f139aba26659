"""Fixtures that every room shares."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from ckan.tests.helpers import CKANTestApp


@pytest.fixture
def clean_db(reset_db: Callable[[], None], migrate_db_for: Callable[[str], None], with_plugins: None) -> None:
    """Empty core's tables and ours."""
    empty_tables(reset_db, migrate_db_for)


def empty_tables(reset_db: Callable[[], None], migrate_db_for: Callable[[str], None]) -> None:
    """Empty core's tables and ours; the plugins must be loaded.

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


@pytest.fixture
def read_in(app: CKANTestApp) -> Callable[[str], AbstractContextManager[None]]:
    """Return a context in which somebody reads a page in a language: ``with read_in("en"): ...``."""
    from flask import request

    from ckan.common import g
    from ckan.lib.i18n import handle_request

    @contextmanager
    def read(language: str) -> Iterator[None]:
        with app.flask_app.test_request_context("/", environ_overrides={"CKAN_LANG": language}):
            handle_request(request, g)
            yield

    return read
