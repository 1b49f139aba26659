"""The hostile catalog, once for all tests of this room."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest

import ckan.plugins as p
from ckan.common import config
from ckan.tests.helpers import _get_test_app

from ckanext.bmagov.tests.conftest import empty_tables
from ckanext.bmagov.tests.security.conftest import SETTINGS

from .site import Hostile, build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="package")
def hostile(
    reset_db: Callable[[], None],
    reset_index: Callable[[], None],
    reset_redis: Callable[[], int],
    migrate_db_for: Callable[[str], None],
) -> Iterator[Hostile]:
    """Return the site, running."""
    before = copy.deepcopy(config)
    config.update(SETTINGS)
    p.load_all()
    empty_tables(reset_db, migrate_db_for)
    reset_index()
    reset_redis()
    yield build(_get_test_app())
    p.unload_all()
    config.clear()
    config.update(before)


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the site's options: CKAN's test plugin puts back those of the ini before each test."""
    for name, value in SETTINGS.items():
        monkeypatch.setitem(config, name, value)
