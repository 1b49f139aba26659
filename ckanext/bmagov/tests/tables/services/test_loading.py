"""Files become tables by themselves: typed, whole or not at all, loaded anew only when something changed."""

from __future__ import annotations

import os
import signal
from typing import Any

import psycopg2
import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.tables.services import loading, queue, store, work
from ckanext.bmagov.tests.base.formats.test_table import xlsx_file
from ckanext.bmagov.tests.tables.conftest import load, rows, state, tables, types

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index", "clean_redis")

THAI = 'ลำดับ,เขต,วันที่,จำนวน,ร้อยละ\n๑,พระนคร,๓๑ ม.ค. ๒๕๖๗,"1,234",12.50\n2,ดุสิต,1/2/2567,-,๗.๕\n'
COUNTS = "เขต,จำนวน\nพระนคร,1\nดุสิต,2\n"
COLUMNS = [{"name": "เขต", "type": "text"}, {"name": "จำนวน", "type": "integer", "missing": ["-"]}]


def describe(resource_id: str, *columns: dict[str, Any]) -> None:
    try:
        version = {"version": call_action("bmagov_dictionary_show", id=resource_id)["version"]}
    except tk.ObjectNotFound:
        version = {}
    call_action("bmagov_dictionary_update", id=resource_id, columns=list(columns), **version)


def as_editor(action: str, **params: Any) -> Any:
    return call_action(action, {"user": core.Sysadmin()["name"]}, **params)


class TestByItself:
    def test_an_upload_becomes_a_typed_table(self, upload):
        resource = upload(THAI)
        assert state(resource["id"])["state"] == "waiting"
        assert load() == 1

        assert types(resource["id"]) == {
            "ลำดับ": "int8", "เขต": "text", "วันที่": "date", "จำนวน": "int8", "ร้อยละ": "numeric",
        }  # fmt: skip
        assert rows(resource["id"]) == [
            (1, "พระนคร", "2024-01-31", 1234, 12.5),
            (2, "ดุสิต", "2024-02-01", None, 7.5),
        ]
        shown = state(resource["id"])
        assert (shown["state"], shown["rows"], shown["failure"]) == ("loaded", 2, "")
        assert call_action("resource_show", id=resource["id"])["datastore_active"] is True
        hits = call_action("package_search", q=f"id:{resource['package_id']}")["results"]
        assert hits[0]["resources"][0]["datastore_active"] is True

    def test_a_workbook_does_too(self, upload):
        resource = upload(
            xlsx_file(t=[["เขต", "จำนวน"], ["พระนคร", 5], ["ดุสิต", 7.5]]).read(), "t.xlsx", format="XLSX"
        )
        load()
        assert rows(resource["id"]) == [("พระนคร", 5), ("ดุสิต", 7.5)]

    def test_core_api_finds_and_counts_its_rows(self, upload):
        resource = upload(THAI)
        load()
        assert rows(resource["id"], q="พระนคร")[0][1] == "พระนคร"
        assert rows(resource["id"], q="2024-02-01")[0][:5] == rows(resource["id"], filters={"เขต": "ดุสิต"})[0]
        assert call_action("datastore_search", resource_id=resource["id"], limit=1)["total"] == 2
        assert call_action("datastore_info", id=resource["id"])["meta"]["count"] == 2
        call_action(
            "datastore_upsert",
            resource_id=resource["id"],
            method="insert",
            force=True,
            records=[{"เขต": "บางรัก"}],
        )
        assert rows(resource["id"], q="บางรัก")[0][1] == "บางรัก"

    def test_the_dictionary_types_it_and_other_words_load_nothing(self, upload):
        resource = upload("รหัส,ปี\n๐๑,2567\n02,-\n")
        describe(
            resource["id"], {"name": "รหัส", "type": "code"}, {"name": "ปี", "type": "year", "missing": ["-"]}
        )
        load()
        assert rows(resource["id"]) == [("01", 2024), ("02", None)]
        before = state(resource["id"])["loaded_at"]
        describe(
            resource["id"],
            {"name": "รหัส", "type": "code", "label_th": "รหัสเขต"},
            {"name": "ปี", "type": "year", "missing": ["-"]},
        )
        load()
        assert state(resource["id"])["loaded_at"] == before
        info = call_action("datastore_info", id=resource["id"])
        assert info["fields"][0]["info"]["label"] == "รหัสเขต"
        describe(resource["id"], {"name": "รหัส", "type": "code"}, {"name": "ปี", "type": "text"})
        load()
        assert rows(resource["id"]) == [("01", "2567"), ("02", "-")]

    def test_the_same_rows_in_other_bytes_are_not_loaded_again(self, upload):
        resource = upload(COUNTS)
        load()
        before = state(resource["id"])["loaded_at"]
        upload(COUNTS.encode("cp874"), id=resource["id"])
        load()
        assert state(resource["id"])["loaded_at"] == before
        upload(COUNTS + "บางรัก,3\n", id=resource["id"])
        assert state(resource["id"])["rows"] == 2, "the table of before can be used"
        load()
        assert state(resource["id"])["rows"] == 3

    def test_aliases_and_words_of_the_datastore_are_kept(self, upload):
        resource = upload(COUNTS)
        load()
        fields = [{"id": "เขต", "type": "text"}, {"id": "จำนวน", "type": "int8"}]
        call_action(
            "datastore_create", resource_id=resource["id"], force=True, fields=fields, aliases="ตาราง"
        )
        upload(COUNTS + "บางรัก,3\n", id=resource["id"])
        load()
        assert len(rows("ตาราง")) == 3

    def test_a_long_name_is_said_in_full(self, upload):
        long = "จำนวนนักเรียนที่ได้รับการตรวจสุขภาพประจำปี"
        resource = upload(f"{long} ชาย,{long} หญิง\n1,2\n")
        load()
        fields = call_action("datastore_info", id=resource["id"])["fields"]
        assert [field["info"]["label"] for field in fields] == [f"{long} ชาย", f"{long} หญิง"]

    def test_hostile_names_are_only_names(self, upload):
        names = ['"; DROP TABLE x; --', "a%sb:c", "'", "\\", "ข้อ 1 (ก)", "_full_text", "_id", "A", "a"]
        header = ",".join('"' + name.replace('"', '""') + '"' for name in names)
        resource = upload(f"{header}\n{'5,' * 8}5\n")
        load()
        assert [[str(value) for value in row] for row in rows(resource["id"])] == [["5"] * len(names)]
        assert len(state(resource["id"])["columns"]) == len(names)

    def test_a_file_that_becomes_a_link_has_no_table(self, upload):
        resource = upload(COUNTS)
        load()
        link = {"url": "https://example.go.th/a.csv", "url_type": "", "clear_upload": True}
        as_editor("resource_patch", id=resource["id"], **link)
        load()
        assert resource["id"] not in tables()
        assert not call_action("resource_show", id=resource["id"]).get("datastore_active")

    def test_it_can_be_switched_off_and_asked_for(self, upload, ckan_config, monkeypatch):
        monkeypatch.setitem(ckan_config, "ckanext.bmagov.tables.load", False)
        resource = upload(COUNTS)
        assert load() == 0
        assert call_action("bmagov_table_load", id=resource["id"])["state"] == "waiting"
        assert load() == 1
        assert state(resource["id"])["state"] == "loaded"

    def test_what_is_no_table_is_refused(self, upload):
        resource = upload(b"%PDF-1.4 nothing", "a.pdf", format="PDF")
        with pytest.raises(tk.ValidationError, match="NO-TABLE"):
            call_action("bmagov_table_load", id=resource["id"])

    def test_a_profile_says_what_columns_hold(self, upload):
        resource = upload(THAI + "3,ดุสิต,1/3/2567,2,-1\n")
        load()
        profiles = {column["name"]: column["profile"] for column in state(resource["id"])["columns"]}
        assert profiles["เขต"] == {
            "distinct": 2, "missing": 0, "smallest": "ดุสิต", "largest": "พระนคร",
            "tops": [{"value": "ดุสิต", "count": 2}, {"value": "พระนคร", "count": 1}],
            "is_listed": True, "bins": [],
        }  # fmt: skip
        assert (profiles["จำนวน"]["missing"], profiles["จำนวน"]["largest"]) == (1, "1234")
        assert (profiles["วันที่"]["smallest"], profiles["วันที่"]["largest"]) == ("2024-01-31", "2024-03-01")
        assert sum(profiles["ร้อยละ"]["bins"]) == 3


