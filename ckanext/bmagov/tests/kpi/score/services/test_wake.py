"""A worker is told of scores that wait; without Redis they still wait, and nothing else fails."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from redis.exceptions import ConnectionError as RedisConnectionError
from rq import Worker

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.files.model import DataEvent
from ckanext.bmagov.kpi.score import jobs
from ckanext.bmagov.kpi.score.model import Scorecard
from ckanext.bmagov.kpi.score.services import score_changes, wake
from ckanext.bmagov.tests import factories


@pytest.fixture
def queue(clean_queues):
    found = tk.get_job_queue()
    for job_id in found.scheduled_job_registry.get_job_ids():
        found.scheduled_job_registry.remove(job_id)
    return found


@pytest.mark.usefixtures("with_plugins")
class TestWake:
    def test_a_burst_of_saves_is_scored_once(self, queue):
        assert wake.soon()
        assert wake.soon()
        assert queue.scheduled_job_registry.get_job_ids() == ["bmagov-score-changed"]

    def test_the_next_night_is_planned_once(self, queue):
        assert wake.plan_night()
        assert wake.plan_night()
        (job_id,) = queue.scheduled_job_registry.get_job_ids()
        planned = queue.scheduled_job_registry.get_scheduled_time(job_id)
        assert planned.astimezone(dt.timezone(dt.timedelta(hours=7))).time() == dt.time(2, 30)

    def test_what_a_redis_that_lost_everything_forgot_is_planned_anew(self, queue, agency, monkeypatch):
        """F7: what waits stands in PostgreSQL; the next save wakes a worker, who plans the night again."""
        monkeypatch.setattr(jobs, "today", lambda: dt.date(2026, 12, 1))
        score_changes.note_agencies(model.Session, [agency])
        model.Session.commit()
        wake.soon()
        wake.plan_night()
        for job_id in queue.scheduled_job_registry.get_job_ids():
            queue.scheduled_job_registry.remove(job_id)
        assert score_changes.changed_ids(model.Session) == {agency}
        wake.soon()
        assert queue.scheduled_job_registry.get_job_ids() == ["bmagov-score-changed"]
        jobs.changed()
        assert model.Session.scalars(sa.select(Scorecard.agency_id)).all() == [agency]
        assert any("night" in job_id for job_id in queue.scheduled_job_registry.get_job_ids())

    def test_the_other_workers_are_asked_to_share_a_run_once_each(self, queue, rules):
        workers = [Worker(queue, name=f"{number}", connection=queue.connection) for number in range(3)]
        for worker in workers:
            worker.register_birth()
        try:
            assert wake.call_help(rules, 80) == 2
            assert wake.call_help(rules, 80) == 2
            assert wake.call_help(rules, 1) == 0
        finally:
            for worker in workers:
                worker.register_death()
        assert [job.func_name for job in queue.jobs] == [wake.HELP] * 2
        assert {job.args for job in queue.jobs} == {(rules.kpi, rules.fiscal_year)}

    def test_a_site_with_one_worker_asks_nobody(self, queue, rules):
        assert wake.call_help(rules, 80) == 0
        assert queue.job_ids == []

    def test_a_stopped_redis_is_survived(self, monkeypatch, rules):
        def away(*args, **more):
            raise RedisConnectionError

        monkeypatch.setattr(tk, "get_job_queue", away)
        assert not wake.soon()
        assert wake.call_help(rules, 80) == 0


class TestJobs:
    def test_what_changed_is_scored_and_then_waits_no_more(self, agency, monkeypatch):
        monkeypatch.setattr(jobs, "today", lambda: dt.date(2026, 12, 1))
        score_changes.note_agencies(model.Session, [agency])
        model.Session.commit()
        jobs.changed()
        assert model.Session.scalars(sa.select(Scorecard.agency_id)).all() == [agency]
        assert score_changes.changed_ids(model.Session) == set()


def test_names_of_jobs_are_those_of_functions():
    for name in (wake.CHANGED, wake.NIGHTLY, wake.HELP):
        assert callable(getattr(jobs, name.rpartition(".")[2]))


class TestRowsWritten:
    def write(self, resource_id, **more):
        context = {"user": core.Sysadmin()["name"]}
        call_action(
            "datastore_create", context, resource_id=resource_id, force=True, records=[{"ก": "1"}], **more
        )

    def events(self):
        model.Session.expire_all()
        return list(model.Session.scalars(sa.select(DataEvent)))

    def test_rows_of_a_table_are_new_data_once_a_day(self, agency):
        dataset = factories.Dataset(owner_org=agency)
        resource = dataset["resources"][0]["id"]
        self.write(resource)
        self.write(resource)
        (event,) = self.events()
        assert (event.change, event.sha256, event.package_id) == ("new_data", "", dataset["id"])
        assert score_changes.changed_ids(model.Session) == {agency}
