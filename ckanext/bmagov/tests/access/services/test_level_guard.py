"""What no transaction may store, whoever wrote it: other plugins, bulk statements, commands."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.access.domain.classification.lowering import Change
from ckanext.bmagov.access.services import level_log
from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")

CLOSED = {"data_category": "security", "data_classification": "confidential", "license_id": "notspecified"}


def closed(**more: Any) -> dict[str, Any]:
    return factories.Dataset(**{**CLOSED, **more})


def call(action: str, **params: Any) -> Any:
    return call_action(action, {"user": core.Sysadmin()["name"]}, **params)


def stored(dataset: dict[str, Any]) -> Any:
    model.Session.remove()
    return model.Package.get(dataset["id"])


def level(dataset: dict[str, Any]) -> str:
    return stored(dataset).extras.get("data_classification", "")


def refused() -> str:
    """Commit, and return what is said of it; nothing of the transaction is left."""
    with pytest.raises(tk.ValidationError) as caught:
        model.Session.commit()
    model.Session.rollback()
    return str(caught.value.error_dict)


def write(dataset: dict[str, Any], new: str) -> None:
    package = stored(dataset)
    package.extras = {**package.extras, "data_classification": new}


class TestLevels:
    @pytest.mark.parametrize("new", ["open", "internal", ""])
    def test_a_lower_one_is_refused_and_nothing_is_stored(self, new: str):
        dataset = closed()
        write(dataset, new)
        stored_title = model.Package.get(dataset["id"])
        stored_title.title = "เปลี่ยนไปด้วย"
        assert "LEVEL-DOWN-NEEDS-REVIEW" in refused()
        assert (level(dataset), stored(dataset).title) == ("confidential", dataset["title"])

    def test_none_at_all_is_refused(self):
        dataset = closed()
        package = stored(dataset)
        package.extras = {}
        assert "LEVEL-DOWN-NEEDS-REVIEW" in refused()

    def test_who_tries_to_commit_again_is_refused_again(self):
        dataset = closed()
        write(dataset, "open")
        with pytest.raises(tk.ValidationError):
            model.Session.commit()
        with pytest.raises(tk.ValidationError):
            model.Session.commit()
        model.Session.rollback()
        assert level(dataset) == "confidential"

    def test_a_step_on_the_way_counts_for_nothing(self):
        dataset = closed()
        for new in ("open", "secret"):
            package = model.Package.get(dataset["id"])
            package.extras = {**package.extras, "data_classification": new}
            model.Session.flush()
        model.Session.commit()
        assert level(dataset) == "secret"

    def test_a_statement_for_many_rows(self):
        first, second = closed(), closed()
        table = model.Package.__table__
        model.Session.execute(
            sa.update(table)
            .where(table.c.id.in_([first["id"], second["id"]]))
            .values(extras=sa.cast({"data_classification": "open"}, table.c.extras.type))
        )
        assert "LEVEL-DOWN-NEEDS-REVIEW" in refused()
        model.Session.query(model.Package).filter_by(id=first["id"]).update(
            {"extras": {}}, synchronize_session=False
        )
        assert "LEVEL-DOWN-NEEDS-REVIEW" in refused()
        assert (level(first), level(second)) == ("confidential", "confidential")

    def test_through_a_draft_or_a_deletion(self):
        dataset = closed()
        for state in ("draft", "deleted"):
            package = stored(dataset)
            package.state = state
            model.Session.commit()
            write(dataset, "open")
            assert "LEVEL-DOWN-NEEDS-REVIEW" in refused()

    def test_through_a_new_record_under_the_same_id(self):
        dataset = closed()
        call_action("dataset_purge", id=dataset["id"])
        model.Session.add(
            model.Package(
                id=dataset["id"], name="the-same", type="dataset", extras={"data_classification": "open"}
            )
        )
        assert "LEVEL-DOWN-NEEDS-REVIEW" in refused()

    def test_a_draft_that_nobody_could_read_is_free(self):
        draft = closed(state="draft")
        write(draft, "open")
        model.Session.commit()
        assert level(draft) == "open"

    def test_what_somebody_else_raised_meanwhile_is_seen(self):
        """Who read the record before would write the old level back."""
        dataset = factories.Dataset()
        package = stored(dataset)
        old = dict(package.extras)
        with model.ensure_engine().begin() as other:
            other.execute(
                sa.text("UPDATE package SET extras = extras || :new WHERE id = :key"),
                {"new": '{"data_classification": "secret"}', "key": dataset["id"]},
            )
        package.extras = {**old, "note": "x"}
        assert "LEVEL-DOWN-NEEDS-REVIEW" in refused()
        assert level(dataset) == "secret"


class TestFiles:
    def mixed(self) -> tuple[dict[str, Any], str]:
        dataset = factories.Dataset(
            resources=[factories.resource(resource_data_classification="confidential")]
        )
        return dataset, dataset["resources"][0]["id"]

    def test_a_lower_one_is_refused(self):
        _, file = self.mixed()
        model.Resource.get(file).extras = {}
        assert "resource_data_classification" in refused()

    def test_deleted_and_back_at_a_lower_level(self):
        _, file = self.mixed()
        model.Resource.get(file).state = "deleted"
        model.Session.commit()
        resource = model.Resource.get(file)
        resource.state, resource.extras = "active", {}
        assert "LEVEL-DOWN-NEEDS-REVIEW" in refused()

    def test_moved_to_a_dataset_that_is_more_open(self):
        host, guest = closed(), factories.Dataset()
        model.Session.remove()
        resource = model.Resource.get(host["resources"][0]["id"])
        resource.package_id = guest["id"]
        assert "LEVEL-DOWN-NEEDS-REVIEW" in refused()

    def test_deleted_and_added_anew(self):
        dataset, file = self.mixed()
        call("resource_delete", id=file)
        again = factories.resource(name="ใหม่")
        with pytest.raises(tk.ValidationError) as caught:
            call("resource_create", package_id=dataset["id"], **again)
        assert "LEVEL-DELETED-HIGHER" in str(caught.value.error_dict)
        assert call_action("package_show", id=dataset["id"])["resources"] == []
        other = factories.resource(name="อื่น", url="https://example.go.th/other.csv")
        call("resource_create", package_id=dataset["id"], **other)
        closed_again = {**again, "resource_data_classification": "confidential"}
        call("resource_create", package_id=dataset["id"], **closed_again)

    def test_changed_for_a_new_one_in_one_step(self):
        dataset, _ = self.mixed()
        with pytest.raises(tk.ValidationError) as caught:
            call("package_patch", id=dataset["id"], resources=[factories.resource(name="ใหม่")])
        assert "LEVEL-DELETED-HIGHER" in str(caught.value.error_dict)

    def test_the_same_bytes_uploaded_again(self, create_with_upload):
        dataset = factories.Dataset(resources=[])
        context = {"user": core.Sysadmin()["name"]}
        sent = {"package_id": dataset["id"], "format": "CSV", "context": context}
        first = create_with_upload(
            "a,b\n1,2\n", "one.csv", name="ก", resource_data_classification="confidential", **sent
        )
        call("resource_delete", id=first["id"])
        with pytest.raises(tk.ValidationError) as caught:
            create_with_upload("a,b\n1,2\n", "two.csv", name="ข", **sent)
        assert "LEVEL-DELETED-HIGHER" in str(caught.value.error_dict)
        create_with_upload("a,b\n3,4\n", "two.csv", name="ข", **sent)

    def test_gone_for_good_is_no_lowering(self):
        dataset, file = self.mixed()
        call("resource_delete", id=file)
        assert level(dataset) == "open"


class TestApproval:
    def test_it_holds_for_exactly_that_change(self):
        dataset = closed()
        write(dataset, "internal")
        level_log.approve(model.Session, dataset["id"], Change(None, "confidential", "internal"))
        model.Session.commit()
        assert level(dataset) == "internal"

    def test_not_for_another_dataset_or_level(self):
        dataset, other = closed(), closed()
        write(dataset, "open")
        level_log.approve(model.Session, dataset["id"], Change(None, "confidential", "internal"))
        level_log.approve(model.Session, other["id"], Change(None, "confidential", "open"))
        assert "LEVEL-DOWN-NEEDS-REVIEW" in refused()

    @pytest.mark.parametrize("end", ["commit", "rollback"])
    def test_not_for_the_next_transaction(self, end: str):
        dataset = closed()
        level_log.approve(model.Session, dataset["id"], Change(None, "confidential", "open"))
        model.Session.execute(sa.text("SELECT 1"))
        getattr(model.Session, end)()
        write(dataset, "open")
        assert "LEVEL-DOWN-NEEDS-REVIEW" in refused()

    @pytest.mark.parametrize(
        "context", [{"bmagov_level_approved": {None}}, {"bmagov_levels_approved": {None}}, {}]
    )
    def test_nothing_in_a_context_is_one(self, context: dict[str, Any]):
        dataset = closed()
        with pytest.raises(tk.ValidationError) as caught:
            call_action(
                "package_patch",
                {"user": core.Sysadmin()["name"], **context},
                id=dataset["id"],
                data_category="public",
                data_classification="open",
                license_id="cc-by",
                private=False,
                bmagov_levels_approved=[None],
            )
        assert "LEVEL-DOWN-NEEDS-REVIEW" in str(caught.value.error_dict)


class TestWhatElseOpens:
    def test_private_taken_from_closed_data(self):
        dataset = closed()
        stored(dataset).private = False
        assert "PRIVATE-REQUIRED" in refused()
        assert stored(dataset).private

    def test_another_type(self):
        dataset = closed()
        stored(dataset).type = "harvest"
        assert "TYPE-UNKNOWN" in refused()
        model.Session.add(model.Package(name="of-a-plugin", type="showcase"))
        assert "TYPE-UNKNOWN" in refused()

    def test_another_agency_by_who_is_no_administrator_of_both(self):
        user, other = core.User(), factories.Agency()
        dataset = closed()
        package = stored(dataset)
        level_log.acting(user["id"])
        package.owner_org = other["id"]
        assert "ORG-MOVE" in refused()

    @pytest.mark.parametrize("who", ["sysadmin", "both", "command"])
    def test_another_agency_by_who_may(self, who: str):
        user = core.Sysadmin() if who == "sysadmin" else core.User()
        own = [{"name": user["name"], "capacity": "admin"}] if who == "both" else []
        dataset = closed(owner_org=factories.Agency(users=own)["id"])
        other = factories.Agency(users=own)
        package = stored(dataset)
        if who != "command":
            level_log.acting(user["id"])
        package.owner_org = other["id"]
        model.Session.commit()
        assert stored(dataset).owner_org == other["id"]
