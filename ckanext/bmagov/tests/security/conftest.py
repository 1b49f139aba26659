"""The cast, the site and its plugins, once for all tests of this room: made for each they would take minutes."""

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


SETTINGS = {"ckan.auth.user_create_groups": False, "ckan.auth.user_create_organizations": False}
"""As every site of ours has it (see `docs/deploy.md`)."""


@pytest.fixture(scope="package")
def city(
    reset_db: Callable[[], None],
    reset_index: Callable[[], None],
    migrate_db_for: Callable[[str], None],
) -> Iterator[City]:
    """Return the cast and its datasets on a running site; tests that change them leave them as they were."""
    before = copy.deepcopy(config)
    config.update(SETTINGS)
    p.load_all()
    empty_tables(reset_db, migrate_db_for)
    reset_index()
    yield build(_get_test_app())
    p.unload_all()
    config.clear()
    config.update(before)
