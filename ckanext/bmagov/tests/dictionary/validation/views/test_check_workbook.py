"""Workbooks of long data are prepared by a worker: the same cells, the same readers, and nothing is left."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from python_calamine import load_workbook
from redis.exceptions import ConnectionError as RedisConnectionError

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.base.formats import table
from ckanext.bmagov.base.model.audit_log import ReadLog
from ckanext.bmagov.dictionary.validation import jobs
from ckanext.bmagov.dictionary.validation.model import ValidationRun
from ckanext.bmagov.dictionary.validation.readers import excerpt_store
from ckanext.bmagov.dictionary.validation.services import excerpt, validation, work
from ckanext.bmagov.kpi.score import jobs as score
from ckanext.bmagov.tests.base.formats.test_table import xlsx_file
from ckanext.bmagov.tests.dictionary.validation.actions.test_validation import silent
from ckanext.bmagov.tests.dictionary.views.test_files import COLUMNS, DATA, Cast

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index", "clean_redis")

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def cast(app, create_with_upload) -> Cast:
    return Cast(app, create_with_upload)


@pytest.fixture
def slow(monkeypatch):
    """Whatever is read takes long."""
    monkeypatch.setattr(table, "is_quick", lambda *_: False)
    monkeypatch.setattr(excerpt, "QUICK_ROWS", -1)


@pytest.fixture
def waiting(cast, slow) -> Cast:
    """A long file that was checked; its workbook is yet to be made."""
    call_action("bmagov_dictionary_update", id=cast.file, columns=COLUMNS)
    assert work.work_next()
    return cast


def parts(content: bytes) -> dict[str, bytes]:
    """The parts of a workbook, without the time when it was written."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist() if not name.startswith("docProps/")}


def english(cast: Cast, role: str = "sysadmin") -> str:
    """The page of the check."""
    return cast.app.get(f"/en{cast.address('/check')}", headers=cast.headers(role)).data.decode()


def stored(resource_id: str) -> list[Path]:
    folder = Path(tk.config["ckan.storage_path"]) / excerpt_store.FOLDER / resource_id
    return sorted(folder.iterdir()) if folder.is_dir() else []


def extra_runs() -> list[ValidationRun]:
    model.Session.expire_all()
    query = sa.select(ValidationRun).where(ValidationRun.reason == validation.WORKBOOK)
    return list(model.Session.scalars(query))


class TestSame:
    def _compare(self, cast: Cast, monkeypatch: pytest.MonkeyPatch, resource_id: str) -> None:
        cast.file = resource_id
        work.work_all()
        direct = cast.get("/check.xlsx", "sysadmin")
        assert stored(resource_id) == []
        with monkeypatch.context() as patch:
            patch.setattr(table, "is_quick", lambda *_: False)
            patch.setattr(excerpt, "QUICK_ROWS", -1)
            assert cast.get("/check.xlsx", "sysadmin").status_code == 202
            assert jobs.work() == 1
            late = cast.get("/check.xlsx", "sysadmin")
        assert (direct.status_code, late.status_code) == (200, 200)
        assert len(stored(resource_id)) == 1
        assert parts(late.data) == parts(direct.data)
        assert len(parts(direct.data)) > 8
        assert extra_runs() == []

    @pytest.mark.parametrize("encoding", ["utf-8", "cp874"])
    def test_of_a_csv_file(self, cast, create_with_upload, monkeypatch, encoding: str):
        user = {"user": cast.people["sysadmin"]["name"]}
        more = {"package_id": cast.dataset["id"], "name": "x", "format": "CSV"}
        made = create_with_upload(DATA.encode(encoding), "y.csv", user, **more)
        call_action("bmagov_dictionary_update", id=made["id"], columns=COLUMNS)
        self._compare(cast, monkeypatch, made["id"])

    def test_of_a_workbook_with_several_tables(self, cast, create_with_upload, monkeypatch):
        book = xlsx_file(เขต=[["รหัส", "ชื่อ"], ["ก", "พระนคร"]], คน=[["ชื่อ", "เขต"], ["สมชาย", "ข"]])
        user = {"user": cast.people["sysadmin"]["name"]}
        more = {"package_id": cast.dataset["id"], "name": "x", "format": "XLSX"}
        made = create_with_upload(book.getvalue(), "two.xlsx", user, **more)
        tables = [
            {"name": "เขต", "columns": [{"name": "รหัส", "type": "integer"}, {"name": "ชื่อ"}]},
            {
                "name": "คน",
                "columns": [{"name": "ชื่อ", "personal": "yes"}, {"name": "เขต", "references": "เขต.รหัส"}],
            },
        ]
        call_action("bmagov_dictionary_update", id=made["id"], tables=tables)
        self._compare(cast, monkeypatch, made["id"])

    def test_of_a_table_of_the_datastore(self, cast, monkeypatch):
        user = {"user": cast.people["sysadmin"]["name"]}
        made = call_action(
            "resource_create",
            user,
            package_id=cast.dataset["id"],
            name="x",
            url="https://example.go.th/x",
            format="CSV",
        )
        fields = [{"id": "รหัส", "type": "text"}, {"id": "ประชากร", "type": "int"}]
        records = [{"รหัส": "1", "ประชากร": -5}, {"รหัส": "2", "ประชากร": 7}]
        call_action(
            "datastore_create", user, resource_id=made["id"], force=True, fields=fields, records=records
        )
        columns = [{"name": "รหัส", "type": "code"}, {"name": "ประชากร", "type": "integer", "minimum": "0"}]
        call_action("bmagov_dictionary_update", id=made["id"], columns=columns)
        self._compare(cast, monkeypatch, made["id"])


