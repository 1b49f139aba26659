"""Core's actions on datasets and files, by classification level."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import search
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")


def act(user: str, action: str, **params: Any) -> Any:
    """Call an action as somebody, with every check."""
    return call_action(action, {"user": user, "ignore_auth": False}, **params)


@pytest.fixture
def agency() -> dict[str, Any]:
    users = [
        {"name": core.User(name=f"of-{role}")["name"], "capacity": role}
        for role in ("member", "editor", "admin")
    ]
    return factories.Agency(users=users)


@pytest.fixture
def mixed(agency) -> dict[str, Any]:
    """An open dataset with an open and a secret file."""
    return factories.Dataset(
        owner_org=agency["id"],
        resources=[
            factories.resource(name="เปิด"),
            factories.resource(name="ลับมากๆ", resource_data_classification="secret"),
        ],
    )


def names(dataset: dict[str, Any]) -> list[str]:
    return [one["name"] for one in dataset["resources"]]


class TestPackageShow:
    def test_a_hidden_dataset_is_absent_in_the_same_words(self, agency):
        hidden = factories.Dataset(
            owner_org=agency["id"],
            data_category="security",
            data_classification="confidential",
            license_id="notspecified",
        )
        with pytest.raises(tk.ObjectNotFound) as of_hidden:
            act("", "package_show", id=hidden["name"])
        with pytest.raises(tk.ObjectNotFound) as of_absent:
            act("", "package_show", id="no-such-dataset")
        assert str(of_hidden.value) == str(of_absent.value)
        assert act("of-member", "package_show", id=hidden["name"])["id"] == hidden["id"]

    @pytest.mark.parametrize("more", [{}, {"use_default_schema": True}, {"include_plugin_data": True}])
    def test_a_more_closed_file_is_left_out_of_an_open_dataset(self, mixed, more):
        for user in ("", "of-member", "of-editor"):
            assert names(act(user, "package_show", id=mixed["id"], **more)) == ["เปิด"]
        assert names(act("of-admin", "package_show", id=mixed["id"], **more)) == ["เปิด", "ลับมากๆ"]

    def test_the_index_keeps_the_closed_file_for_those_who_may_read_it(self, mixed):
        search.rebuild(mixed["id"])
        assert len(names(act("of-admin", "package_show", id=mixed["id"]))) == 2

    def test_a_draft_is_for_who_wrote_it_and_the_editors(self, agency):
        draft = factories.Draft(owner_org=agency["id"], user={"name": "of-editor"})
        # Who wrote it is an editor no more.
        call_action("organization_member_create", id=agency["id"], username="of-editor", role="member")
        for user in ("of-editor", "of-admin"):
            assert act(user, "package_show", id=draft["id"])["id"] == draft["id"]
        for user in ("", "of-member"):
            with pytest.raises(tk.ObjectNotFound):
                act(user, "package_show", id=draft["id"])


class TestResourceShow:
    def test_a_hidden_file_is_absent_in_the_same_words(self, mixed):
        secret = mixed["resources"][1]["id"]
        with pytest.raises(tk.ObjectNotFound) as of_hidden:
            act("of-editor", "resource_show", id=secret)
        with pytest.raises(tk.ObjectNotFound) as of_absent:
            act("of-editor", "resource_show", id="no-such-file")
        assert str(of_hidden.value) == str(of_absent.value)
        assert act("of-admin", "resource_show", id=secret)["id"] == secret


class TestWriting:
    @pytest.mark.parametrize("action", ["package_patch", "package_delete"])
    def test_who_may_not_read_every_file_changes_nothing(self, mixed, action):
        with pytest.raises(tk.NotAuthorized):
            act("of-editor", action, id=mixed["id"], notes="เปลี่ยน")
        model.Session.rollback()
        assert len(names(act("of-admin", "package_show", id=mixed["id"]))) == 2

    def test_neither_by_a_file_of_its_own(self, mixed):
        with pytest.raises(tk.NotAuthorized):
            act("of-editor", "resource_patch", id=mixed["resources"][0]["id"], description="x")
        with pytest.raises(tk.NotAuthorized):
            act("of-editor", "resource_create", package_id=mixed["id"], name="x", url="https://example.org/x")
        with pytest.raises(tk.NotAuthorized):
            act("of-editor", "resource_delete", id=mixed["resources"][0]["id"])

    def test_who_may_read_all_changes_it_and_loses_nothing(self, mixed):
        act("of-admin", "package_patch", id=mixed["id"], notes="คำอธิบายใหม่")
        assert len(names(act("of-admin", "package_show", id=mixed["id"]))) == 2


class TestSearch:
    def found(self, user: str, **params: Any) -> dict[str, Any]:
        return act(user, "package_search", **{"include_private": True, **params})

    @pytest.mark.parametrize("more", [{}, {"use_default_schema": True}])
    def test_hits_come_without_hidden_files(self, mixed, more):
        assert names(self.found("", **more)["results"][0]) == ["เปิด"]
        assert len(names(self.found("of-admin", **more)["results"][0])) == 2

    def test_the_words_of_a_hidden_file_find_nothing_and_are_in_no_field(self, mixed):
        for params in ({"q": "res_name:ลับมากๆ"}, {"q": "ลับมากๆ"}, {"fq": "res_name:ลับมากๆ"}):
            assert self.found("", **params)["count"] == 0
        assert self.found("", fl=["res_name"])["results"] == [{"res_name": ["เปิด"]}]
        facets = self.found("", **{"facet.field": ["res_url"]})["facets"]["res_url"]
        assert list(facets.values()) == [1]

    def test_internal_data_are_found_by_the_members_of_every_agency(self, agency):
        factories.Dataset(
            owner_org=agency["id"],
            data_category="internal",
            data_classification="internal",
            license_id="notspecified",
        )
        other = core.User()
        factories.Agency(users=[{"name": other["name"], "capacity": "member"}])
        assert self.found(other["name"])["count"] == 1
        assert self.found(core.User()["name"])["count"] == 0

    def test_who_leaves_the_agency_finds_nothing_from_then_on_without_a_new_index(self, agency):
        closed = factories.Dataset(
            owner_org=agency["id"],
            data_category="security",
            data_classification="confidential",
            license_id="notspecified",
        )
        written = search.show(closed["id"])["indexed_ts"]
        assert self.found("of-member")["count"] == 1
        by_admin = {"user": "of-admin"}
        call_action("organization_member_delete", by_admin, id=agency["id"], username="of-member")
        model.Session.remove()
        assert self.found("of-member")["count"] == 0
        assert search.show(closed["id"])["indexed_ts"] == written

    def test_what_was_closed_behind_the_back_of_the_index_is_not_shown_nor_counted(self, mixed):
        package = model.Package.get(mixed["id"])
        package.extras = {**package.extras, "data_classification": "secret"}
        model.Session.commit()
        for params in ({}, {"fl": ["name"]}, {"use_default_schema": True}):
            answer = self.found("", **params)
            assert (answer["count"], answer["results"]) == (0, [])

    def test_a_file_that_was_closed_behind_its_back_is_in_no_field(self, mixed):
        resource = model.Resource.get(mixed["resources"][0]["id"])
        resource.extras = {**resource.extras, "resource_data_classification": "secret"}
        model.Session.commit()
        answer = self.found("", fl=["name", "res_name"])
        assert answer["results"] == [{"name": mixed["name"]}]
        assert names(self.found("")["results"][0]) == []

    def test_what_the_index_has_and_the_database_has_not_is_not_shown(self, mixed):
        model.Session.query(model.Resource).delete()
        model.Session.query(model.PackageTag).delete()
        model.Session.query(model.Package).delete()
        model.Session.commit()
        assert self.found("of-admin")["results"] == []
        assert self.found(core.Sysadmin()["name"])["results"] == []

    def test_the_address_of_linked_data_is_in_no_field_for_who_may_not_read_them(
        self, agency, ckan_config, monkeypatch
    ):
        factories.Dataset(
            owner_org=agency["id"],
            data_category="security",
            data_classification="confidential",
            license_id="notspecified",
        )
        auditor = core.User()["name"]
        office = factories.Agency(users=[{"name": auditor, "capacity": "member"}])
        monkeypatch.setitem(ckan_config, "ckanext.bmagov.audit_organization", office["id"])
        asked = {"fl": ["res_name", "res_url"]}
        for user in (auditor, "of-member"):  # the index is one for both
            assert self.found(user, **asked)["results"] == [{"res_name": ["ประชากรรายเขต 2569"]}]
        assert self.found(auditor)["results"][0]["resources"][0]["url"] == ""
        assert self.found("of-member")["results"][0]["resources"][0]["url"]

    def test_only_the_fields_asked_for_are_given(self, mixed):
        assert self.found("", fl="name,title")["results"] == [
            {"name": mixed["name"], "title": mixed["title"]}
        ]
        assert self.found("", fl=["id"])["results"] == [{"id": mixed["id"]}]


class TestMovingAndNaming:
    def move(self, user: str, dataset: dict[str, Any], to: dict[str, Any]) -> None:
        act(user, "package_patch", id=dataset["id"], owner_org=to["id"])

    def test_a_dataset_moves_only_by_who_is_admin_of_both_agencies(self, agency):
        dataset = factories.Dataset(owner_org=agency["id"])
        as_editor = factories.Agency(users=[{"name": "of-admin", "capacity": "editor"}])
        both = factories.Agency(users=[{"name": "of-admin", "capacity": "admin"}])
        core_users = [{"name": "of-editor", "capacity": "admin"}]
        other = factories.Agency(users=core_users)
        for user, to in (("of-admin", as_editor), ("of-editor", other)):
            with pytest.raises(tk.ValidationError) as refusal:
                self.move(user, dataset, to)
            assert refusal.value.error_dict["owner_org"][0].startswith("ORG-MOVE")
            model.Session.rollback()
        self.move("of-admin", dataset, both)
        assert model.Package.get(dataset["id"]).owner_org == both["id"]

    def test_the_history_of_one_that_has_moved_is_for_its_new_agency(self, agency):
        dataset = factories.Dataset(
            owner_org=agency["id"],
            data_category="security",
            data_classification="confidential",
            license_id="notspecified",
        )
        act("of-admin", "package_patch", id=dataset["id"], notes="คำอธิบายใหม่")
        new = core.User()["name"]
        users = [{"name": "of-admin", "capacity": "admin"}, {"name": new, "capacity": "member"}]
        self.move("of-admin", dataset, factories.Agency(users=users))
        with pytest.raises((tk.NotAuthorized, tk.ObjectNotFound)):
            act("of-member", "package_activity_list", id=dataset["id"])
        assert len(act(new, "package_activity_list", id=dataset["id"])) >= 2
        labels = model.Session.execute(
            sa.text("SELECT permission_labels FROM activity WHERE object_id = :id"), {"id": dataset["id"]}
        ).scalars()
        assert not any(agency["id"] in str(one) for one in labels)

    def test_a_closed_dataset_gets_a_name_that_nobody_guesses(self, agency):
        more = {"data_category": "internal", "data_classification": "internal", "license_id": "notspecified"}
        names = {factories.Dataset(owner_org=agency["id"], name="", **more)["name"] for _ in range(2)}
        assert len(names) == 2
        assert all(name.startswith("data-") for name in names)

    def test_an_open_one_has_to_be_given_a_name(self, agency):
        with pytest.raises(tk.ValidationError) as refusal:
            factories.Dataset(owner_org=agency["id"], name="")
        assert refusal.value.error_dict["name"][0].startswith("NAME-REQUIRED")

    def test_lowering_over_a_closed_file_is_refused_whether_files_are_sent_or_not(self, agency):
        dataset = factories.Dataset(
            owner_org=agency["id"],
            data_category="security",
            data_classification="secret",
            license_id="notspecified",
            resources=[factories.resource(resource_data_classification="secret")],
        )
        change = {"data_category": "public", "data_classification": "open"}
        whole = act("of-admin", "package_show", id=dataset["id"])
        without_files = {key: value for key, value in whole.items() if key != "resources"}
        for action, record in (
            ("package_patch", {"id": dataset["id"], **change}),
            ("package_update", {**whole, **change}),
            ("package_update", {**without_files, **change}),
        ):
            with pytest.raises(tk.ValidationError):
                act("of-admin", action, **record)
            model.Session.rollback()
            assert model.Package.get(dataset["id"]).extras["data_classification"] == "secret"

    def test_publishing_in_bulk_does_not_make_closed_data_public(self, agency):
        more = {"data_category": "internal", "data_classification": "internal", "license_id": "notspecified"}
        dataset = factories.Dataset(owner_org=agency["id"], **more)
        with pytest.raises(tk.ValidationError):
            act("of-admin", "bulk_update_public", datasets=[dataset["id"]], org_id=agency["id"])
        model.Session.rollback()
        assert model.Package.get(dataset["id"]).private is True
