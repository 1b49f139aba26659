"""Fixtures that every room shares."""

from __future__ import annotations

import gc
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from sqlalchemy.orm import close_all_sessions

from ckanext.bmagov.tests import tally
from ckanext.bmagov.tests.shared_site import SharedSite, leave_out_of_collections, site_of_a_room

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from ckan.tests.helpers import CKANTestApp


SITE = SharedSite()
LONGEST_NAME = 80
NEW_OBJECTS = 10_000
"""After so many more Python looks for garbage: its 700 are for a process that has little memory."""


def pytest_configure(config: pytest.Config) -> None:
    """Tell the figures of the run at its end; let examples take as long as a busy machine needs."""
    gc.set_threshold(NEW_OBJECTS)
    config.pluginmanager.register(tally)
    settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("patient")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a test after the argument, not the value, where the value is a file: its bytes hold the time."""
    return argname if isinstance(val, (str, bytes)) and len(val) > LONGEST_NAME else None


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Look for garbage among what the tests make, not among the tests."""
    leave_out_of_collections()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Function) -> None:
    """Undo what earlier tests left: loggers that a command turned off, plugins where none are asked for."""
    for name, logger in logging.Logger.manager.loggerDict.items():
        if name.startswith("ckanext.bmagov") and isinstance(logger, logging.Logger):
            logger.disabled = False
    if "with_plugins" not in item.fixturenames and not item.get_closest_marker("with_plugins"):
        SITE.unload()


@pytest.fixture
def with_plugins(
    request: pytest.FixtureRequest, ckan_config: Any, provide_plugin: Callable[..., None]
) -> Iterator[None]:
    """Have the plugins of the option `ckan.plugins` loaded.

    They stay loaded for the next test that has the same options. A test that brings plugins of its own gets
    CKAN's fixture.
    """
    marks = [mark for name in ("with_plugins", "provide_plugin") for mark in request.node.iter_markers(name)]
    if any(mark.args for mark in marks):
        request.getfixturevalue("with_plugins")
        yield
        return
    from ckan import model

    SITE.load()
    yield
    model.Session.remove()


@pytest.fixture
def app(make_app: Callable[[], CKANTestApp], with_plugins: None) -> CKANTestApp:
    """Return a client of the site, with no cookies."""
    return SITE.app(make_app)


@pytest.fixture
def clean_db(reset_db: Callable[[], None], migrate_db_for: Callable[[str], None], with_plugins: None) -> None:
    """Empty core's tables and ours."""
    empty_tables(reset_db, migrate_db_for)


@pytest.fixture(scope="session")
def room_site(
    reset_db: Callable[[], None],
    reset_index: Callable[[], None],
    reset_redis: Callable[[], int],
    migrate_db_for: Callable[[str], None],
) -> Callable[[], AbstractContextManager[CKANTestApp]]:
    """Return a site that the tests of a room share: ``with room_site() as app: ...``."""

    def empty() -> None:
        empty_tables(reset_db, migrate_db_for)
        reset_index()
        reset_redis()

    return lambda: site_of_a_room(empty)


def empty_tables(reset_db: Callable[[], None], migrate_db_for: Callable[[str], None]) -> None:
    """Empty core's tables and ours; the plugins must be loaded.

    CKAN's own fixture drops every table once in a session and only deletes rows afterwards, so ours are
    migrated when they are missing and not before each test.
    """
    from ckan import model

    if model.repo.tables_created_and_initialised:
        _delete_rows()
    else:
        reset_db()
    tables = sa.inspect(model.ensure_engine())
    for plugin in ("activity", "bmagov"):
        if not tables.has_table(f"{plugin}_alembic_version"):
            migrate_db_for(plugin)


def _delete_rows() -> None:
    """Do what CKAN's `delete_all` does, but ask once which tables hold rows: few do after one test.

    What keeps the logs and the rows that they cover from being deleted unseen is switched off for as long as
    it takes.
    """
    from ckan import model

    from ckanext.bmagov.base.services.audit_log import LOGS
    from ckanext.bmagov.kept_tables import COVERED

    close_all_sessions()
    kept = {log.__tablename__ for log in LOGS.values()} | COVERED.keys()
    with model.ensure_engine().begin() as connection:
        there = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
        names = [table.name for table in reversed(model.repo.metadata.sorted_tables) if table.name in there]
        held = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (TABLE \"{name}\")" for name in names)
        full = set(connection.scalars(sa.text(held)))
        for name in names:
            if name in full & kept:
                connection.execute(sa.text(f"ALTER TABLE {name} DISABLE TRIGGER USER"))
            if name in full:
                connection.execute(sa.text(f'DELETE FROM "{name}"'))
            if name in full & kept:
                connection.execute(sa.text(f"ALTER TABLE {name} ENABLE TRIGGER USER"))


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
