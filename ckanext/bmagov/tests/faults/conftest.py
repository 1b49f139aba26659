"""The services of the test instance, to be taken away and brought back."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager

import pytest

from ckanext.bmagov.tests import factories


@pytest.fixture
def service():
    """Take a service away for the length of a `with`, by stopping it or by `service("solr", "pause")`."""
    program, instance = os.environ.get("BMAGOV_STACK_SERVICE"), os.environ.get("BMAGOV_STACK_INSTANCE")
    if not (program and instance):
        pytest.skip("not under stack/test: there is no service that may be stopped")

    def run(action: str, name: str) -> None:
        subprocess.run([program, action, name, "--instance", instance], check=True, timeout=120)

    @contextmanager
    def away(name: str, action: str = "stop"):
        run(action, name)
        try:
            yield
        finally:
            run({"stop": "start", "pause": "resume"}[action], name)

    return away


@pytest.fixture
def dataset(clean_db, clean_index, clean_redis):
    """A dataset of a site that was in good order."""
    return factories.Dataset()
