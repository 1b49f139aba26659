"""The services of the test instance, to be taken away and brought back."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager

import pysolr
import pytest

from ckanext.bmagov.site.readers import breakers
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.commits import WRITE


@pytest.fixture(autouse=True)
def _written(with_plugins, monkeypatch):
    """Have what is committed to Solr on its disk, as on a site."""
    monkeypatch.setattr(pysolr.Solr, "_update", WRITE)


@pytest.fixture(autouse=True)
def _asked_again():
    """Let no test wait for a service that was silent in the one before."""
    yield
    breakers.SEARCH.note_response()
    breakers.QUEUE.note_response()


@pytest.fixture
def service():
    """Take a service away for a `with`: stopped, or as in `service("solr", "pause")`, or "kill"."""
    program, instance = os.environ.get("BMAGOV_STACK_SERVICE"), os.environ.get("BMAGOV_STACK_INSTANCE")
    if not (program and instance):
        pytest.skip("not under stack/test: there is no service that may be stopped")

    def run(action: str, name: str, *more: str) -> None:
        command = [program, action, name, "--instance", instance, *more]
        subprocess.run(command, check=True, timeout=1800)

    @contextmanager
    def away(name: str, action: str = "stop"):
        if action == "kill":
            run("stop", name, "--kill")
        else:
            run(action, name)
        try:
            yield
        finally:
            run({"stop": "start", "kill": "start", "pause": "resume"}[action], name)

    return away


@pytest.fixture
def dataset(clean_db, clean_index, clean_redis):
    """A dataset of a site that was in good order."""
    return factories.Dataset()
