"""Deleted files come back into their dataset: the same file, as closed as it was, and no new data."""

from __future__ import annotations

import datetime as dt

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests.factories import Sysadmin, User, UserWithToken
from ckan.tests.helpers import call_action

from ckanext.bmagov.access import Change, approve
from ckanext.bmagov.metadata.model import DeletedFile
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.metadata.actions.test_trash import as_

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")

ROWS = "เขต,จำนวน\nบางรัก,1\nปทุมวัน,2\n"
COLUMNS = [{"name": "เขต", "type": "string"}, {"name": "จำนวน", "type": "integer"}]


@pytest.fixture
def editor():
    return UserWithToken()


@pytest.fixture
def dataset(agency):
    return factories.Dataset(owner_org=agency["id"], resources=[])


@pytest.fixture
def upload(dataset, editor, create_with_upload):
    def send(rows=ROWS, name="ประชากร", **more):
        context = {"user": editor["name"], "ignore_auth": False}
        return create_with_upload(
            rows, "ประชากร.csv", package_id=dataset["id"], name=name, context=context, **more
        )

    return send


def trash(user):
    return [row["id"] for row in as_(user, "bmagov_file_trash_list")]


def names(dataset):
    return [one["name"] for one in call_action("package_show", id=dataset["id"])["resources"]]


def test_an_upload_comes_back_under_its_id_with_its_bytes_and_fields(app, editor, dataset, upload):
    file = upload(description="รายเขต")
    before = as_(editor, "resource_show", id=file["id"])
    as_(editor, "resource_delete", id=file["id"])
    (row,) = as_(editor, "bmagov_file_trash_list")
    assert (row["id"], row["name"], row["format"]) == (file["id"], "ประชากร", "CSV")
    assert row["dataset"]["id"] == dataset["id"]
    as_(editor, "package_patch", id=dataset["id"], notes="ข้อความใหม่ของชุดข้อมูล")  # CKAN forgets it here
    as_(editor, "resource_create", package_id=dataset["id"], **factories.resource(name="อื่น"))
    assert model.Session.get(model.Resource, file["id"]) is None
    back = as_(editor, "bmagov_file_restore", id=file["id"])
    assert back == {"id": file["id"], "name": "ประชากร", "package_id": dataset["id"]}
    after = as_(editor, "resource_show", id=file["id"])
    moving = ("metadata_modified", "position", "mimetype", "size")
    assert {k: v for k, v in after.items() if k not in moving} == {
        k: v for k, v in before.items() if k not in moving
    }
    answer = app.get(after["url"], headers={"Authorization": editor["token"]})
    assert answer.data.decode() == ROWS
    assert trash(editor) == []
    assert call_action("package_search", q="ประชากร")["count"] == 1


def test_before_the_next_save_too(editor, dataset, upload):
    file = upload()
    as_(editor, "resource_delete", id=file["id"])
    as_(editor, "bmagov_file_restore", id=file["id"])
    assert names(dataset) == ["ประชากร"]
    with pytest.raises(tk.ObjectNotFound):
        as_(editor, "bmagov_file_restore", id=file["id"])


def test_its_dictionary_and_views_come_back(editor, dataset, upload):
    file = upload()
    as_(editor, "bmagov_dictionary_update", id=file["id"], columns=COLUMNS)
    view = as_(editor, "resource_view_create", resource_id=file["id"], view_type="text_view", title="ตาราง")
    as_(editor, "resource_delete", id=file["id"])
    as_(editor, "resource_create", package_id=dataset["id"], **factories.resource(name="อื่น"))
    as_(editor, "bmagov_file_restore", id=file["id"])
    (table,) = as_(editor, "bmagov_dictionary_show", id=file["id"])["tables"]
    assert [column["name"] for column in table["columns"]] == ["เขต", "จำนวน"]
    assert view["title"] in [one["title"] for one in as_(editor, "resource_view_list", id=file["id"])]


def test_no_new_data_came(editor, dataset, upload):
    file = upload()
    events = as_(editor, "bmagov_data_event_list", id=dataset["id"])
    current = as_(editor, "bmagov_freshness_show", id=dataset["id"])
    as_(editor, "resource_delete", id=file["id"])
    as_(editor, "bmagov_file_restore", id=file["id"])
    assert as_(editor, "bmagov_data_event_list", id=dataset["id"]) == events
    assert as_(editor, "bmagov_freshness_show", id=dataset["id"]) == current


def test_a_name_that_is_taken_by_now_gets_a_number(editor, dataset, upload):
    file = upload()
    as_(editor, "resource_delete", id=file["id"])
    upload(rows="เขต,จำนวน\nสาทร,9\n")
    assert as_(editor, "bmagov_file_restore", id=file["id"])["name"] == "ประชากร (2)"
    assert names(dataset) == ["ประชากร", "ประชากร (2)"]


