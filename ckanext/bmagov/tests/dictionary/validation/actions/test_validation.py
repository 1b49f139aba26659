"""Checks of data: started by themselves, done by any worker, seen by level."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from redis.exceptions import ConnectionError as RedisConnectionError

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.dictionary.validation.model import ValidationRun
from ckanext.bmagov.dictionary.validation.services import validation, work
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.base.formats.test_table import xlsx_file

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index", "clean_redis")

COLUMNS = [
    {"name": "รหัส", "type": "code", "primary_key": True, "description": "รหัสเขต"},
    {"name": "ประชากร", "type": "integer", "minimum": "0", "description": "คน", "missing": ["-"]},
    {"name": "เลขบัตร", "type": "text", "personal": "yes", "description": "หัวหน้า"},
    {"name": "วันที่", "type": "date", "era": "be", "description": "วันสำรวจ"},
]
GOOD = "รหัส,ประชากร,เลขบัตร,วันที่\n1001,38010,1-1001-00001-01-1,31/1/2564\n1002,-,x,๑ ก.พ. ๒๕๖๔\n"
BAD = GOOD + "1002,มาก,y,31/2/2564\n1003,-5,z,2021-01-31\n"


@pytest.fixture
def agency() -> dict[str, Any]:
    people = {role: core.User() for role in ("member", "editor")}
    users = [{"name": user["name"], "capacity": role} for role, user in people.items()]
    return {"people": people, **factories.Agency(users=users)}


@pytest.fixture
def dataset(agency: dict[str, Any]) -> dict[str, Any]:
    closed = {"data_category": "internal", "data_classification": "internal", "license_id": "notspecified"}
    return factories.Dataset(owner_org=agency["id"], resources=[], **closed)


@pytest.fixture
def upload(dataset: dict[str, Any], create_with_upload: Any):
    user = core.Sysadmin()

    def run(data: str | bytes, name: str = "people.csv", **kwargs: Any) -> dict[str, Any]:
        data = data.encode() if isinstance(data, str) else data
        action = "resource_update" if "id" in kwargs else "resource_create"
        if "id" in kwargs:
            kwargs = {**call_action("resource_show", id=kwargs["id"]), **kwargs}
        else:
            kwargs = {
                "package_id": dataset["id"],
                "name": name,
                "format": name.rsplit(".")[-1].upper(),
                **kwargs,
            }
        return create_with_upload(data, name, {"user": user["name"]}, action=action, **kwargs)

    return run


def describe(resource_id: str, columns: list[dict[str, Any]] = COLUMNS, **more: Any) -> dict[str, Any]:
    return call_action("bmagov_dictionary_update", id=resource_id, columns=columns, **more)


def runs() -> list[ValidationRun]:
    model.Session.expire_all()
    return list(model.Session.scalars(sa.select(ValidationRun).order_by(ValidationRun.asked_at)))


def shown(resource_id: str, **more: Any) -> dict[str, Any]:
    model.Session.expire_all()
    return call_action("bmagov_validation_show", id=resource_id, **more)


def as_user(user: dict[str, Any] | None, action: str, **params: Any) -> Any:
    return call_action(action, {"user": user["name"] if user else "", "ignore_auth": False}, **params)


class TestByItself:
    def test_a_dictionary_starts_a_check_of_what_is_there(self, upload):
        resource = upload(BAD)
        assert runs() == []
        describe(resource["id"])

        (run,) = runs()
        assert (run.status, run.reason) == ("waiting", "dictionary")
        assert run.queued_at is not None
        assert work.work_all() == 1
        found = shown(resource["id"])
        assert (found["run"]["status"], found["report"]["valid"], found["stale"]) == ("done", False, False)
        rules = {
            (group["column"], group["rule"]): group["count"]
            for group in found["report"]["tables"][0]["groups"]
        }
        assert rules == {
            ("รหัส", "primary-key"): 1,
            ("ประชากร", "type"): 1,
            ("ประชากร", "minimum"): 1,
            ("วันที่", "type"): 2,
        }

    def test_new_bytes_start_another_and_the_same_bytes_none(self, upload):
        resource = upload(BAD)
        describe(resource["id"])
        work.work_all()
        upload(BAD, id=resource["id"])
        assert len(runs()) == 1
        upload(GOOD, id=resource["id"])
        assert [run.reason for run in runs()] == ["dictionary", "data"]
        assert shown(resource["id"])["stale"]
        work.work_all()
        found = shown(resource["id"])
        assert (found["report"]["valid"], found["stale"]) == (True, False)

    def test_a_new_label_starts_none_and_a_new_rule_does(self, upload):
        resource = upload(GOOD)
        first = describe(resource["id"])
        work.work_all()
        relabelled = [{**COLUMNS[0], "label_th": "รหัสเขต"}, *COLUMNS[1:]]
        second = describe(resource["id"], relabelled, version=first["version"])
        assert len(runs()) == 1
        describe(resource["id"], [{**COLUMNS[0], "size": 4}, *COLUMNS[1:]], version=second["version"])
        assert len(runs()) == 2

    def test_asking_again_for_what_did_not_change_gives_the_last_one(self, upload):
        resource = upload(GOOD)
        describe(resource["id"])
        work.work_all()
        again = call_action("bmagov_dictionary_validate", id=resource["id"])
        assert again["run"]["status"] == "done"
        assert len(runs()) == 1
        forced = call_action("bmagov_dictionary_validate", id=resource["id"], force=True)
        assert forced["run"]["status"] == "waiting"
        work.work_all()
        assert [run.status for run in runs()] == ["done", "done"]

    def test_a_save_that_fails_leaves_no_check(self, upload):
        resource = upload(GOOD)
        with pytest.raises(tk.ValidationError):
            describe(resource["id"], [{"name": ""}])
        assert runs() == []


class TestRenamed:
    def test_it_is_named_after_the_upload_not_green_and_mended_with_one_button(
        self, app, upload, dataset, agency
    ):
        token = call_action("api_token_create", user=agency["people"]["editor"]["name"], name="t")["token"]
        headers = {"Authorization": token}
        resource = upload("เขต,ร้อยละ,ปี\nบางรัก,5,2567\n")
        columns = [{"name": "เขต"}, {"name": "ร้อยละ", "label_en": "Share", "type": "integer"}, {"name": "ปี"}]
        describe(resource["id"], columns)
        upload("เขต,สัดส่วน,ปี\nบางรัก,6,2567\n", id=resource["id"])
        work.work_all()
        report = shown(resource["id"])["report"]
        assert (report["valid"], report["whole"], report["violations"]) == (False, False, 0)
        check = f"/dataset/{dataset['name']}/dictionary/{resource['id']}/check"
        for address in (f"/dataset/{dataset['name']}/resource/{resource['id']}", check):
            page = BeautifulSoup(app.get(address, headers=headers).body, "html.parser")
            assert not page.select(".is-valid")
            form = page.select_one("form[action$='/rename']")
            assert form
        sent = {field["name"]: field["value"] for field in form.select("input[name=old], input[name=new]")}
        assert sent == {"old": "ร้อยละ", "new": "สัดส่วน"}
        app.post(form["action"], data=sent, headers=headers, follow_redirects=False)
        work.work_all()
        report = shown(resource["id"])["report"]
        assert (report["valid"], report["whole"], report["violations"]) == (True, True, 0)
        column = call_action("bmagov_dictionary_show", id=resource["id"])["tables"][0]["columns"][1]
        assert (column["name"], column["label_en"]) == ("สัดส่วน", "Share")


class TestData:
    def test_windows_874(self, upload):
        resource = upload(GOOD.encode("cp874"))
        describe(resource["id"])
        work.work_all()
        assert shown(resource["id"])["report"]["valid"]

    def test_sheets_called_as_tables_refer_to_each_other(self, upload):
        book = xlsx_file(
            เขต=[["รหัส", "ชื่อ"], ["1001", "พระนคร"], ["1002", "ดุสิต"]],
            คน=[["ชื่อ", "เขต"], ["ก", "1001"], ["ข", "1003"]],
        )
        resource = upload(book.getvalue(), "two.xlsx")
        tables = [
            {
                "name": "เขต",
                "columns": [{"name": "รหัส", "type": "code", "primary_key": True}, {"name": "ชื่อ"}],
            },
            {
                "name": "คน",
                "columns": [{"name": "ชื่อ"}, {"name": "เขต", "type": "code", "references": "เขต.รหัส"}],
            },
        ]
        call_action("bmagov_dictionary_update", id=resource["id"], tables=tables)
        work.work_all()
        first, second = shown(resource["id"])["report"]["tables"]
        assert (first["sheet"], first["valid"]) == ("เขต", True)
        assert [(one["rule"], one["first_row"]) for one in second["groups"]] == [("reference", 3)]

    def test_a_renamed_column_is_named(self, upload):
        resource = upload(GOOD.replace("ประชากร", "จำนวนประชากร"))
        describe(resource["id"], [COLUMNS[0], {**COLUMNS[1], "required": True}, *COLUMNS[2:]])
        work.work_all()
        table = shown(resource["id"])["report"]["tables"][0]
        assert [note["code"] for note in table["notes"]] == ["HEADER-MISSING"]
        assert "ประชากร" in table["notes"][0]["message"]
        coverage = table["coverage"]
        assert coverage["share"] == 0.75
        assert coverage["renamed"] == [["ประชากร", "จำนวนประชากร"]]

    def test_a_table_of_the_datastore(self, dataset):
        resource = call_action(
            "resource_create",
            {"user": core.Sysadmin()["name"]},
            package_id=dataset["id"],
            name="ตาราง",
            url="https://example.go.th/x",
            format="CSV",
        )
        call_action(
            "datastore_create",
            {"user": core.Sysadmin()["name"]},
            resource_id=resource["id"],
            force=True,
            fields=[
                {"id": "รหัส", "type": "text"},
                {"id": "ประชากร", "type": "int"},
                {"id": "วันที่", "type": "timestamp"},
            ],
            records=[
                {"รหัส": "1001", "ประชากร": 5, "วันที่": "2021-01-31"},
                {"รหัส": "1001", "ประชากร": -5, "วันที่": None},
            ],
        )
        found = call_action("datastore_search", resource_id=resource["id"])
        assert found["total"] == 2
        present = validation.dictionaries.load(model.Session, resource["id"])
        columns = [COLUMNS[0], COLUMNS[1], {**COLUMNS[3], "era": ""}]
        describe(resource["id"], columns, **({"version": present[1]} if present else {}))
        work.work_all()
        report = shown(resource["id"])["report"]
        rules = [(group["column"], group["rule"]) for group in report["tables"][0]["groups"]]
        assert (report["source"], rules) == ("datastore", [("รหัส", "primary-key"), ("ประชากร", "minimum")])
        again = call_action("bmagov_dictionary_validate", id=resource["id"])
        work.work_all()
        assert again["run"]["status"] == "waiting"
        assert shown(resource["id"])["run"]["status"] == "unchanged"

    def test_a_link_has_no_data_to_check(self, dataset):
        resource = call_action(
            "resource_create",
            {"user": core.Sysadmin()["name"]},
            package_id=dataset["id"],
            name="x",
            url="https://example.go.th/x",
            format="CSV",
        )
        describe(resource["id"])
        assert runs() == []
        with pytest.raises(tk.ValidationError, match="NO-DATA"):
            call_action("bmagov_dictionary_validate", id=resource["id"])

    def test_a_broken_file_fails_with_its_reason(self, upload):
        data = "รหัส,ประชากร\n".encode("cp874") + "ก,1\n".encode("cp874") * 40_000 + b"\xdb,1\n"
        resource = upload(data)
        describe(resource["id"])
        work.work_all()
        run = shown(resource["id"])["run"]
        assert run["status"] == "failed"
        assert "0xDB" in run["failure"]

    def test_without_a_dictionary_there_is_nothing_to_keep_to(self, upload):
        with pytest.raises(tk.ObjectNotFound):
            call_action("bmagov_dictionary_validate", id=upload(GOOD)["id"])


class TestWorkers:
    @pytest.fixture
    def waiting(self, upload) -> str:
        resource = upload(BAD)
        describe(resource["id"])
        return resource["id"]

    def test_two_workers_do_not_take_the_same(self, waiting):
        assert validation.claim("one") is not None
        assert validation.claim("two") is None

    def test_a_killed_workers_check_is_taken_over(self, waiting):
        run_id = validation.claim("killed")
        silent(run_id)
        assert work.work_all() == 1
        assert runs()[0].status == "done"
        assert not validation.finish(run_id, "killed", "done", tables=[])
        assert shown(waiting)["report"]["violations"] == 5

    def test_a_check_that_breaks_off_three_times_has_failed(self, waiting):
        for _ in range(3):
            silent(validation.claim("killed"))
        assert work.work_all() == 0
        run = shown(waiting)["run"]
        assert run["status"] == "failed"
        assert run["failure"]

    def test_cancelled_while_it_waits(self, waiting):
        assert call_action("bmagov_validation_cancel", id=waiting)["run"]["status"] == "cancelled"
        assert work.work_all() == 0
        with pytest.raises(tk.ObjectNotFound):
            call_action("bmagov_validation_cancel", id=waiting)

    def test_cancelled_while_it_runs(self, waiting):
        run_id = validation.claim("one")
        validation.beat(run_id, "one", 1_000)
        assert shown(waiting)["run"]["rows_read"] == 1_000
        call_action("bmagov_validation_cancel", id=waiting)
        with pytest.raises(validation.LostRunError):
            validation.beat(run_id, "one", 2_000)
        assert shown(waiting)["run"]["status"] == "cancelled"

    def test_progress_is_told_while_it_reads(self, waiting, monkeypatch):
        monkeypatch.setattr(work, "BEAT", 0)
        told: list[int] = []
        beat = validation.beat
        monkeypatch.setattr(
            validation, "beat", lambda run, worker, rows: (told.append(rows), beat(run, worker, rows))
        )
        work.work_all()
        assert told == [4]

    def test_old_reports_go(self, waiting, monkeypatch):
        monkeypatch.setattr(validation, "KEPT", 1)
        work.work_all()
        call_action("bmagov_dictionary_validate", id=waiting, force=True)
        work.work_all()
        assert len(runs()) == 1
        assert len(call_action("bmagov_validation_list", id=waiting)) == 1


class TestWithoutQueue:
    @pytest.fixture
    def no_redis(self, monkeypatch):
        def refuse(*args: Any, **kwargs: Any) -> None:
            raise RedisConnectionError("refused")

        monkeypatch.setattr(tk, "enqueue_job", refuse)
        return monkeypatch

    def test_the_dictionary_is_saved_and_the_check_waits(self, upload, no_redis):
        resource = upload(BAD)
        assert describe(resource["id"])["version"] == 1
        found = shown(resource["id"])
        assert (found["run"]["status"], found["queued"]) == ("waiting", False)
        no_redis.undo()
        assert shown(resource["id"])["queued"]
        assert work.work_all() == 1
        assert shown(resource["id"])["report"]["violations"] == 5


class TestReaders:
    @pytest.fixture
    def checked(self, upload) -> str:
        resource = upload(BAD)
        columns = [*COLUMNS[:3], {**COLUMNS[3], "classification": "secret"}]
        describe(resource["id"], columns)
        work.work_all()
        return resource["id"]

    def test_columns_above_the_level_are_left_out_and_counted(self, checked, agency):
        report = as_user(agency["people"]["member"], "bmagov_validation_show", id=checked)
        assert report["hidden_columns"] == 1
        assert "วันที่" not in str(report)
        assert report["report"]["violations"] == 3
        assert report["run"]["violations"] is None

    def test_who_may_not_know_of_it_finds_nothing(self, checked):
        with pytest.raises((tk.ObjectNotFound, tk.NotAuthorized)):
            as_user(core.User(), "bmagov_validation_show", id=checked)
        with pytest.raises((tk.ObjectNotFound, tk.NotAuthorized)):
            as_user(core.User(), "bmagov_validation_list", id=checked)

    def test_members_do_not_start_checks(self, checked, agency):
        with pytest.raises(tk.NotAuthorized):
            as_user(agency["people"]["member"], "bmagov_dictionary_validate", id=checked)

    def test_values_of_persons_are_kept_nowhere(self, upload):
        resource = upload("เลขบัตร,หมายเหตุ\nสมชาย ใจดี,1-1001-00001-01-4 ไม่มา\n")
        columns = [
            {"name": "เลขบัตร", "type": "citizen_id", "description": "x"},
            {"name": "หมายเหตุ", "type": "integer", "description": "x"},
        ]
        describe(resource["id"], columns)
        work.work_all()
        stored = str(runs()[0].tables)
        assert "สมชาย" not in stored
        assert "1-1001-00001" not in stored
        groups = shown(resource["id"])["report"]["tables"][0]["groups"]
        assert [group["examples"][0]["value"] for group in groups] == ["•••", "•••"]


def silent(run_id: str | None) -> None:
    """Let the worker of a run have been silent for long."""
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)
    with model.ensure_engine().begin() as connection:
        connection.execute(
            sa.update(ValidationRun).where(ValidationRun.id == run_id).values(heartbeat_at=long_ago)
        )
