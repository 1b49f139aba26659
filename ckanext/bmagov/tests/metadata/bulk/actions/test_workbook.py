"""Datasets out to a workbook and in again, with the rules and rights of the site."""

from __future__ import annotations

import base64
from typing import Any

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import helpers
from ckan.tests.factories import Sysadmin, User

from ckanext.bmagov.metadata.bulk import jobs
from ckanext.bmagov.metadata.bulk.actions import carry_out
from ckanext.bmagov.metadata.bulk.formats import workbook
from ckanext.bmagov.metadata.bulk.model import BulkItem
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.metadata.bulk.sheets import Book

RECORDS = "Records"


@pytest.fixture
def editor(clean_db, clean_index):
    return User()


@pytest.fixture
def agency(editor):
    return factories.Agency(title="สำนักการแพทย์", users=[{"name": editor["name"], "capacity": "editor"}])


def call(action: str, user: Any, **params: Any) -> Any:
    return helpers.call_action(action, {"user": user["name"], "ignore_auth": False}, **params)


def exported(user: Any, agency: Any, **params: Any) -> Book:
    made = call("bmagov_dataset_bulk_export", user, organization=agency["id"], language="en", **params)
    return Book.read(base64.b64decode(made["content"]))


def take_in(user: Any, book: Book, **params: Any) -> Any:
    content = base64.b64encode(book.bytes()).decode()
    return call("bmagov_dataset_bulk_import", user, content=content, **params)


def done(user: Any, job: str) -> Any:
    jobs.work()
    return call("bmagov_bulk_job_show", user, id=job)


def statuses(result: Any) -> list[str]:
    return [item["status"] for item in result["items"]]


def test_fifty_new_datasets_at_once(editor, agency):
    """The whole way: the template filled in, looked at, taken in; taking it in again changes nothing."""
    book = exported(editor, agency, template=True)
    for number in range(50):
        is_open = number % 2 == 0
        book.add(
            RECORDS,
            title=f"จำนวนประชากร {number}",
            name=f"population-{number}",
            state="Published" if is_open else "",
            notes="จำนวนประชากรรายเขต\nแยกเพศ",
            tag_string="ประชากร, เขต",
            objective="Mission of the agency; Public service",
            maintainer="=กลุ่มงานสถิติ",
            maintainer_email="stat@example.go.th",
            update_frequency_unit="ปี",
            update_frequency_interval="๑",
            last_updated_date="31 มี.ค. 2568",
            geo_coverage="District",
            data_source="ทะเบียนราษฎร",
            data_format="CSV",
            data_category="Public",
            data_classification="Open",
            license_id="Open Data Common",
        )
        book.add("Files (links)", dataset=f"population-{number}", name="ปี 2568", url="https://example.go.th/a.csv",
                 format="CSV")  # fmt: skip
    trial = take_in(editor, book)
    assert [reason for item in trial["items"] for reason in item["reasons"]] == []
    assert trial["counts"] == {"waiting": 50, "new": 50, "done": 0, "unchanged": 0, "refused": 0}
    assert model.Session.query(model.Package).count() == 0

    result = take_in(editor, book, dry_run=False)
    shown = done(editor, result["job"])
    assert (shown["counts"]["done"], shown["finished"] is not None) == (50, True), shown["items"][0]
    dataset = call("package_show", editor, id="population-0")
    assert dataset["owner_org"] == agency["id"]
    assert dataset["state"] == "active"
    assert dataset["maintainer"] == "=กลุ่มงานสถิติ"
    assert dataset["last_updated_date"] == "2025-03-31"
    assert dataset["update_frequency_unit"] == "year"
    assert [resource["url"] for resource in dataset["resources"] if not resource.get("url_type")] == [
        "https://example.go.th/a.csv"
    ]
    assert call("package_show", editor, id="population-1")["state"] == "draft"
    again = take_in(editor, exported(editor, agency))
    assert again["counts"]["unchanged"] == 50