class TestFaults:
    @pytest.fixture
    def loaded(self, upload):
        resource = upload(COUNTS)
        describe(resource["id"], *COLUMNS)
        load()
        return resource

    def is_as_before(self, resource):
        assert rows(resource["id"]) == [("พระนคร", 1), ("ดุสิต", 2)]
        assert {name for name in tables() if name.startswith("_load")} == set()
        return True

    def test_a_cell_that_is_not_as_described_leaves_the_old_table_and_says_where(self, upload, loaded):
        upload(COUNTS + "บางรัก,มาก\n", id=loaded["id"])
        load()
        assert self.is_as_before(loaded)
        shown = state(loaded["id"])
        assert shown["state"] == "failed"
        assert all(part in shown["failure"] for part in ("4", "จำนวน", "มาก"))
        assert load() == 0, "it is not tried again by itself"
        describe(loaded["id"], COLUMNS[0], {"name": "จำนวน", "type": "text"})
        load()
        assert state(loaded["id"])["state"] == "loaded"
        assert len(rows(loaded["id"])) == 3

    def test_values_of_persons_are_in_no_message(self, dataset, upload):
        closed = {
            "data_category": "internal",
            "data_classification": "internal",
            "license_id": "notspecified",
        }
        as_editor("package_patch", id=dataset["id"], **closed)
        resource = upload("เกิด\n31/1/2567\nลับมาก\n")
        describe(
            resource["id"], {"name": "เกิด", "type": "date", "personal": "yes", "personal_kind": "birth_date"}
        )
        load()
        shown = state(resource["id"])
        assert shown["state"] == "failed"
        assert "ลับมาก" not in shown["failure"]

    def test_a_type_that_changes_far_below_makes_the_column_text(self, upload, monkeypatch):
        monkeypatch.setattr(loading, "SAMPLE", 100)
        body = "".join(f"{number},{number}\n" for number in range(400))
        resource = upload(f"a,b\n{body}400,สี่ร้อย\n401,-\n")
        load()
        assert types(resource["id"]) == {"a": "int8", "b": "text"}
        assert rows(resource["id"])[-2:] == [(400, "สี่ร้อย"), (401, None)]
        (note,) = state(resource["id"])["notes"]
        assert "402" in note
        assert '"b"' in note

    def test_a_file_that_is_replaced_meanwhile_is_loaded_instead(self, upload, loaded, monkeypatch):
        first = loading.profiles

        def meanwhile(table):
            monkeypatch.setattr(loading, "profiles", first)
            upload(COUNTS + "สาทร,9\n", id=loaded["id"])
            return first(table)

        monkeypatch.setattr(loading, "profiles", meanwhile)
        upload(COUNTS + "บางรัก,3\n", id=loaded["id"])
        assert load() == 2
        assert rows(loaded["id"])[-1] == ("สาทร", 9)

    def test_a_killed_worker_leaves_the_old_table_and_the_next_goes_on(self, upload, loaded):
        upload(COUNTS + "บางรัก,3\n", id=loaded["id"])
        for _ in range(2):
            _die_while_loading()
            assert self.is_as_before(loaded)
            assert state(loaded["id"])["state"] == "loading"
        assert load() == 1
        assert len(rows(loaded["id"])) == 3

    def test_after_three_deaths_it_is_given_up(self, upload, loaded):
        upload(COUNTS + "บางรัก,3\n", id=loaded["id"])
        for _ in range(3):
            _die_while_loading()
        load()
        assert state(loaded["id"])["failure"].startswith("The loading broke off three times")
        assert self.is_as_before(loaded)
        call_action("bmagov_table_load", id=loaded["id"])
        assert load() == 1
        assert len(rows(loaded["id"])) == 3

    @pytest.mark.parametrize(
        ("error", "words"),
        [
            (psycopg2.errors.DiskFull(), "has no room"),
            (psycopg2.OperationalError("gone"), "did not answer"),
            (psycopg2.errors.LockNotAvailable(), "being read for so long"),
        ],
    )
    def test_a_database_that_is_full_or_away_is_tried_again_at_night(
        self, upload, loaded, monkeypatch, error, words
    ):
        code = {"DiskFull": "53100", "LockNotAvailable": "55P03"}.get(type(error).__name__)

        class Failing(type(error)):  # psycopg2 gives errors their code when they come from the server
            pgcode = code

        def refuse(*_):
            raise Failing("refused")

        upload(COUNTS + "บางรัก,3\n", id=loaded["id"])
        with monkeypatch.context() as full:
            full.setattr(store.NewTable, "copy", refuse)
            load()
        assert self.is_as_before(loaded)
        assert words in state(loaded["id"])["failure"]
        queue.ask_for_the_night()
        assert load() == 1
        assert len(rows(loaded["id"])) == 3

    def test_a_row_that_no_database_holds_is_told_in_words(self, upload):
        header = ",".join(f"column_{number}" for number in range(1_400))
        cells = ",".join(["1234567890123"] * 1_400)
        resource = upload(f"{header}\n{cells}\n{cells}\n")
        load()
        assert "larger than a row of the database" in state(resource["id"])["failure"]

    def test_too_many_columns_are_told_in_words(self, upload):
        resource = upload(",".join(f"c{n}" for n in range(2_000)) + "\n" + ",".join(["1"] * 2_000) + "\n")
        load()
        assert "2000 columns" in state(resource["id"])["failure"]

    def test_without_redis_nothing_is_lost(self, upload, monkeypatch):
        def away(*_, **__):
            raise RedisConnectionError

        with monkeypatch.context() as gone:
            gone.setattr(tk, "enqueue_job", away)
            resource = upload(COUNTS)
            shown = state(resource["id"])
            assert (shown["state"], shown["queued"]) == ("waiting", False)
        load()
        assert state(resource["id"])["state"] == "loaded"

    def test_only_one_worker_has_a_table(self, upload):
        resource = upload(COUNTS)
        with queue.held(resource["id"]) as is_mine:
            assert is_mine
            assert load() == 0
        assert load() == 1


def _die_while_loading() -> None:
    """Begin to load in a process of its own, which is killed when its table is filled."""
    model.Session.remove()
    child = os.fork()
    if child == 0:  # pragma: no cover - the other process
        try:
            model.ensure_engine().dispose(close=False)
            store.writing_engine().dispose(close=False)
            loading.profiles = lambda _: os.kill(os.getpid(), signal.SIGKILL)
            work.work_all()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
