"""Long files are read by a worker: the result is that of a direct reading, and nothing is lost on the way."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from redis.exceptions import ConnectionError as RedisConnectionError

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests.factories import Sysadmin
from ckan.tests.helpers import call_action

from ckanext.bmagov.base.formats import table
from ckanext.bmagov.dictionary.validation.model import ValidationRun
from ckanext.bmagov.files import jobs
from ckanext.bmagov.files.model import DataEvent
from ckanext.bmagov.files.services import data_events, reading_work
from ckanext.bmagov.kpi.score.readers import dataset_facts
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.base.formats.test_table import xlsx_file

ROWS = "เขต,ประชากร\nพระนคร,38010\nดุสิต,71841\n"
FILES = {
    "population.csv": ROWS.encode(),
    "windows.csv": ROWS.encode("cp874"),
    "broken.csv": b"a,b\n1," + b"\xff" * 3 + b"\n",
    "zero.csv": b"a,b\n1,2\nx,y\0z\n",
    "wide.csv": b"a," * 20_000,
    "book.xlsx": xlsx_file(a=[["เขต", "คน"], ["ดุสิต", 1]], b=[["x"], ["y"]]).getvalue(),
}


@pytest.fixture
def slow(monkeypatch):
    """Every file is a long one."""
    monkeypatch.setattr(table, "is_quick", lambda *_: False)


@pytest.fixture
def dataset(clean_db, clean_index):
    return factories.Dataset(resources=[], user=Sysadmin())


@pytest.fixture
def upload(dataset, create_with_upload):
    user = Sysadmin()

    def run(data: bytes, name: str = "population.csv", **more: Any) -> dict[str, Any]:
        action = "resource_update" if "id" in more else "resource_create"
        if "id" in more:
            more = {**call_action("resource_show", id=more["id"]), **more}
        else:
            more = {"package_id": dataset["id"], "name": name, "format": name.rpartition(".")[2], **more}
        return create_with_upload(data, name, {"user": user["name"]}, action=action, **more)

    return run


def shown(resource: dict[str, Any]) -> dict[str, Any]:
    model.Session.expire_all()
    return call_action("bmagov_table_show", id=resource["id"])


def event(resource: dict[str, Any]) -> dict[str, Any]:
    return call_action("bmagov_data_event_list", resource_id=resource["id"])[0]


class TestReading:
    def test_a_worker_reads_what_would_have_been_read_at_once(self, upload, monkeypatch):
        direct = {name: upload(data, name) for name, data in FILES.items()}
        monkeypatch.setattr(table, "is_quick", lambda *_: False)
        late = {name: upload(data, f"late-{name}") for name, data in FILES.items()}
        assert {shown(resource)["state"] for resource in late.values()} == {"waiting"}
        assert jobs.read() == len(FILES)
        for name in FILES:
            assert shown(late[name]) == shown(direct[name]), name
            assert event(late[name])["rows"] == event(direct[name])["rows"], name
        assert reading_work.waiting() == []

    def test_nothing_is_claimed_of_a_file_that_waits(self, upload, slow):
        resource = upload(ROWS.encode())
        found = shown(resource)
        assert (found["state"], found["rows_read"], found["row_count"]) == ("waiting", 0, None)
        assert (found["columns"], found["rows"], found["layout"]) == ([], [], {})
        assert found["size"] == len(ROWS.encode())
        assert event(resource)["rows"] is None

    def test_what_is_no_table_is_stored_and_told(self, upload):
        wide = upload(FILES["wide.csv"])
        assert shown(wide)["columns"] == []
        assert shown(wide)["problems"][0].startswith("FILE-TOO-MANY-COLUMNS: ")
        assert event(wide)["size"] == 40_000
        zero = shown(upload(FILES["zero.csv"], "zero.csv"))
        (problem,) = zero["problems"]
        assert problem.startswith("FILE-CONTROL-CHAR: ")
        assert "3" in problem
        assert zero["columns"], "the rest of the table is kept, without that character"

    def test_progress_is_shown_on_the_way(self, upload, slow, monkeypatch):
        monkeypatch.setattr(reading_work, "BEAT", 0)
        resource = upload(ROWS.encode() + "บางรัก,3\n".encode() * 3)
        seen: list[int] = []
        read = table.line_with_zero

        def look(*args):
            seen.append(shown(resource)["rows_read"])
            return read(*args)

        monkeypatch.setattr(table, "line_with_zero", look)
        jobs.read()
        assert seen == [5]
        assert shown(resource)["rows_read"] == 5


class TestWaiting:
    def test_without_redis_the_file_waits_and_is_read_when_somebody_comes(self, upload, slow, monkeypatch):
        def away(*_args, **_kwargs):
            raise RedisConnectionError("away")

        monkeypatch.setattr(tk, "enqueue_job", away)
        resource = upload(ROWS.encode())
        assert shown(resource)["state"] == "waiting"
        assert reading_work.waiting() == [resource["id"]]
        monkeypatch.undo()
        calls: list[str] = []
        monkeypatch.setattr(tk, "enqueue_job", lambda job, *_args, **_kwargs: calls.append(job))
        shown(resource)
        shown(resource)
        assert calls == [reading_work.JOB]
        assert reading_work.work_all() == 1
        assert shown(resource)["row_count"] == 2

    def test_a_worker_is_woken_after_the_commit_and_not_before(self, upload, slow, monkeypatch):
        seen: list[list[str]] = []
        monkeypatch.setattr(reading_work, "wake", lambda: seen.append(reading_work.waiting()))
        resource = upload(ROWS.encode())
        assert seen == [[resource["id"]]]

    def test_a_worker_that_dies_leaves_the_file_to_the_next(self, upload, slow, monkeypatch):
        resource = upload(ROWS.encode())

        def die(*_args):
            raise SystemExit

        with monkeypatch.context() as patch:
            patch.setattr(data_events, "read_into", die)
            with pytest.raises(SystemExit):
                jobs.read()
        assert shown(resource)["state"] == "waiting"
        assert jobs.read() == 1
        assert shown(resource)["row_count"] == 2

    def test_a_file_that_ends_every_worker_is_given_up_and_told(self, upload, slow, monkeypatch):
        resource = upload(ROWS.encode())

        def fail(*_args):
            raise MemoryError

        with monkeypatch.context() as patch:
            patch.setattr(data_events, "read_into", fail)
            for _ in range(reading_work.ATTEMPTS):
                assert jobs.read() == 0
        assert jobs.read() == 1
        assert shown(resource)["problems"][0].startswith("FILE-READING-LOST: ")
        upload(ROWS.encode() + b"x,1\n", id=resource["id"])
        assert jobs.read() == 1
        assert shown(resource)["row_count"] == 3

    def test_two_workers_do_not_read_one_file(self, upload, slow):
        resource = upload(ROWS.encode())
        with reading_work.held(resource["id"]) as is_mine:
            assert is_mine
            assert reading_work.work_all() == 0
        assert reading_work.work_all() == 1

    def test_no_transaction_is_open_while_a_file_is_read(self, upload, slow, monkeypatch):
        upload(ROWS.encode())
        open_ones: list[int] = []
        query = sa.text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND state = 'idle in transaction'"
        )
        read = data_events.read_into

        def look(*args):
            with model.ensure_engine().connect() as connection:
                open_ones.append(connection.scalar(query))
            return read(*args)

        monkeypatch.setattr(data_events, "read_into", look)
        jobs.read()
        assert open_ones == [0]

    def test_a_newer_file_is_read_and_not_the_older(self, upload, slow, monkeypatch):
        resource = upload(ROWS.encode())
        read = data_events.read_into

        def replaced(*args):
            reading = read(*args)
            monkeypatch.setattr(data_events, "read_into", read)
            upload(ROWS.encode() + "บางรัก,3\n".encode(), id=resource["id"])
            return reading

        monkeypatch.setattr(data_events, "read_into", replaced)
        assert jobs.read() == 0
        assert shown(resource)["state"] == "waiting"
        assert jobs.read() == 1
        assert [one["rows"] for one in call_action("bmagov_data_event_list", resource_id=resource["id"])] == [
            3,
            None,
        ]

    def test_a_file_that_is_gone_is_told(self, upload, slow, monkeypatch):
        resource = upload(ROWS.encode())

        def gone(_resource):
            raise reading_work.FileGoneError(resource["id"])

        monkeypatch.setattr(reading_work, "open_file", gone)
        assert jobs.read() == 1
        assert shown(resource)["problems"][0].startswith("FILE-GONE: ")


class TestAround:
    def test_a_layout_given_by_a_person_is_read_by_the_worker_and_kept(self, upload, slow, monkeypatch):
        resource = upload(b"x;y\n1;2\n")
        jobs.read()
        found = call_action("bmagov_table_update", id=resource["id"], delimiter="comma")
        assert found["state"] == "waiting"
        upload(b"x;y\n1;3\n", id=resource["id"])
        jobs.read()
        found = shown(resource)
        assert (found["columns"], found["corrected"]) == (["x;y"], True)

    def test_a_check_waits_for_the_reading_and_then_starts_by_itself(self, upload, slow):
        resource = upload(ROWS.encode())
        columns = [{"name": "เขต", "type": "text"}, {"name": "ประชากร", "type": "integer"}]
        call_action("bmagov_dictionary_update", id=resource["id"], columns=columns)
        assert model.Session.scalar(sa.select(sa.func.count()).select_from(ValidationRun)) == 0
        jobs.read()
        (run,) = model.Session.scalars(sa.select(ValidationRun))
        assert (run.resource_id, run.reason) == (resource["id"], "data")

    def test_the_page_says_so_without_javascript(self, upload, slow, app, dataset):
        resource = upload(ROWS.encode())
        address = f"/dataset/{dataset['id']}/resource/{resource['id']}"
        assert "กำลังอ่านไฟล์" in app.get(f"/th{address}").body
        assert "Reading the file" in app.get(f"/en{address}").body
        jobs.read()
        page = app.get(f"/en{address}").body
        assert "Reading the file" not in page
        assert "พระนคร" in page

    def test_the_same_bytes_again_do_not_read_again(self, upload, slow):
        resource = upload(ROWS.encode())
        jobs.read()
        upload(ROWS.encode(), id=resource["id"])
        assert shown(resource)["state"] == "read"
        assert model.Session.scalar(sa.select(sa.func.count()).select_from(DataEvent)) == 1

    def test_the_score_does_not_count_what_is_not_read(self, upload, slow, dataset):
        upload(ROWS.encode())
        facts = dataset_facts(model.Session, [dataset["id"]], databases=[dataset["id"]])[dataset["id"]]
        assert (facts.import_known, facts.tabular, facts.dictionary_agrees) == (False, True, None)
        jobs.read()
        facts = dataset_facts(model.Session, [dataset["id"]], databases=[dataset["id"]])[dataset["id"]]
        assert (facts.import_known, facts.imported.rows) == (True, 2)