class TestChanges:
    @pytest.fixture
    def dataset(self, agency):
        return factories.Dataset(owner_org=agency["id"], user=Sysadmin())

    def test_what_was_written_otherwise_but_means_the_same_is_no_change(self, editor, agency, dataset):
        book = exported(editor, agency)
        book.put(RECORDS, 0, update_frequency_unit="year", tag_string="เขต , ประชากร", data_format="csv")
        assert statuses(take_in(editor, book)) == ["unchanged"]

    def test_a_change_is_told_from_to_and_saved(self, editor, agency, dataset):
        book = exported(editor, agency)
        book.put(RECORDS, 0, update_frequency_unit="เดือน", maintainer_phone="0 2224 2956")
        book.put("Files (links)", 0, description="ใหม่")
        trial = take_in(editor, book)
        item = trial["items"][0]
        assert [(c["field"], c["before"], c["after"], c["cell"]) for c in item["changes"]] == [
            ("maintainer_phone", "", "0 2224 2956", book.place(RECORDS, 0, "maintainer_phone")),
            ("update_frequency_unit", "Year", "Month", book.place(RECORDS, 0, "update_frequency_unit")),
            ("description", "", "ใหม่", book.place("Files (links)", 0, "description")),
        ]
        shown = done(editor, take_in(editor, book, dry_run=False)["job"])
        assert statuses(shown) == ["done"]
        saved = call("package_show", editor, id=dataset["id"])
        assert (saved["update_frequency_unit"], saved["maintainer_phone"]) == ("month", "0 2224 2956")
        assert saved["resources"][0]["description"] == "ใหม่"
        assert saved["resources"][0]["id"] == dataset["resources"][0]["id"]

    def test_every_problem_names_its_cell_and_the_nearest_choice(self, editor, agency, dataset):
        book = exported(editor, agency)
        book.put(RECORDS, 0, geo_coverage="Distritc", data_classification="Secret", owner_org="สำนักการเเพทย")
        item = take_in(editor, book)["items"][0]
        reasons = {reason["field"]: reason for reason in item["reasons"]}
        assert item["status"] == "refused"
        assert reasons["geo_coverage"]["cell"] == book.place(RECORDS, 0, "geo_coverage")
        assert "อำเภอ" in reasons["geo_coverage"]["text"]
        assert "สำนักการแพทย์" in reasons["owner_org"]["text"]
        assert reasons["owner_org"]["text"].startswith("BULK-AGENCY-NEAREST: ")

    def test_what_somebody_saved_since_is_refused_then_and_later(self, editor, agency, dataset):
        book = exported(editor, agency)
        book.put(RECORDS, 0, notes="ใหม่")
        result = take_in(editor, book, dry_run=False)
        call("package_patch", Sysadmin(), id=dataset["id"], notes="ของคนอื่น")
        shown = done(editor, result["job"])
        said = shown["items"][0]["reasons"][0]["text"]
        assert said.startswith("STALE-VERSION: ")
        assert "ชุดข้อมูล" in said, "in the language of who asked, though no request is there"
        assert take_in(editor, book)["items"][0]["reasons"][0]["text"].startswith("BULK-VERSION: ")
        assert call("package_show", editor, id=dataset["id"])["notes"] == "ของคนอื่น"

    def test_another_file_than_the_one_that_was_looked_at_is_refused(self, editor, agency, dataset):
        book = exported(editor, agency)
        trial = take_in(editor, book)
        book.put(RECORDS, 0, notes="ใหม่")
        with pytest.raises(tk.ValidationError) as refused:
            take_in(editor, book, dry_run=False, hash=trial["hash"])
        assert "BULK-CHANGED-FILE" in str(refused.value.error_dict)

    def test_a_dataset_of_others_is_as_unknown_as_none(self, editor, agency, dataset):
        book = exported(editor, agency)
        book.put(RECORDS, 0, title="ของฉัน")
        stranger = User()
        factories.Agency(users=[{"name": stranger["name"], "capacity": "editor"}])
        reasons = take_in(stranger, book)["items"][0]["reasons"]
        book.put(RECORDS, 0, id="no-such-dataset")
        assert reasons[0]["text"] == take_in(stranger, book)["items"][0]["reasons"][0]["text"]
        with pytest.raises(tk.NotAuthorized):
            exported(stranger, agency)

    def test_rights_lost_before_the_work_are_lost(self, editor, agency, dataset):
        book = exported(editor, agency)
        book.put(RECORDS, 0, notes="ใหม่")
        result = take_in(editor, book, dry_run=False)
        call("organization_member_delete", Sysadmin(), id=agency["id"], username=editor["name"])
        shown = done(editor, result["job"])
        assert statuses(shown) == ["refused"]
        assert helpers.call_action("package_show", id=dataset["id"])["notes"] != "ใหม่"


