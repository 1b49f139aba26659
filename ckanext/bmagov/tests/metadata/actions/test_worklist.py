"""งานของฉัน: what waits, and for whom."""

from __future__ import annotations

import datetime as dt

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import helpers
from ckan.tests.factories import User, UserWithToken

from ckanext.bmagov.tests import factories

TODAY = dt.datetime.now(dt.UTC).date()
KINDS = ("overdue", "due", "incomplete", "draft")


@pytest.fixture
def editor(clean_db, clean_index):
    return UserWithToken()


def work(user):
    return helpers.call_action("bmagov_worklist_show", {"user": user["name"], "ignore_auth": False})


def dataset_of(agency, data_on="2020-01-31", **fields):
    """A dataset whose data came into the catalog on a day."""
    made = factories.Dataset(owner_org=agency["id"], **{"resources": [], **fields})
    factories.new_data(made, data_on)
    return made


def names(found, kind):
    return [row["name"] for row in found[kind]]


class TestWorklist:
    def test_an_old_dataset_is_overdue_with_its_date(self, editor, agency):
        dataset = dataset_of(agency)
        found = work(editor)

        assert names(found, "overdue") == [dataset["name"]]
        assert found["overdue"][0]["due"] == "2021-01-31"

    def test_a_day_that_the_agency_states_moves_nothing(self, editor, agency):
        """Of a link nobody here sees when its data change: it is not overdue, and not current either."""
        factories.Dataset(owner_org=agency["id"], last_updated_date="2020-01-31")
        old = dataset_of(agency, last_updated_date=TODAY.isoformat())
        found = work(editor)

        assert names(found, "overdue") == [old["name"]]

    def test_what_never_had_data_is_overdue_without_a_day(self, editor, agency):
        dataset = factories.Dataset(owner_org=agency["id"], resources=[])
        found = work(editor)

        assert names(found, "overdue") == [dataset["name"]]
        assert found["overdue"][0]["due"] is None

    def test_a_colleagues_draft_waits_with_what_it_lacks(self, editor, agency):
        draft = factories.Draft(owner_org=agency["id"])
        found = work(editor)

        assert names(found, "draft") == [draft["name"]]
        assert "maintainer" in found["draft"][0]["missing"]

    def test_a_complete_and_fresh_dataset_does_not_wait(self, editor, agency):
        factories.Dataset(owner_org=agency["id"], update_frequency_unit="never", update_frequency_interval="")
        found = work(editor)

        assert [names(found, kind) for kind in KINDS] == [[], [], [], []]
        assert found["checked"] == found["total"] == 1

    def test_other_agencies_work_is_not_mine(self, editor, agency):
        dataset_of(factories.Agency())
        factories.Draft()
        found = work(editor)

        assert [names(found, kind) for kind in KINDS] == [[], [], [], []]

    def test_a_draft_that_was_made_secret_is_not_the_editors_any_more(self, editor, agency):
        """His other work still waits: one thing that he may not know of must not take the list away."""
        own = factories.Draft(owner_org=agency["id"])
        package = model.Package.get(factories.Draft(owner_org=agency["id"])["id"])
        package.extras = {**package.extras, "data_category": "security", "data_classification": "secret"}
        model.Session.commit()
        found = work(editor)

        assert names(found, "draft") == [own["name"]]
        assert found["checked"] == found["total"] == 1

    def test_what_holds_a_file_that_is_hidden_from_me_is_not_my_work(self, editor, agency):
        """Saving would lose the file, so CKAN's forms are refused to him, and so is `package_update`."""
        secret = factories.resource(resource_data_classification="secret")
        dataset_of(agency, resources=[secret])
        found = work(editor)

        assert [names(found, kind) for kind in KINDS] == [[], [], [], []]
        assert found["checked"] == found["total"] == 0

    def test_members_who_may_not_edit_have_no_list(self, agency):
        member = User()
        helpers.call_action(
            "organization_member_create", id=agency["id"], username=member["name"], role="member"
        )
        factories.Draft(owner_org=agency["id"])
        assert work(member)["checked"] == 0

    def test_anonymous_is_refused(self, clean_db):
        with pytest.raises(tk.NotAuthorized):
            helpers.call_action("bmagov_worklist_show", {"user": "", "ignore_auth": False})


class TestPage:
    def test_shows_the_work_in_both_languages(self, app, editor, agency):
        dataset_of(agency, title="ชุดเก่า")
        signed_in = {"Authorization": editor["token"]}

        thai = app.get("/dashboard/work", headers=signed_in).body
        english = app.get("/en/dashboard/work", headers=signed_in).body
        assert "ชุดเก่า" in thai
        assert "ครบกำหนดเมื่อ 31 ม.ค. 2564" in thai
        assert "was due by 31 Jan 2021" in english

    def test_asks_anonymous_to_log_in(self, app, clean_db):
        answer = app.get("/dashboard/work", follow_redirects=False)
        assert answer.status_code == 302
        assert "/user/login" in answer.headers["Location"]


class TestBar:
    def test_it_shows_what_waited_until_the_reader_saves_something(self, app, editor, agency):
        dataset = dataset_of(agency)
        headers = {"Authorization": editor["token"]}
        waiting = "bmagov-waiting"
        assert waiting not in app.get("/about", headers=headers).get_data(as_text=True)
        app.get("/dashboard/work", headers=headers)
        assert waiting in app.get("/about", headers=headers).get_data(as_text=True)
        context = {"user": editor["name"], "ignore_auth": False}
        app.post(
            "/api/3/action/package_patch",
            headers=headers,
            json={"id": dataset["id"], "notes": "รายละเอียดใหม่"},
        )
        assert helpers.call_action("package_show", context, id=dataset["id"])["notes"] == "รายละเอียดใหม่"
        assert waiting not in app.get("/about", headers=headers).get_data(as_text=True)