def test_what_a_script_sent_anew_is_not_listed(editor, dataset, upload):
    file = upload()
    link = as_(editor, "resource_create", package_id=dataset["id"], **factories.resource())
    for gone in (file, link):
        as_(editor, "resource_delete", id=gone["id"])
    assert set(trash(editor)) == {file["id"], link["id"]}
    upload(name="ใหม่")
    assert trash(editor) == [link["id"]]
    as_(editor, "resource_create", package_id=dataset["id"], **factories.resource(name="ลิงก์ใหม่"))
    assert trash(editor) == []


def test_left_out_of_a_save_is_deleted_too(editor, dataset, upload):
    file = upload()
    as_(editor, "package_patch", id=dataset["id"], resources=[factories.resource()])
    assert trash(editor) == [file["id"]]


def test_of_a_deleted_dataset_only_when_that_is_back(editor, dataset, upload):
    file = upload()
    as_(editor, "resource_delete", id=file["id"])
    as_(editor, "package_delete", id=dataset["id"])
    assert trash(editor) == []
    with pytest.raises(tk.ObjectNotFound):
        as_(editor, "bmagov_file_restore", id=file["id"])
    as_(editor, "bmagov_dataset_restore", id=dataset["id"])
    assert trash(editor) == [file["id"]]


def test_a_dataset_that_goes_for_good_takes_them_along(editor, dataset, upload):
    file = upload()
    as_(editor, "resource_delete", id=file["id"])
    call_action("dataset_purge", {"user": Sysadmin()["name"]}, id=dataset["id"])
    assert model.Session.get(DeletedFile, file["id"]) is None


def test_its_level_is_never_lower_when_its_dataset_has_become_more_open(editor, agency):
    closed = factories.Dataset(
        owner_org=agency["id"], data_category="security", data_classification="confidential",
        license_id="notspecified",
    )  # fmt: skip
    file = closed["resources"][0]["id"]
    as_(editor, "resource_delete", id=file)
    model.Session.remove()
    package = model.Package.get(closed["id"])
    approve(model.Session, closed["id"], Change(None, "confidential", "open"))
    package.extras = {**package.extras, "data_category": "public", "data_classification": "open"}
    package.license_id, package.private = "open-data-common", False
    model.Session.commit()
    as_(editor, "bmagov_file_restore", id=file)
    assert as_(editor, "resource_show", id=file)["resource_data_classification"] == "confidential"
    with pytest.raises((tk.ObjectNotFound, tk.NotAuthorized)):
        as_(User(), "resource_show", id=file)


def test_others_neither_see_nor_restore_it(editor, dataset, agency, upload):
    file = upload()
    stranger, member = User(), User()
    factories.Agency(users=[{"name": stranger["name"], "capacity": "editor"}])
    call_action("organization_member_create", id=agency["id"], username=member["name"], role="member")
    as_(editor, "resource_delete", id=file["id"])
    for user in (stranger, member):
        assert trash(user) == []
        with pytest.raises((tk.ObjectNotFound, tk.NotAuthorized)):
            as_(user, "bmagov_file_restore", id=file["id"])


def test_what_was_too_closed_for_an_editor_stays_unknown(editor, dataset):
    secret = factories.resource(resource_data_classification="secret")
    file = call_action("resource_create", {"user": Sysadmin()["name"]}, package_id=dataset["id"], **secret)
    as_(Sysadmin(), "resource_delete", id=file["id"])
    assert trash(editor) == []
    with pytest.raises(tk.ObjectNotFound):
        as_(editor, "bmagov_file_restore", id=file["id"])


def test_after_thirty_days_it_is_refused_and_then_forgotten(editor, dataset, upload):
    file = upload()
    as_(editor, "resource_delete", id=file["id"])
    model.Session.get(DeletedFile, file["id"]).deleted_at -= dt.timedelta(days=31)
    model.Session.commit()
    assert trash(editor) == []
    with pytest.raises(tk.NotAuthorized):
        as_(editor, "bmagov_file_restore", id=file["id"])
    other = upload(rows="เขต,จำนวน\nสาทร,9\n")
    as_(editor, "resource_delete", id=other["id"])
    assert model.Session.get(DeletedFile, file["id"]) is None


def test_the_page_lists_and_brings_back(app, editor, dataset, upload):
    file = upload()
    headers = {"Authorization": editor["token"]}
    address = f"/dataset/{dataset['name']}/resource/{file['id']}"
    gone = app.post(f"{address}/delete", headers=headers, data={"delete": ""}, follow_redirects=True)
    assert "30 วัน" in gone.get_data(as_text=True)
    page = app.get("/dashboard/deleted", headers=headers).get_data(as_text=True)
    assert "ประชากร" in page
    assert dataset["title"] in page
    answer = app.post(
        f"/dashboard/deleted/files/{file['id']}/restore", headers=headers, follow_redirects=False
    )
    assert answer.headers["Location"].endswith(f"/resource/{file['id']}")
    assert app.post("/dashboard/deleted/files/none/restore", headers=headers).status_code == 404
