"""Work is handed to job workers once, and a queue that is away is told without an error."""

from __future__ import annotations

import datetime as dt

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError, TimeoutError as RedisTimeoutError

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.services import background

JOB = "ckanext.bmagov.base.services.background.start"
TOMORROW = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)
MINUTE = 60


@pytest.fixture
def jobs():
    """The queue of the site, empty before and after."""
    queue = tk.get_job_queue()
    queue.empty()
    yield queue
    queue.empty()


@pytest.mark.usefixtures("with_plugins")
class TestWithAQueue:
    def test_work_is_queued_by_name_with_its_arguments_and_time(self, jobs):
        assert background.start(JOB, "a", ["b"], title="Try it", timeout=MINUTE)
        [job] = jobs.jobs
        assert (job.func_name, job.args, job.timeout) == (JOB, ["a", ["b"]], MINUTE)
        assert job.meta["title"] == "Try it"

    def test_what_is_planned_twice_is_planned_once(self, jobs):
        plans = [background.plan(JOB, "bmagov-try", TOMORROW, title="Try it", timeout=MINUTE) for _ in "ab"]
        try:
            assert plans == [True, True]
            assert jobs.scheduled_job_registry.get_job_ids().count("bmagov-try") == 1
        finally:
            jobs.scheduled_job_registry.remove("bmagov-try", delete_job=True)


@pytest.mark.parametrize("fault", [RedisConnectionError, RedisTimeoutError, ConnectionError, TimeoutError])
def test_a_queue_that_is_away_is_told_and_named(fault, monkeypatch, caplog):
    def away(*_, **__):
        raise fault

    monkeypatch.setattr(tk, "enqueue_job", away)
    monkeypatch.setattr(tk, "get_job_queue", away)
    assert not background.start(JOB, "secret", title="Try it")
    assert not background.plan(JOB, "bmagov-try", TOMORROW, title="Plan it", timeout=MINUTE)
    assert "Try it" in caplog.text
    assert "Plan it" in caplog.text
    assert "secret" not in caplog.text