def test_rows_that_cannot_be_taken_in_keep_no_other_from_it(editor, agency):
    """Twice the same address, a file of nowhere, a title that is missing: each is told, the rest is saved."""
    book = exported(editor, agency, template=True)
    book.add(RECORDS, title="หนึ่ง", name="first")
    book.add(RECORDS, title="สอง", name="first")
    book.add(RECORDS, notes="ไม่มีชื่อ")
    book.add("Files (links)", dataset="third", name="x", url="https://example.go.th/x.csv")
    trial = take_in(editor, book)
    assert statuses(trial) == ["waiting", "refused", "refused", "refused"]
    codes = [item["reasons"][0]["text"].partition(":")[0] for item in trial["items"][1:]]
    assert codes == ["BULK-TWICE", "TITLE-REQUIRED", "BULK-FILE-DATASET"]
    assert trial["items"][1]["reasons"][0]["cell"] == book.place(RECORDS, 1, "id")
    shown = done(editor, take_in(editor, book, dry_run=False)["job"])
    assert statuses(shown) == ["done", "refused", "refused", "refused"]


def test_a_worker_that_dies_leaves_nothing_done_twice_and_nothing_undone(editor, agency, monkeypatch):
    """Killed after the second dataset was saved, before anything more was noted."""
    book = exported(editor, agency, template=True)
    for number in range(4):
        book.add(RECORDS, title=f"ชุดที่ {number}", name=f"dataset-{number}")
    job = take_in(editor, book, dry_run=False)["job"]
    create, calls = tk.get_action("package_create"), []

    class DeathError(BaseException):
        """What no handler of errors catches."""

    def dying(context: Any, data_dict: Any) -> Any:
        calls.append(data_dict["name"])
        made = create(context, data_dict)
        if len(calls) == 2:
            raise DeathError
        return made

    get_action = tk.get_action
    monkeypatch.setattr(
        carry_out.tk, "get_action", lambda name: dying if name == "package_create" else get_action(name)
    )
    with pytest.raises(DeathError):
        jobs.work()
    model.Session.rollback()
    assert call("bmagov_bulk_job_show", editor, id=job)["finished"] is None
    shown = done(editor, job)
    assert statuses(shown) == ["done"] * 4
    assert calls == [f"dataset-{number}" for number in range(4)]
    assert model.Session.query(model.Package).filter_by(state="draft").count() == 4
    assert {item.record == {} for item in model.Session.query(BulkItem)} == {True}


@pytest.mark.parametrize("content", [b"", b"PK", b"title\n1", b"PK\x03\x04" + bytes(workbook.MAX_BYTES)])
def test_what_is_no_workbook_is_told_in_words(editor, agency, content: bytes):
    with pytest.raises(tk.ValidationError) as refused:
        call("bmagov_dataset_bulk_import", editor, content=base64.b64encode(content).decode())
    assert str(refused.value.error_dict["upload"][0]).startswith("FILE-")
