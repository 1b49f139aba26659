"""The cast, the site and its plugins, once for all tests of this room: for each they would take minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ckan.common import config
from ckan.lib import search

from ckanext.bmagov.tests.security.city import City, build
from ckanext.bmagov.tests.security.surface import Administration, Changes
from ckanext.bmagov.tests.shared_site import AS_DEPLOYED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from ckan.tests.helpers import CKANTestApp


@pytest.fixture(scope="package")
def city(room_site: Callable[[], AbstractContextManager[CKANTestApp]]) -> Iterator[City]:
    """Return the cast and its datasets on a running site; tests that change them leave them as they were."""
    with room_site() as app:
        yield _built(app)


def _built(app: CKANTestApp) -> City:
    """Commit the index once, not after each of some hundred saves: that would be half of the time."""
    config["ckan.search.solr_commit"] = False
    made = build(app)
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
        for name, value in AS_DEPLOYED.items():
            monkeypatch.setitem(config, name, value)
