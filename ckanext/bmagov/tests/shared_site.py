"""The site of the tests: loaded plugins and a built application, kept while the options stay the same.

CKAN's own fixtures load every plugin before a test, once more for `app`, and unload them after it. That was
most of the time of a run. A test still finds what it would find in a process of its own: the options are
those of CKAN's snapshot and of its marks, and one that loads plugins itself, or changes options before it
asks for `app`, gets a site of its own.
"""

from __future__ import annotations

import copy
import functools
import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ckan.tests.helpers import CKANTestApp

CHEAP_ROUNDS = 1
"""Of hashing a password. Every user of every test has one, and none of them needs to withstand a thief."""
AS_DEPLOYED = {
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


class SharedSite:
    """What is loaded now, and the options it was loaded with."""

    def __init__(self) -> None:
        self._engine: Any = None
        """Loading and unloading plugins replaces the engine: as long as it is the same, nobody did."""
        self._options_before: dict[str, Any] = {}
        self._options: dict[str, Any] = {}
        self._app: CKANTestApp | None = None
        self._is_settled = False
        self._app_options: dict[str, Any] = {}
        self._flask_options: dict[str, Any] = {}

    def load(self) -> None:
        """Have the plugins loaded that the options of the test name."""
        from ckan import plugins
        from ckan.common import config

        if self._is_loaded and dict(config) == self._options_before:
            _replace(config, self._options)
            _refresh()
            return
        self._options_before = dict(config)
        spare()
        plugins.load_all()
        self._options = dict(config)
        self._app = None
        self._remember()

    def app(self, make_app: Callable[[], CKANTestApp]) -> CKANTestApp:
        """Return a client, without cookies, of the application."""
        from ckan.common import config
        from ckan.lib import app_globals
        from ckan.tests.helpers import CKANTestApp

        if not (self._is_loaded and dict(config) == self._options):
            return make_app()
        if self._app is None:
            self._app = make_app()
            if not self._is_settled:
                leave_out_of_collections()
                self._is_settled = True
            self._app_options = dict(config)
            self._flask_options = dict(self._app.flask_app.config)
            self._remember()
            return self._app
        _replace(config, self._app_options)
        _replace(self._app.flask_app.config, self._flask_options)
        app_globals.reset()
        _refresh()
        return CKANTestApp(self._app.app)

    def unload(self) -> None:
        """Leave no plugin loaded, for a test that asks for none."""
        if self._engine is None:
            return
        from ckan import plugins

        plugins.unload_all()
        self._engine = self._app = None

    @property
    def _is_loaded(self) -> bool:
        from ckan import model

        return self._engine is not None and self._engine is model.meta.engine

    def _remember(self) -> None:
        from ckan import model

        self._engine = model.meta.engine


@contextmanager
def site_of_a_room(empty: Callable[[], None]) -> Iterator[CKANTestApp]:
    """Run an empty site with the options of a deployed one, for all tests of a room.

    Its many requests are spared what has nothing to do with what is asked: whether the database is there,
    whether somebody changed the options, when the files of an asset were written, a new connection to Solr,
    and to write and commit when a token was used.
    """
    from webassets.bundle import Bundle

    from ckan import model, plugins
    from ckan.common import config
    from ckan.lib.app_globals import app_globals
    from ckan.lib.search import query
    from ckan.tests.helpers import _get_test_app

    before = copy.deepcopy(config)
    config.update(AS_DEPLOYED)
    config["sqlalchemy.pool_pre_ping"] = False
    spare()
    plugins.load_all()
    empty()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model.ApiToken, "touch", lambda *_: None)
        patch.setattr(type(app_globals), "_check_uptodate", lambda _: None)
        patch.setattr(Bundle, "urls", functools.cache(Bundle.urls))
        patch.setattr(query, "make_connection", functools.cache(query.make_connection))
        app = _get_test_app()
        leave_out_of_collections()
        yield app
    plugins.unload_all()
    _replace(config, before)


def leave_out_of_collections() -> None:
    """Leave all that is there out of each look for garbage: that was a sixth of the time of a run."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def spare() -> None:
    """Spare all tests what takes time and is not what they ask about."""
    import pysolr
    from passlib.hash import pbkdf2_sha512

    from ckanext.bmagov.tests.commits import show

    pbkdf2_sha512.default_rounds = CHEAP_ROUNDS
    pysolr.Solr._update = show


def _replace(options: Any, by: dict[str, Any]) -> None:
    options.clear()
    options.update(by)


def _refresh() -> None:
    """Do the part of loading that depends on what the test before has left: an empty storage, a site user."""
    import sqlalchemy as sa

    from ckan import model
    from ckan.lib import files
    from ckan.plugins import toolkit as tk

    files.storages.reset()
    files.storages.collect()
    assert model.meta.engine
    if sa.inspect(model.meta.engine).has_table("user"):
        tk.get_action("get_site_user")({"ignore_auth": True}, {})
    model.Session.remove()
