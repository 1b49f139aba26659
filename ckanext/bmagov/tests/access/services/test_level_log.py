"""Every change of a level is logged, whichever way it was saved; what was not saved is not."""

from __future__ import annotations

import pytest

from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.access.services import level_log
from ckanext.bmagov.base.model.audit_log import AuditLog
from ckanext.bmagov.base.services import audit_log
from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")


def logged(dataset_id: str) -> list[tuple[str, str | None, str, str]]:
    return [
        (row.kind, row.payload.get("resource_id"), row.payload.get("from", ""), row.payload["to"])
        for row in audit_log.entries(model.Session, AuditLog)
        if row.payload.get("dataset_id") == dataset_id
    ]


def call(action: str, **params):
    return call_action(action, {"user": core.Sysadmin()["name"]}, **params)


def confidential(**more):
    return factories.Dataset(
        data_category="security", data_classification="confidential", license_id="notspecified", **more
    )


class TestPublishing:
    def test_the_level_at_which_a_dataset_is_published_is_the_first_entry(self):
        dataset = confidential()
        assert logged(dataset["id"]) == [("level.publish", None, "", "confidential")]
        assert level_log.was_published(model.Session, dataset["id"])

    def test_a_draft_has_no_entry_until_it_is_published(self):
        draft = factories.Draft()
        assert logged(draft["id"]) == []
        assert not level_log.was_published(model.Session, draft["id"])

    def test_a_draft_that_was_published_once_stays_known_as_such(self):
        dataset = confidential()
        call("package_patch", id=dataset["id"], state="draft")
        assert level_log.was_published(model.Session, dataset["id"])


class TestChanges:
    def test_raising_a_dataset_is_logged_with_both_levels(self):
        user = core.Sysadmin()
        dataset = factories.Dataset()
        call_action(
            "package_patch",
            {"user": user["name"]},
            id=dataset["id"],
            data_category="security",
            data_classification="confidential",
            license_id="notspecified",
        )
        assert logged(dataset["id"])[1:] == [("level.change", None, "open", "confidential")]
        entries = audit_log.entries(model.Session, AuditLog)
        last = [entry for entry in entries if entry.kind == "level.change"][-1]
        assert last.actor == user["id"]
        assert last.payload["agency_id"] == dataset["owner_org"]

    def test_raising_a_file_is_logged_with_the_file(self):
        dataset = factories.Dataset()
        file = dataset["resources"][0]["id"]
        call("resource_patch", id=file, resource_data_classification="confidential")
        assert logged(dataset["id"])[1:] == [("level.change", file, "open", "confidential")]

    def test_a_change_past_every_action_is_logged_too(self):
        dataset = confidential()
        package = model.Package.get(dataset["id"])
        assert package
        package.extras = {**package.extras, "data_classification": "secret"}
        model.Session.commit()
        assert logged(dataset["id"])[1:] == [("level.change", None, "confidential", "secret")]

    def test_what_is_not_saved_is_not_logged(self):
        dataset = confidential()
        package = model.Package.get(dataset["id"])
        assert package
        package.extras = {**package.extras, "data_classification": "internal"}
        model.Session.flush()
        model.Session.rollback()
        model.Session.commit()
        assert logged(dataset["id"])[1:] == []

    def test_what_is_changed_and_changed_back_at_once_is_no_change(self):
        dataset = confidential()
        package = model.Package.get(dataset["id"])
        assert package
        for level in ("internal", "confidential"):
            package.extras = {**package.extras, "data_classification": level}
            model.Session.flush()
        model.Session.commit()
        assert logged(dataset["id"])[1:] == []

    def test_other_changes_are_none_of_levels(self):
        dataset = confidential()
        call("package_patch", id=dataset["id"], notes="ข้อความใหม่")
        assert len(logged(dataset["id"])) == 1
