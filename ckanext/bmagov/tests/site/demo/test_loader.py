"""Loading demo content into a catalog and taking it out again."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import search
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.base.domain.calendar import BANGKOK
from ckanext.bmagov.files.model import DataEvent, ResourceContent
from ckanext.bmagov.files.readers.resource_file import FileGoneError, open_file
from ckanext.bmagov.site.demo import content
from ckanext.bmagov.site.demo.loader import DemoError, Loader, id_of
from ckanext.bmagov.site.model import DATASET, GROUP, USER, DemoObject
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.site.demo.conftest import SMALL, TODAY


def user(name: str) -> Any:
    return model.User.get(name)


def dataset(name: str) -> Any:
    return model.Package.get(name)


def group(name: str) -> Any:
    return model.Group.get(name)


def recorded() -> Counter[str]:
    return Counter(row.kind for row in model.Session.query(DemoObject))


def remove_all(force: bool = False) -> None:
    for row in call_action("bmagov_demo_object_list"):
        call_action("bmagov_demo_object_purge", id=row["id"], force=force)


def as_admin() -> dict[str, str]:
    """Return the context of a person who may do anything."""
    return {"user": core.Sysadmin()["name"]}


def freshness_that_differs(names: set[str]) -> list[str]:
    """Return the datasets of which page, work list and badge do not say the same."""
    work = call_action("bmagov_worklist_show", as_admin() | {"ignore_auth": False})
    listed = {row["name"]: (kind, row["due"]) for kind in ("overdue", "due") for row in work[kind]}
    kinds = {"overdue": "overdue", "delinquent": "overdue", "due": "due"}
    assert work["checked"] >= len(names) > 80
    differs = []
    for name in sorted(names):
        page = call_action("bmagov_freshness_show", id=name)
        badge = call_action("bmagov_dataset_kpi_show", id=name)["marks"][0]
        wanted = (kinds[page["state"]], page["due"]) if page["state"] in kinds else None
        if badge["reason"] != page["reason"] or listed.get(name) != wanted:
            differs.append(name)
    return differs


def found(query: str = "*:*") -> set[str]:
    answer = call_action("package_search", {"ignore_auth": True}, q=query, include_private=True, rows=200)
    return {dataset["name"] for dataset in answer["results"]}


@pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")
class TestWhole:
    def test_all_of_it_is_valid_and_goes_without_a_trace(self, load):
        created = load().created
        assert created["dataset"] == len(content.datasets(TODAY))
        assert created["user"] == len(content.accounts())
        drafts = {dataset.name for dataset in content.datasets(TODAY) if dataset.is_draft}
        published = {dataset.name for dataset in content.datasets(TODAY)} - drafts
        assert found() == published
        assert {p.name for p in model.Session.query(model.Package).filter_by(state="draft")} == drafts
        assert recorded() == created
        agencies = model.Session.query(model.Group).filter_by(is_organization=True).count()
        assert agencies >= 80
        assert freshness_that_differs(published) == []

        again = load()
        assert not again.created
        assert not again.skipped
        assert recorded() == created

        ids = [row.id for row in model.Session.query(DemoObject)]
        remove_all()
        assert not recorded()
        assert found() == set()
        for table in (model.Package, model.Resource, model.ResourceView, DataEvent, ResourceContent):
            assert model.Session.query(table).count() == 0, table
        assert not model.Session.query(model.User).filter(model.User.id.in_(ids)).count()
        assert not model.Session.query(model.Member).filter(model.Member.table_name != "group").count()
        assert model.Session.query(model.Group).filter_by(is_organization=True).count() == agencies


@pytest.mark.usefixtures("with_plugins", "small")
class TestLoad:
    def test_datasets_come_with_their_files_topics_and_owner(self, load):
        load()
        parking = call_action("package_show", id="demo-public-parking")
        assert parking["organization"]["name"] == "traffic-and-transportation-department"
        assert [group["name"] for group in parking["groups"]] == ["traffic-transport"]
        (file,) = parking["resources"]
        assert (file["format"], file["url_type"]) == ("CSV", "upload")
        with open_file(file) as stored:
            assert stored.stream.read().startswith("\ufeffรหัส,ชื่อที่จอดรถ".encode())
        views = call_action("resource_view_list", id=file["id"])
        assert [view["view_type"] for view in views] == ["bmagov_table"]

    def test_topics_carry_their_english_names(self, load):
        load()
        topic = call_action("group_show", id="public-health", include_extras=True)
        extras = {extra["key"]: extra["value"] for extra in topic["extras"]}
        assert topic["title"] == "สาธารณสุข"
        assert extras["title_en"] == "Public health"

    def test_closed_data_are_not_shown_to_the_public(self, load):
        load()
        seen = call_action("package_search", {"user": "", "ignore_auth": False}, q="*:*")
        assert {dataset["name"] for dataset in seen["results"]} == SMALL - {"demo-patient-appointments"}

    def test_what_is_late_is_late_by_its_data_event(self, load):
        load()
        (event,) = call_action("bmagov_data_event_list", id="demo-public-parking")
        at = dt.datetime.fromisoformat(event["at"])
        assert at == dt.datetime(2024, 9, 17, tzinfo=BANGKOK)

    def test_accounts_sign_in_with_the_password_that_is_told_once(self, load):
        told = load().passwords
        assert set(told) == {"demo-sysadmin", "demo-member"}
        assert len(set(told.values())) == 2
        assert user("demo-member").validate_password(told["demo-member"])
        assert user("demo-sysadmin").sysadmin
        assert not load().passwords

    def test_one_password_for_all_when_it_is_given(self, load):
        load("a password of mine")
        assert user("demo-member").validate_password("a password of mine")

    def test_an_account_has_its_role_and_no_more(self, load):
        load()
        member = user("demo-member")
        assert {group.name for group in member.get_groups("organization", "member")} == {"health-department"}
        assert not member.sysadmin

    def test_what_somebody_deleted_or_changed_stays_so(self, load):
        load()
        call_action("package_delete", as_admin(), id="demo-markets")
        call_action("package_patch", as_admin(), id="demo-public-parking", title="ชื่อใหม่ที่มีผู้แก้")
        call_action("organization_member_delete", as_admin(), id="health-department", username="demo-member")
        assert not load().created
        assert dataset("demo-markets").state == "deleted"
        assert dataset("demo-public-parking").title == "ชื่อใหม่ที่มีผู้แก้"
        assert not user("demo-member").get_groups("organization")

    def test_a_name_that_is_taken_is_left_out_and_told(self, load):
        factories.Dataset(name="demo-markets", title="ตลาดของเรา")
        core.Group(name="public-health")
        outcome = load()
        assert outcome.skipped == [
            "topic public-health: the name is taken",
            "dataset demo-markets: the name is taken",
        ]
        assert dataset("demo-markets").title == "ตลาดของเรา"
        assert id_of(DATASET, "demo-markets") not in {row.id for row in model.Session.query(DemoObject)}

    def test_a_dataset_without_its_agency_is_left_out_and_told(self, load):
        load()
        remove_all()
        call_action("organization_delete", as_admin(), id="medical-service-department")
        names = {
            dataset.name
            for dataset in content.datasets(TODAY)
            if dataset.agency != "medical-service-department"
        }
        outcome = load()
        assert outcome.skipped == ["dataset demo-patient-appointments: no agency medical-service-department"]
        assert found() == names

    def test_a_bad_record_is_named_and_nothing_of_it_is_kept(self, load, monkeypatch):
        monkeypatch.setitem(content.PUBLISHED, "license_id", "no such licence")
        with pytest.raises(DemoError, match="license_id"):
            load()
        assert recorded()["dataset"] == 0
        assert model.Session.query(model.Package).count() == 0


@pytest.mark.usefixtures("with_plugins", "small")
class TestInterruption:
    @pytest.mark.parametrize("action", ["user_create", "group_create", "package_create", "package_patch"])
    def test_loading_goes_on_where_it_stopped(self, load, monkeypatch, action):
        calls = Counter()
        whole = Loader.call

        def stopped(self, name, *args, **more):
            calls[name] += 1
            if name == action and calls[name] == 2:
                model.Session.rollback()
                raise KeyboardInterrupt
            return whole(self, name, *args, **more)

        with monkeypatch.context() as patch:
            patch.setattr(Loader, "call", stopped)
            with pytest.raises(KeyboardInterrupt):
                load()
        load()
        assert found() == SMALL
        assert recorded()["resource"] == model.Session.query(model.Resource).count() == 3
        assert recorded()["user"] == 2
        assert not load().created

    def test_removal_goes_on_where_it_stopped(self, load):
        load()
        first = call_action("bmagov_demo_object_list")[0]
        call_action("bmagov_demo_object_purge", id=first["id"])
        assert found() < SMALL
        remove_all()
        assert not recorded()

    def test_a_record_whose_object_is_gone_is_removed(self, load):
        load()
        call_action("dataset_purge", as_admin(), id="demo-markets")
        call_action("group_purge", as_admin(), id="economy-finance")
        remove_all()
        assert not recorded()


@pytest.mark.usefixtures("with_plugins", "small")
class TestPurge:
    def test_files_and_index_go_too(self, load):
        load()
        (file,) = call_action("package_show", id="demo-markets")["resources"]
        call_action("bmagov_demo_object_purge", id=id_of(DATASET, "demo-markets"))
        with pytest.raises(FileGoneError), open_file(file):
            pass
        assert "demo-markets" not in found()

    def test_what_people_made_stays(self, load):
        load()
        mine = factories.Dataset(owner_org=group("health-department").id)
        remove_all()
        assert found() == {mine["name"]}
        assert group("health-department").state == "active"

    def test_a_topic_with_a_dataset_of_somebodys_is_kept_unless_forced(self, load):
        load()
        mine = factories.Dataset(groups=[{"name": "public-health"}])
        topic = id_of(GROUP, "public-health")
        listed = {row["id"]: row["added"] for row in call_action("bmagov_demo_object_list")}
        assert listed[topic] == [mine["name"]]
        with pytest.raises(tk.ValidationError, match=mine["name"]):
            call_action("bmagov_demo_object_purge", id=topic)
        assert model.Group.get(topic)
        call_action("bmagov_demo_object_purge", id=topic, force=True)
        assert not model.Group.get(topic)
        assert mine["name"] in found()

    def test_a_dataset_with_a_resource_of_somebodys_is_kept_unless_forced(self, load):
        load()
        added = factories.resource(name="แฟ้มของเรา")
        call_action("resource_create", as_admin(), package_id="demo-markets", **added)
        dataset = id_of(DATASET, "demo-markets")
        with pytest.raises(tk.ValidationError, match="แฟ้มของเรา"):
            call_action("bmagov_demo_object_purge", id=dataset)
        assert "demo-markets" in found()
        call_action("bmagov_demo_object_purge", id=dataset, force=True)
        assert "demo-markets" not in found()

    def test_what_an_account_made_outlives_it(self, load):
        load()
        mine = factories.Dataset(user={"name": "demo-sysadmin"})
        call_action("bmagov_demo_object_purge", id=id_of(USER, "demo-sysadmin"))
        assert not model.User.get("demo-sysadmin")
        assert mine["name"] in found()

    def test_nothing_else_can_be_purged_with_it(self, load):
        load()
        mine = factories.Dataset()
        resource = model.Session.query(DemoObject).filter_by(kind="resource")[0]
        for other in (mine["id"], resource.id, "no-such-id"):
            with pytest.raises(tk.ObjectNotFound):
                call_action("bmagov_demo_object_purge", id=other)
        assert mine["name"] in found()

    def test_only_administrators_list_and_purge(self, load):
        load()
        for user in ("", core.User()["name"], "demo-member"):
            context = {"user": user, "ignore_auth": False}
            with pytest.raises(tk.NotAuthorized):
                call_action("bmagov_demo_object_list", dict(context))
            with pytest.raises(tk.NotAuthorized):
                call_action("bmagov_demo_object_purge", dict(context), id=id_of(DATASET, "demo-markets"))

    def test_the_index_is_rebuilt_without_it(self, load):
        load()
        remove_all()
        search.rebuild()
        assert found() == set()