class TestWaiting:
    def test_the_report_is_there_at_once_and_the_page_says_what_is_missing(self, waiting):
        report = call_action("bmagov_validation_show", id=waiting.file)
        assert (report["run"]["status"], report["report"]["violations"]) == ("done", 2)
        headers = waiting.headers("sysadmin")
        thai = waiting.app.get(f"/th{waiting.address('/check')}", headers=headers).data.decode()
        assert "กำลังจัดทำไฟล์" in thai
        assert "workbook with marked cells is being made" in english(waiting)
        assert waiting.get("/check/state?workbook=1", "sysadmin").json["run"]["status"] == "waiting"
        assert jobs.work() == 1
        assert "being made" not in english(waiting)
        assert waiting.get("/check/state?workbook=1", "sysadmin").json == {"run": None}
        assert waiting.get("/check.xlsx", "sysadmin").status_code == 200

    def test_a_browser_is_led_to_the_page_and_a_program_told_to_come_again(self, waiting):
        headers = {**waiting.headers("sysadmin"), **BROWSER}
        browser = waiting.app.get(waiting.address("/check.xlsx"), headers=headers, follow_redirects=False)
        assert browser.status_code == 302
        assert browser.headers["Location"].endswith(waiting.address("/check"))
        program = waiting.get("/check.xlsx", "sysadmin")
        assert (program.status_code, program.headers["Retry-After"]) == (202, "10")
        assert len(extra_runs()) == 1

    def test_what_was_not_given_out_is_no_download(self, waiting):
        def downloads() -> int:
            return [one.payload["how"] for one in model.Session.scalars(sa.select(ReadLog))].count("download")

        waiting.get("/check.xlsx", "sysadmin")
        assert downloads() == 0
        jobs.work()
        waiting.get("/check.xlsx", "sysadmin")
        model.Session.expire_all()
        assert downloads() == 1

    def test_without_redis_it_waits_says_so_and_the_planner_sends_for_it(self, cast, slow, monkeypatch):
        def away(*_args, **_kwargs):
            raise RedisConnectionError("away")

        with monkeypatch.context() as patch:
            patch.setattr(tk, "enqueue_job", away)
            call_action("bmagov_dictionary_update", id=cast.file, columns=COLUMNS)
            work.work_next()
            assert cast.get("/check.xlsx", "sysadmin").status_code == 202
            assert "queue does not answer" in english(cast)
        calls: list[str] = []
        monkeypatch.setattr(tk, "enqueue_job", lambda job, *_args, **_kwargs: calls.append(job))
        score._see_to_checks()
        assert calls == [validation.JOB]
        assert jobs.work() == 1
        assert cast.get("/check.xlsx", "sysadmin").status_code == 200

    def test_a_check_goes_first(self, waiting):
        call_action("bmagov_dictionary_validate", id=waiting.file, force=True)
        assert extra_runs() == []
        assert jobs.work() == 2
        assert waiting.get("/check.xlsx", "sysadmin").status_code == 200

    def test_it_is_no_check_among_the_checks(self, waiting):
        (extra,) = extra_runs()
        assert [run["reason"] for run in call_action("bmagov_validation_list", id=waiting.file)] == [
            "dictionary"
        ]
        assert waiting.get(f"/check/{extra.id}", "sysadmin").status_code == 404


