"""The cast, the site and its plugins, once for all tests of this room: for each they would take minutes."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest

import ckan.plugins as p
from ckan import model
from ckan.common import config
from ckan.lib import search
from ckan.tests.helpers import _get_test_app

from ckanext.bmagov.tests.conftest import empty_tables

from .city import City, build
from .surface import Administration, Changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


SETTINGS = {
    f"ckan.auth.{name}": False
    for name in (
        "create_user_via_web",
        "user_create_groups",
        "user_create_organizations",
        "allow_dataset_collaborators",
        "public_user_details",
    )
}
"""As every site of ours has it (see `docs/deploy.md`)."""


@pytest.fixture(scope="package")
def city(
    reset_db: Callable[[], None],
    reset_index: Callable[[], None],
    reset_redis: Callable[[], int],
    migrate_db_for: Callable[[str], None],
) -> Iterator[City]:
    """Return the cast and its datasets on a running site; tests that change them leave them as they were."""
    before = copy.deepcopy(config)
    config.update(SETTINGS)
    p.load_all()
    empty_tables(reset_db, migrate_db_for)
    reset_index()
    reset_redis()
    with pytest.MonkeyPatch.context() as patch:
        # Every request would write, commit and forget all that the session has read: a third of its time.
        patch.setattr(model.ApiToken, "touch", lambda *_: None)
        yield _built()
    p.unload_all()
    config.clear()
    config.update(before)


def _built() -> City:
    """Commit the index once, not after each of some hundred saves: that would be half of the time."""
    config["ckan.search.solr_commit"] = False
    made = build(_get_test_app())
    config["ckan.search.solr_commit"] = True
    search.commit()
    return made


@pytest.fixture(autouse=True)
def _settings(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the site's options: CKAN's test plugin puts back those of the ini before each test."""
    if "city" in request.fixturenames:
        city = request.getfixturevalue("city")
        if not (request.cls and issubclass(request.cls, (Administration, Changes))):
            city.forget()
        for name, value in SETTINGS.items():
            monkeypatch.setitem(config, name, value)
