"""A worker finds what was queued before the modules moved."""

from __future__ import annotations

from importlib import import_module

import pytest

from ckanext.bmagov.base.moved_jobs import MOVED, keep_old_names

QUEUED = (
    "jobs.content.read",
    "jobs.score.changed",
    "jobs.score.nightly",
    "jobs.validation.work",
    "services.account.letters.many_guesses",
    "services.account.letters.reset",
    "services.index.mend",
    "services.mail.send",
)
"""What the release before queued: modules and functions below the package."""


@pytest.mark.parametrize("job", QUEUED)
def test_a_job_is_found_by_its_old_name(job: str):
    keep_old_names()
    module, _, name = job.rpartition(".")
    function = getattr(import_module(f"ckanext.bmagov.{module}"), name)
    assert callable(function)
    assert function.__module__ == f"ckanext.bmagov.{MOVED[module]}"
