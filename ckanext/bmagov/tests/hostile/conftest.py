"""The hostile catalog, once for all tests of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ckan.common import config

from ckanext.bmagov.tests.hostile.site import Hostile, build
from ckanext.bmagov.tests.shared_site import AS_DEPLOYED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from ckan.tests.helpers import CKANTestApp


@pytest.fixture(scope="package")
def hostile(room_site: Callable[[], AbstractContextManager[CKANTestApp]]) -> Iterator[Hostile]:
    """Return the site, running."""
    with room_site() as app:
        yield build(app)


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the site's options: CKAN's test plugin puts back those of the ini before each test."""
    for name, value in AS_DEPLOYED.items():
        monkeypatch.setitem(config, name, value)