class TestWorkers:
    def test_a_killed_worker_leaves_it_to_the_next(self, waiting):
        run_id = validation.claim("killed")
        folder = Path(tk.config["ckan.storage_path"]) / excerpt_store.FOLDER / waiting.file
        folder.mkdir(parents=True)
        (folder / "tmpbegun").write_bytes(b"half")
        assert jobs.work() == 0
        silent(run_id)
        assert jobs.work() == 1
        assert [path.suffix for path in stored(waiting.file)] == [".gz"]
        assert waiting.get("/check.xlsx", "sysadmin").status_code == 200

    def test_a_worker_that_breaks_off_leaves_nothing_and_three_are_enough(self, waiting, monkeypatch):
        def die(*_args):
            raise SystemExit

        monkeypatch.setattr(excerpt, "personal_places", die)
        for _ in range(validation.ATTEMPTS):
            with pytest.raises(SystemExit):
                jobs.work()
            assert stored(waiting.file) == []
            silent(extra_runs()[0].id)
        monkeypatch.undo()
        monkeypatch.setattr(table, "is_quick", lambda *_: False)
        assert jobs.work() == 0
        assert "lists the problems only" in english(waiting)

    def test_a_file_that_is_gone_is_told_and_not_tried_again(self, waiting, monkeypatch):
        def gone(_resource):
            raise excerpt.FileGoneError(waiting.file)

        with monkeypatch.context() as patch:
            patch.setattr(excerpt.table_data, "open_file", gone)
            jobs.work()
        answer = waiting.get("/check.xlsx", "sysadmin")
        assert len(load_workbook(io.BytesIO(answer.data)).sheet_names) == 2
        assert "no longer in the storage" in english(waiting)
        assert [run.status for run in extra_runs()] == ["failed"]
        call_action("bmagov_dictionary_validate", id=waiting.file, force=True)
        jobs.work()
        assert len(load_workbook(io.BytesIO(waiting.get("/check.xlsx", "sysadmin").data)).sheet_names) == 3

    def test_a_disk_that_is_full_is_told(self, waiting, monkeypatch):
        def full(*_args):
            raise OSError(28, "full")

        monkeypatch.setattr(excerpt_store.os, "fsync", full)
        jobs.work()
        assert stored(waiting.file) == []
        assert "disk of the site" in english(waiting)

    def test_a_broken_copy_is_made_again(self, waiting):
        jobs.work()
        (path,) = stored(waiting.file)
        path.write_bytes(path.read_bytes()[:-20])
        assert excerpt_store.load(waiting.file, path.name.partition(".")[0]) is None
        assert waiting.get("/check.xlsx", "sysadmin").status_code == 202
        jobs.work()
        assert waiting.get("/check.xlsx", "sysadmin").status_code == 200


class TestReaders:
    def test_below_the_level_of_a_column_there_are_problems_only_and_nothing_to_wait_for(self, waiting):
        work.work_all()
        member = waiting.get("/check.xlsx", "member")
        assert member.status_code == 200
        assert len(load_workbook(io.BytesIO(member.data)).sheet_names) == 2
        assert b"qzsecretzq" not in b"".join(parts(member.data).values())
        assert "being made" not in english(waiting, "member")
        outsider = core.User()
        token = call_action("api_token_create", {"user": outsider["name"]}, user=outsider["name"], name="t")
        waiting.tokens["outsider"] = token["token"]
        for end in ("/check.xlsx", "/check/state?workbook=1"):
            assert waiting.get(end, "outsider").status_code == 404

    def test_a_reader_below_the_level_starts_nothing(self, waiting):
        with model.ensure_engine().begin() as connection:
            connection.execute(sa.delete(ValidationRun).where(ValidationRun.reason == validation.WORKBOOK))
        assert waiting.get("/check.xlsx", "member").status_code == 200
        assert waiting.get("/check/state?workbook=1", "member").json == {"run": None}
        assert extra_runs() == []
        assert waiting.get("/check.xlsx", "sysadmin").status_code == 202
        assert len(extra_runs()) == 1

    def test_persons_are_masked_before_they_are_kept(self, waiting):
        jobs.work()
        (path,) = stored(waiting.file)
        kept = gzip.decompress(path.read_bytes()).decode()
        assert "มาก" in kept
        assert "สมชาย" not in kept
        assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)

    def test_a_level_raised_later_shuts_it_at_once(self, waiting):
        jobs.work()
        editor = waiting.get("/check.xlsx", "editor")
        assert len(load_workbook(io.BytesIO(editor.data)).sheet_names) == 2
        assert len(load_workbook(io.BytesIO(waiting.get("/check.xlsx", "sysadmin").data)).sheet_names) == 3


class TestLeftovers:
    def test_a_new_check_replaces_it(self, waiting):
        jobs.work()
        (before,) = stored(waiting.file)
        call_action("bmagov_dictionary_validate", id=waiting.file, force=True)
        jobs.work()
        (after,) = stored(waiting.file)
        assert after.name != before.name

    @pytest.mark.parametrize("action", ["resource_delete", "package_delete", "dataset_purge"])
    def test_what_is_deleted_leaves_none(self, waiting, action: str):
        jobs.work()
        assert stored(waiting.file)
        about = waiting.file if action == "resource_delete" else waiting.dataset["id"]
        call_action(action, {"user": waiting.people["sysadmin"]["name"]}, id=about)
        assert stored(waiting.file) == []

    def test_the_night_deletes_what_is_no_longer_true(self, waiting):
        jobs.work()
        score._see_to_checks()
        assert stored(waiting.file)
        shown = call_action("bmagov_dictionary_show", id=waiting.file)
        columns = [{**COLUMNS[0], "size": 9}, *COLUMNS[1:]]
        call_action("bmagov_dictionary_update", id=waiting.file, columns=columns, version=shown["version"])
        score._see_to_checks()
        assert stored(waiting.file) == []
