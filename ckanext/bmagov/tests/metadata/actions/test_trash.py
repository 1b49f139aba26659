"""Deleted datasets come back for who may edit them, as closed as they were."""

from __future__ import annotations

import datetime as dt

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests.factories import Group, Sysadmin, User, UserWithToken
from ckan.tests.helpers import call_action

from ckanext.bmagov.metadata.model import DeletedDataset
from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")


def as_(user, action, **params):
    return call_action(action, {"user": user["name"], "ignore_auth": False}, **params)


@pytest.fixture
def editor():
    return UserWithToken()


def test_an_editor_brings_back_what_a_colleague_deleted(editor, agency):
    topic = Group()
    one = factories.Dataset(owner_org=agency["id"], groups=[{"name": topic["name"]}])
    as_(editor, "package_delete", id=one["id"])
    (row,) = as_(editor, "bmagov_dataset_trash_list")
    assert (row["id"], row["title"], row["owner_org"]) == (one["id"], one["title"], agency["id"])
    back = as_(editor, "bmagov_dataset_restore", id=one["id"])
    assert back == {"id": one["id"], "name": one["name"]}
    shown = as_(editor, "package_show", id=one["id"])
    assert shown["state"] == "draft"
    assert [group["name"] for group in shown["groups"]] == [topic["name"]]
    assert [resource["id"] for resource in shown["resources"]] == [one["resources"][0]["id"]]
    assert shown["organization"]["id"] == agency["id"]
    assert as_(editor, "bmagov_dataset_trash_list") == []
    assert as_(editor, "package_patch", id=one["id"], state="active")["state"] == "active"
    assert call_action("package_search", q=f"id:{one['id']}")["count"] == 1


def test_others_neither_see_nor_restore_it(editor, agency):
    one = factories.Dataset(owner_org=agency["id"])
    stranger, member = User(), User()
    factories.Agency(users=[{"name": stranger["name"], "capacity": "editor"}])
    call_action("organization_member_create", id=agency["id"], username=member["name"], role="member")
    as_(editor, "package_delete", id=one["id"])
    for user in (stranger, member):
        assert as_(user, "bmagov_dataset_trash_list") == []
        with pytest.raises((tk.ObjectNotFound, tk.NotAuthorized)):
            as_(user, "bmagov_dataset_restore", id=one["id"])


def test_what_was_closed_to_an_editor_stays_closed(editor, agency):
    secret = factories.Dataset(
        owner_org=agency["id"], data_classification="secret", data_category="security",
        license_id="notspecified", resources=[],
    )  # fmt: skip
    as_(Sysadmin(), "package_delete", id=secret["id"])
    assert as_(editor, "bmagov_dataset_trash_list") == []
    with pytest.raises(tk.ObjectNotFound):
        as_(editor, "bmagov_dataset_restore", id=secret["id"])


def test_after_thirty_days_and_when_it_is_not_deleted_it_is_refused(editor, agency):
    one = factories.Dataset(owner_org=agency["id"])
    with pytest.raises(tk.NotAuthorized):
        as_(editor, "bmagov_dataset_restore", id=one["id"])
    as_(editor, "package_delete", id=one["id"])
    kept = model.Session.get(DeletedDataset, one["id"])
    kept.deleted_at -= dt.timedelta(days=31)
    model.Session.commit()
    assert as_(editor, "bmagov_dataset_trash_list") == []
    with pytest.raises(tk.NotAuthorized):
        as_(editor, "bmagov_dataset_restore", id=one["id"])


def test_an_address_that_another_has_by_now_is_not_taken_from_it(editor, agency):
    one = factories.Dataset(owner_org=agency["id"], name="canals")
    as_(editor, "package_delete", id=one["id"])
    factories.Dataset(owner_org=agency["id"], name="canals")
    assert [row["name"] for row in as_(editor, "bmagov_dataset_trash_list")] == ["canals"]
    assert as_(editor, "bmagov_dataset_restore", id=one["id"])["name"] == "canals-2"


def test_the_page_lists_and_brings_back(app, editor, agency):
    one = factories.Dataset(owner_org=agency["id"])
    headers = {"Authorization": editor["token"]}
    app.post(f"/dataset/delete/{one['name']}", headers=headers, data={"delete": ""}, follow_redirects=False)
    page = app.get("/dashboard/deleted", headers=headers).get_data(as_text=True)
    assert one["title"] in page
    answer = app.post(f"/dashboard/deleted/{one['id']}/restore", headers=headers, follow_redirects=False)
    assert answer.headers["Location"].endswith(f"/dataset/edit/{one['name']}")
    assert app.post("/dashboard/deleted/none/restore", headers=headers).status_code == 404


@pytest.mark.parametrize("about", ["id", "name"])
def test_an_administrator_of_the_system_makes_no_draft_of_what_is_not_deleted(editor, agency, about):
    one = factories.Dataset(owner_org=agency["id"])
    with pytest.raises(tk.ObjectNotFound):
        as_(Sysadmin(), "bmagov_dataset_restore", id=one[about])
    assert call_action("package_show", id=one["id"])["state"] == "active"
