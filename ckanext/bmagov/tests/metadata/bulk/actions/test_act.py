"""Acts on a selection of datasets, and putting them back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import helpers
from ckan.tests.factories import Group, Sysadmin, User

from ckanext.bmagov.metadata.bulk import jobs
from ckanext.bmagov.metadata.bulk.model import BulkJob
from ckanext.bmagov.tests import factories


@pytest.fixture
def editor(clean_db, clean_index):
    return User()


@pytest.fixture
def datasets(agency):
    boss = Sysadmin()
    return [factories.Dataset(owner_org=agency["id"], user=boss) for _ in range(3)]


def call(action: str, user: Any, **params: Any) -> Any:
    return helpers.call_action(action, {"user": user["name"], "ignore_auth": False}, **params)


def act(user: Any, datasets: Any, **params: Any) -> Any:
    return call("bmagov_dataset_bulk_act", user, ids=[dataset["id"] for dataset in datasets], **params)


def done(user: Any, job: str) -> Any:
    jobs.work()
    return call("bmagov_bulk_job_show", user, id=job)


def values(user: Any, datasets: Any, name: str) -> list[Any]:
    return [call("package_show", user, id=dataset["id"])[name] for dataset in datasets]


def codes(result: Any) -> list[str]:
    return [
        item["reasons"][0]["text"].partition(":")[0] if item["reasons"] else "" for item in result["items"]
    ]


def statuses(result: Any) -> list[str]:
    return [item["status"] for item in result["items"]]


def test_a_contact_is_set_and_put_back_where_nobody_changed_it_since(editor, datasets):
    given = {"act": "contact", "maintainer": "กองข้อมูล", "maintainer_email": "data@example.go.th"}
    trial = act(editor, datasets, **given)
    assert statuses(trial) == ["waiting"] * 3
    assert [(c["field"], c["before"], c["after"]) for c in trial["items"][0]["changes"]] == [
        ("maintainer", "กลุ่มงานสถิติ", "กองข้อมูล"),
        ("maintainer_email", "stat@example.go.th", "data@example.go.th"),
    ]
    assert values(editor, datasets, "maintainer") == ["กลุ่มงานสถิติ"] * 3

    shown = done(editor, act(editor, datasets, **given, dry_run=False)["job"])
    assert (statuses(shown), shown["undoable"]) == (["done"] * 3, True)
    assert values(editor, datasets, "maintainer") == ["กองข้อมูล"] * 3
    call("package_patch", editor, id=datasets[1]["id"], maintainer="คนอื่น")
    call("package_patch", editor, id=datasets[2]["id"], data_source="แหล่งอื่น")

    undone = done(editor, call("bmagov_bulk_undo", editor, id=shown["id"])["id"])
    assert statuses(undone) == ["done", "refused", "done"]
    assert codes(undone) == ["", "BULK-TOUCHED", ""]
    assert values(editor, datasets, "maintainer") == ["กลุ่มงานสถิติ", "คนอื่น", "กลุ่มงานสถิติ"]
    assert values(editor, datasets, "data_source")[2] == "แหล่งอื่น"
    with pytest.raises(tk.ValidationError):
        call("bmagov_bulk_undo", editor, id=shown["id"])


def test_trash_and_back_with_categories_and_files(editor, datasets):
    topic = Group()
    call("package_patch", Sysadmin(), id=datasets[0]["id"], groups=[{"name": topic["name"]}])
    shown = done(editor, act(editor, datasets, act="trash", dry_run=False)["job"])
    assert statuses(shown) == ["done"] * 3
    assert {model.Package.get(dataset["id"]).state for dataset in datasets} == {"deleted"}
    assert codes(act(editor, datasets, act="publish")) == ["BULK-DATASET-GONE"] * 3
    undone = done(editor, call("bmagov_bulk_undo", editor, id=shown["id"])["id"])
    assert [item["reasons"] for item in undone["items"]] == [[]] * 3
    restored = call("package_show", editor, id=datasets[0]["id"])
    assert (restored["state"], [group["name"] for group in restored["groups"]]) == ("active", [topic["name"]])
    assert [resource["id"] for resource in restored["resources"]] == [
        resource["id"] for resource in datasets[0]["resources"]
    ]


class TestLevel:
    def test_goes_up_with_the_category_it_needs_and_never_down(self, editor, datasets):
        alone = act(editor, datasets, act="level", data_classification="confidential")
        assert codes(alone) == ["CATEGORY-LEVEL"] * 3
        assert set(statuses(alone)) == {"refused"}
        trial = act(editor, datasets, **raised())
        assert codes(trial) == [""] * 3, trial["items"][0]["reasons"]
        done(editor, act(editor, datasets, **raised(), dry_run=False)["job"])
        levels = {model.Package.get(dataset["id"]).extras["data_classification"] for dataset in datasets}
        assert levels == {"internal"}
        boss = Sysadmin()
        down = act(boss, datasets, act="level", data_classification="open")
        assert codes(down) == ["BULK-LEVEL-DOWN"] * 3

    def test_undo_asks_for_the_second_person_as_the_form_does(self, editor, datasets):
        shown = done(editor, act(editor, datasets, **raised(), dry_run=False)["job"])
        undone = done(editor, call("bmagov_bulk_undo", editor, id=shown["id"])["id"])
        assert codes(undone) == ["LEVEL-DOWN-NEEDS-REVIEW"] * 3
        levels = {model.Package.get(dataset["id"]).extras["data_classification"] for dataset in datasets}
        assert levels == {"internal"}


def raised() -> dict[str, str]:
    return {"act": "level", "data_classification": "internal", "data_category": "internal"}


def test_only_complete_drafts_are_published(editor, agency):
    boss = Sysadmin()
    whole = factories.Dataset(owner_org=agency["id"], user=boss, state="draft")
    gaps = factories.Draft(owner_org=agency["id"], user=boss)
    public = factories.Dataset(owner_org=agency["id"], user=boss)
    trial = act(editor, [whole, gaps, public], act="publish")
    assert statuses(trial) == ["waiting", "refused", "unchanged"]
    assert {reason["field"] for reason in trial["items"][1]["reasons"]} >= {"notes", "tag_string"}
    shown = done(editor, act(editor, [whole, gaps, public], act="publish", dry_run=False)["job"])
    assert values(editor, [whole, gaps, public], "state") == ["active", "draft", "active"]
    done(editor, call("bmagov_bulk_undo", editor, id=shown["id"])["id"])
    assert values(editor, [whole, gaps, public], "state") == ["draft", "draft", "active"]


def test_a_companion_text_goes_with_its_choice(editor, agency):
    dataset = factories.Dataset(
        owner_org=agency["id"], user=Sysadmin(), license_id="other", license_id_other="ของหน่วยงาน"
    )
    given = {"act": "license", "license_id": "open-data-common", "license_id_other": "ลืมไว้"}
    done(editor, act(editor, [dataset], **given, dry_run=False)["job"])
    saved = call("package_show", editor, id=dataset["id"])
    assert (saved["license_id"], saved.get("license_id_other", "")) == ("open-data-common", "")


class TestRights:
    def test_datasets_of_others_are_as_unknown_as_none(self, datasets):
        stranger = User()
        result = call(
            "bmagov_dataset_bulk_act", stranger, ids=[datasets[0]["id"], "no-such-one"], act="trash"
        )
        assert codes(result) == ["BULK-DATASET-UNKNOWN"] * 2
        assert result["items"][0]["title"] == datasets[0]["id"]

    def test_a_job_of_another_is_as_unknown_as_none(self, editor, datasets):
        job = act(editor, datasets, act="trash", dry_run=False)["job"]
        for id_ in (job, "no-such-job"):
            for action in ("bmagov_bulk_job_show", "bmagov_bulk_undo"):
                with pytest.raises(tk.ObjectNotFound):
                    call(action, Sysadmin(), id=id_)
        assert [row["id"] for row in call("bmagov_bulk_job_list", editor)["results"]] == [job]
        assert call("bmagov_bulk_job_list", User())["results"] == []

    def test_what_was_closed_since_is_shown_to_nobody_who_may_not_read_it(self, editor, agency, datasets):
        job = act(editor, datasets, act="contact", maintainer="ก", dry_run=False)["job"]
        done(editor, job)
        call("organization_member_delete", Sysadmin(), id=agency["id"], username=editor["name"])
        close(datasets[0])
        shown = call("bmagov_bulk_job_show", editor, id=job)
        assert [bool(item["title"]) for item in shown["items"]] == [False, True, True]
        assert shown["items"][0]["changes"] == []


def close(dataset: Any) -> None:
    call(
        "package_patch",
        Sysadmin(),
        id=dataset["id"],
        data_classification="internal",
        data_category="internal",
    )


def test_after_a_day_nothing_is_undone(editor, datasets):
    shown = done(editor, act(editor, datasets, act="contact", maintainer="ก", dry_run=False)["job"])
    model.Session.get_one(BulkJob, shown["id"]).finished_at = dt.datetime.now(dt.UTC) - dt.timedelta(hours=25)
    model.Session.commit()
    assert not call("bmagov_bulk_job_show", editor, id=shown["id"])["undoable"]
    with pytest.raises(tk.ValidationError) as refused:
        call("bmagov_bulk_undo", editor, id=shown["id"])
    assert "BULK-UNDO-LATE" in str(refused.value.error_dict)


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"ids": [], "act": "trash"}, "ids"),
        ({"ids": ["a"], "act": "burn"}, "act"),
        ({"ids": ["a"], "act": "category"}, "data_category"),
        ({"ids": ["a"], "act": "category", "data_category": "publc"}, "data_category"),
        ({"ids": ["a"], "act": "contact"}, "maintainer"),
        ({"ids": [str(n) for n in range(301)], "act": "trash"}, "ids"),
        ({"ids": [{}], "act": "trash"}, "ids"),
    ],
)
def test_what_is_missing_or_no_choice_is_told_at_its_field(editor, params: Any, field: str):
    with pytest.raises(tk.ValidationError) as refused:
        call("bmagov_dataset_bulk_act", editor, **params)
    assert list(refused.value.error_dict) == [field]
