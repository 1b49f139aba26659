from __future__ import annotations

import datetime as dt
import json

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.tests import factories as core

from ckanext.bmagov.access.domain.classification import Aspect, Reader
from ckanext.bmagov.access.model.grants import AccessGrant
from ckanext.bmagov.access.services import rights
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")

CLOSED = {"data_category": "security", "license_id": "notspecified"}


def agency(**members: str) -> dict:
    """Return an agency with a new user for each name: `editor="editor"`."""
    users = [{"name": core.User(name=name)["name"], "capacity": role} for name, role in members.items()]
    return factories.Agency(users=users)


def closed(level: str, **more) -> dict:
    return factories.Dataset(data_classification=level, **{**CLOSED, **more})


def give(dataset_id: str, grantee: str, days: int = 0, **more) -> AccessGrant:
    found = AccessGrant(
        **{
            "dataset_id": dataset_id,
            "grantee_type": "user",
            "grantee_id": grantee,
            "level": "top_secret",
            "reason": "ตรวจสอบ",
            "granted_by": "x",
            "until": today() + dt.timedelta(days=days),
            **more,
        }
    )
    model.Session.add(found)
    model.Session.commit()
    return found


class Counter:
    """Counts the statements that are sent to the database."""

    def __enter__(self) -> Counter:
        self.statements: list[str] = []
        sa.event.listen(model.meta.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        sa.event.remove(model.meta.engine, "before_cursor_execute", self._note)

    def _note(self, _connection, _cursor, statement, *_) -> None:
        self.statements.append(statement)


class TestReader:
    def test_nobody_is_anonymous(self):
        assert rights.reader({"user": ""}) == Reader.ANONYMOUS
        assert rights.reader({"user": "nobody-of-that-name"}) == Reader.ANONYMOUS
        assert rights.reader_of(None) == Reader.ANONYMOUS

    def test_roles_are_those_in_active_agencies(self):
        owner = agency(somying="editor")
        gone = agency(somsak="admin")
        model.Group.get(gone["id"]).state = "deleted"
        model.Session.commit()
        assert rights.reader({"user": "somying"}).roles == {owner["id"]: "editor"}
        assert rights.reader({"user": "somsak"}).roles == {}

    def test_membership_of_a_category_is_none_of_an_agency(self):
        user = core.User()
        core.Group(users=[{"name": user["name"], "capacity": "admin"}])
        assert rights.reader({"user": user["name"]}).roles == {}

    def test_an_admin_is_admin_of_the_agencies_below_as_for_ckan(self):
        above = agency(chief="admin", clerk="editor")
        below = factories.Agency(groups=[{"name": above["name"]}])
        assert rights.reader({"user": "chief"}).roles == {above["id"]: "admin", below["id"]: "admin"}
        assert rights.reader({"user": "clerk"}).roles == {above["id"]: "editor"}

    def test_a_deleted_user_is_nobody(self):
        agency(somying="admin")
        model.User.get("somying").state = "deleted"
        model.Session.commit()
        assert rights.reader({"user": "somying"}) == Reader.ANONYMOUS

    def test_auditors_are_the_members_of_the_agency_that_the_option_names(self, ckan_config, monkeypatch):
        office = agency(auditor="member", head="admin")
        assert not rights.reader({"user": "auditor"}).auditor
        for named in (office["name"], office["id"]):
            monkeypatch.setitem(ckan_config, "ckanext.bmagov.audit_organization", named)
            assert rights.reader({"user": "auditor"}).auditor
            assert not rights.reader({"user": "auditor"}).supervisor
            assert rights.reader({"user": "head"}).supervisor

    def test_it_is_one_question_to_the_database(self):
        agency(somying="editor")
        user = model.User.get("somying")
        with Counter() as asked:
            rights.reader({"user": "somying", "auth_user_obj": user})
        assert len(asked.statements) == 1

    def test_it_is_read_once_in_a_request_until_forgotten(self, app):
        agency(somying="editor")
        user = model.User.get("somying")
        with app.flask_app.test_request_context("/"), Counter() as asked:
            for _ in range(3):
                rights.reader({"user": "somying", "auth_user_obj": user})
            assert len(asked.statements) == 1
            rights.forget_reader()
            rights.reader({"user": "somying", "auth_user_obj": user})
            assert len(asked.statements) == 2

    def test_another_user_in_the_same_request_is_another_reader(self, app):
        owner = agency(somying="editor", somsak="member")
        with app.flask_app.test_request_context("/"):
            assert rights.reader({"user": "somying"}).roles == {owner["id"]: "editor"}
            assert rights.reader({"user": "somsak"}).roles == {owner["id"]: "member"}


class TestGrants:
    def test_one_for_a_person_holds_until_the_end_of_its_last_day(self):
        user, dataset = core.User(), closed("confidential")
        context = {"user": user["name"]}
        assert rights.readable(context, [dataset["id"]]) == set()
        give(dataset["id"], user["id"])
        assert rights.readable(context, [dataset["id"]], Aspect.DATA) == {dataset["id"]}

    def test_one_that_ended_yesterday_holds_no_more_without_anyone_acting(self):
        user, dataset = core.User(), closed("confidential")
        give(dataset["id"], user["id"], days=-1)
        assert rights.readable({"user": user["name"]}, [dataset["id"]]) == set()

    def test_one_that_was_revoked_holds_no_more(self):
        user, dataset = core.User(), closed("confidential")
        give(dataset["id"], user["id"], days=9, revoked_at=dt.datetime.now(dt.UTC), revoked_by="x")
        assert rights.readable({"user": user["name"]}, [dataset["id"]]) == set()

    def test_one_for_an_agency_holds_for_its_members(self):
        granted, dataset = agency(somying="member"), closed("secret", resources=[])
        give(dataset["id"], granted["id"], grantee_type="organization")
        assert rights.readable({"user": "somying"}, [dataset["id"]]) == {dataset["id"]}
        assert rights.readable({"user": core.User()["name"]}, [dataset["id"]]) == set()

    def test_one_does_not_reach_what_was_raised_since(self):
        user, dataset = core.User(), closed("secret")
        give(dataset["id"], user["id"], level="confidential")
        assert rights.readable({"user": user["name"]}, [dataset["id"]]) == set()


class TestFacts:
    def test_a_level_that_is_not_in_the_policy_counts_as_the_most_closed(self):
        owner = agency(member="member", head="admin")
        dataset = factories.Dataset(owner_org=owner["id"])
        for stored in ("Private", ""):
            new = {"key": dataset["id"], "new": json.dumps({"data_classification": stored})}
            change = "UPDATE package SET extras = extras || CAST(:new AS jsonb) WHERE id = :key"
            model.Session.execute(sa.text(change), new)
            model.Session.commit()
            assert rights.readable({"user": ""}, [dataset["id"]]) == set()
            assert rights.readable({"user": "member"}, [dataset["id"]]) == set()
            assert rights.readable({"user": "head"}, [dataset["id"]]) == {dataset["id"]}

    def test_a_dataset_is_the_same_from_its_record_and_from_the_database(self):
        for dataset in (
            factories.Dataset(),
            factories.Dataset(private=True),
            factories.Dataset(state="draft"),
            closed("secret"),
        ):
            known = rights.subjects(model.Session, [dataset["id"]])[dataset["id"]]
            assert rights.subject_of(model.Package.get(dataset["id"])) == known
            assert rights.wholes(model.Session, [dataset["id"]])[dataset["id"]].dataset == known

    def test_files_are_the_same_alone_and_with_their_dataset(self):
        own = {"name": "อีกแฟ้ม", "resource_data_classification": "secret"}
        dataset = closed("confidential", resources=[factories.resource(), factories.resource(**own)])
        whole = rights.wholes(model.Session, [dataset["id"]])[dataset["id"]]
        ids = [one["id"] for one in dataset["resources"]]
        assert whole.resources == rights.resource_subjects(model.Session, ids)

    def test_the_level_of_a_resource_is_the_higher_one(self):
        dataset = closed(
            "confidential",
            resources=[
                factories.resource(),
                factories.resource(name="อีกแฟ้ม", resource_data_classification="secret"),
            ],
        )
        ids = [one["id"] for one in dataset["resources"]]
        found = rights.resource_subjects(model.Session, ids)
        assert [found[one].level for one in ids] == ["confidential", "secret"]
        assert rights.highest_level(model.Session, dataset["id"]) == "secret"
        assert rights.highest_level(model.Session, dataset["id"], ids[0]) == "confidential"

    def test_a_page_of_datasets_is_one_question_each(self):
        datasets = [factories.Dataset(owner_org=factories.Agency()["id"]) for _ in range(3)]
        ids = [one["id"] for one in datasets]
        files = [one["resources"][0]["id"] for one in datasets]
        for ask in (
            lambda: rights.subjects(model.Session, ids),
            lambda: rights.resource_subjects(model.Session, files),
            lambda: rights.wholes(model.Session, ids),
            lambda: rights.without_hidden_of({"user": ""}, datasets),
        ):
            with Counter() as asked:
                assert len(ask()) == 3
            assert len(asked.statements) == 1

    def test_nothing_is_asked_about_nothing(self):
        with Counter() as asked:
            assert rights.subjects(model.Session, []) == {}
            assert rights.resource_subjects(model.Session, []) == {}
            assert rights.wholes(model.Session, []) == {}
        assert asked.statements == []

    def test_a_dataset_is_shown_without_the_files_that_are_not_for_the_reader(self):
        dataset = factories.Dataset(
            resources=[
                factories.resource(),
                factories.resource(name="รายชื่อ", resource_data_classification="confidential"),
            ]
        )
        shown = rights.without_hidden_of({"user": ""}, [dataset])[0]
        assert [one["name"] for one in shown["resources"]] == ["ประชากรรายเขต 2569"]
        assert shown["num_resources"] == 1
        assert len(dataset["resources"]) == 2
        assert rights.without_hidden_of({"user": "", "ignore_auth": True}, [dataset]) == [dataset]
        assert not rights.clears_all({"user": ""}, dataset["id"])
        assert rights.clears_all({"user": core.Sysadmin()["name"]}, dataset["id"])

    def test_the_address_of_linked_data_is_for_who_may_read_them_and_who_keeps_them(
        self, ckan_config, monkeypatch
    ):
        owner, office = agency(head="admin", member="member"), agency(auditor="member")
        monkeypatch.setitem(ckan_config, "ckanext.bmagov.audit_organization", office["id"])
        dataset = closed("confidential", owner_org=owner["id"])
        url = dataset["resources"][0]["url"]
        shown = {
            name: rights.without_hidden_of({"user": name}, [dataset])[0]["resources"][0]["url"]
            for name in ("auditor", "member", "head")
        }
        assert shown == {"auditor": "", "member": url, "head": url}

    def test_what_is_not_there_is_for_nobody(self):
        assert not rights.clears_all({"user": core.Sysadmin()["name"]}, "no-such-id")
        assert rights.highest_level(model.Session, "no-such-id") == ""
