"""The cast, the site and its plugins, once for each module: made for each test they would take minutes."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest

import ckan.plugins as p
from ckan.common import config
from ckan.tests.helpers import _get_test_app

from ckanext.bmagov.tests.conftest import empty_tables

from .city import City, build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="module")
def settings() -> dict[str, object]:
    """Return the options of the module's site that differ from the tests' own; a module may override it."""
    return {}


@pytest.fixture(scope="module")
def city(
    settings: dict[str, object],
    reset_db: Callable[[], None],
    reset_index: Callable[[], None],
    migrate_db_for: Callable[[str], None],
) -> Iterator[City]:
    """Return the cast and its datasets on a running site; tests that change them leave them as they were."""
    before = copy.deepcopy(config)
    config.update(settings)
    p.load_all()
    empty_tables(reset_db, migrate_db_for)
    reset_index()
    yield build(_get_test_app())
    p.unload_all()
    config.clear()
    config.update(before)
