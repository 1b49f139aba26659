"""What every request passes: caches, versions, stored files, and a level that is raised while people read."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests.helpers import call_action

from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.security.readers import may_read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckanext.bmagov.tests.security.city import City

RAISED = {
    "data_category": "security",
    "data_classification": "confidential",
    "license_id": "notspecified",
}


def cache_control(answer: Any) -> set[str]:
    return {part.strip() for part in answer.headers.get("Cache-Control", "").split(",")}


class TestCaches:
    @pytest.mark.parametrize("place", ["/dataset/{name}", "/dataset/{name}/resource/{file}"])
    @pytest.mark.parametrize("case", ["internal", "confidential", "secret", "closed_open", "draft_open"])
    def test_a_closed_page_is_kept_by_nobody(self, city: City, place: str, case: str):
        answer = city.get("admin", place.format(**city.gaps(case)))
        assert answer.status_code == 200
        assert cache_control(answer) == {"no-store", "private"}

    @pytest.mark.parametrize("case", ["internal", "confidential"])
    def test_neither_are_closed_bytes_and_rows(self, city: City, case: str):
        gaps = city.gaps(case)
        for path in ("/dataset/{id}/resource/{file}/download/{filename}", "/datastore/dump/{file}"):
            answer = city.get("member", path.format(**gaps))
            assert answer.status_code == 200
            assert city.marker(case, "d") in answer.get_data(as_text=True)
            assert cache_control(answer) == {"no-store", "private"}
        answer = city.call("member", "datastore_search", resource_id=gaps["file"])
        assert cache_control(answer) == {"no-store", "private"}

    def test_neither_is_a_list_with_something_closed_in_it(self, city: City):
        answer = city.call("member", "package_search", include_private=True, rows=100)
        assert "no-store" in cache_control(answer)

    def test_open_bytes_may_be_kept_for_everybody_and_only_for_who_is_not_signed_in(self, city: City):
        path = "/dataset/{id}/resource/{file}/download/{filename}".format(**city.gaps("open"))
        assert "public" in cache_control(city.get("anonymous", path))
        assert {"Cookie", "Authorization"} <= set(
            city.get("anonymous", path).vary.as_set(preserve_casing=True)
        )
        assert cache_control(city.get("member", path)) == {"private"}

    @pytest.mark.parametrize("case", ["secret", None])
    def test_refusals_are_not_kept(self, city: City, case: str | None):
        gaps = city.gaps(case) if case else city.absent()
        answer = city.get("anonymous", "/dataset/{id}".format(**gaps))
        assert answer.status_code == 404
        assert cache_control(answer) == {"no-store", "private"}


@pytest.fixture
def raised(city: City) -> Iterator[dict[str, Any]]:
    """Return a dataset that was open with its file, was changed twice, and is confidential since."""
    editor = {"user": city.users["editor"]}
    dataset = factories.Dataset(
        title="เปิดเผยก่อนหน้านี้",
        owner_org=city.agencies["owner"]["id"],
        user={"name": city.users["editor"]},
        resources=[],
        last_updated_date="2020-01-31",
    )
    upload = FileStorage(io.BytesIO(b"a\n1\n"), filename="before.csv")
    file = factories.resource(name="แฟ้ม", url="", upload=upload)
    call_action("resource_create", editor, package_id=dataset["id"], **file)
    call_action("package_patch", editor, id=dataset["id"], notes="แก้ไขคำอธิบายแล้ว")
    dataset = call_action("package_show", id=dataset["id"])
    path = f"/dataset/{dataset['id']}/resource/{dataset['resources'][0]['id']}/download/before.csv"
    running = city.get("anonymous", path)
    assert running.status_code == 200
    call_action("package_patch", editor, id=dataset["id"], **RAISED)
    yield dataset | {"path": path}
    call_action("dataset_purge", {"user": city.users["sysadmin"]}, id=dataset["id"])


class TestRaised:
    def test_the_next_request_is_refused(self, city: City, raised: dict[str, Any]):
        assert city.get("anonymous", raised["path"]).status_code == 404
        assert city.get("anonymous", f"/dataset/{raised['name']}").status_code == 404
        assert city.call("anonymous", "package_show", id=raised["id"]).status_code == 404
        assert city.get("member", raised["path"]).status_code == 200

    @pytest.mark.parametrize("role", ["anonymous", "stranger"])
    def test_its_past_is_gone_for_who_may_not_know_it(self, city: City, raised: dict[str, Any], role: str):
        owner, editor = city.agencies["owner"]["name"], city.users["editor"]
        lists = {
            "organization_activity_list": {"id": owner},
            "user_activity_list": {"id": editor},
            "recently_changed_packages_activity_list": {},
        }
        for action, params in lists.items():
            answer = city.call(role, action, limit=100, **params)
            assert raised["id"] not in answer.get_data(as_text=True), action
        answer = city.call("member", "package_activity_list", id=raised["id"])
        assert len(answer.json["result"]) >= 3

    def test_its_old_entries_have_the_labels_of_now(self, raised: dict[str, Any]):
        labels = model.Session.execute(
            sa.text(
                "SELECT permission_labels FROM activity"
                " WHERE object_id = :id AND activity_type LIKE '%package'"
            ),
            {"id": raised["id"]},
        ).scalars()
        found = [set(one or ()) for one in labels]
        assert len(found) >= 3
        assert all("public" not in one and one for one in found)

    def test_the_path_of_a_deleted_file_is_absent(self, city: City, raised: dict[str, Any]):
        call_action("resource_delete", {"user": city.users["editor"]}, id=raised["resources"][0]["id"])
        for role in ("anonymous", "member", "editor"):
            assert city.get(role, raised["path"]).status_code == 404


class TestLists:
    def pages(self, city: City, role: str, size: int) -> list[list[str]]:
        found = []
        for offset in range(0, 20, size):
            answer = city.call(role, "recently_changed_packages_activity_list", limit=size, offset=offset)
            found.append([one["id"] for one in answer.json["result"]])
        return found

    @pytest.mark.parametrize("role", ["anonymous", "outsider", "member"])
    def test_pages_are_full_and_follow_each_other(self, city: City, role: str):
        whole = city.call(role, "recently_changed_packages_activity_list", limit=100).json["result"]
        ids = [one["id"] for one in whole]
        assert len(ids) >= 8
        for size in (1, 3, 5):
            flat = [one for page in self.pages(city, role, size) for one in page]
            assert flat == ids[: len(flat)]
            assert len(flat) >= min(len(ids), 20)

    def test_what_came_after_a_moment_is_full_too(self, city: City):
        whole = city.call("outsider", "recently_changed_packages_activity_list", limit=100).json["result"]
        editor = city.users["editor"]
        listed = city.call("outsider", "user_activity_list", id=editor, limit=100).json["result"]
        oldest = min(one["timestamp"] for one in listed)
        later = city.call("outsider", "user_activity_list", id=editor, limit=3, after="1").json["result"]
        assert whole
        assert [one["id"] for one in later] == [one["id"] for one in listed[-3:]]
        assert later[-1]["timestamp"] == oldest

    def test_the_number_of_new_entries_is_that_of_the_list(self, city: City):
        for role in ("outsider", "member", "grantee"):
            listed = city.call(role, "dashboard_activity_list").json["result"]
            count = city.call(role, "dashboard_new_activities_count").json["result"]
            assert count == len([one for one in listed if one["is_new"]])


def test_a_version_that_is_hidden_is_absent_on_the_page_of_its_file(city: City):
    gaps = city.gaps("old_confidential")
    path = "/dataset/{name}/resources/{file}/history/{activity}"
    hidden = city.get("anonymous", path.format(**gaps))
    absent = city.get("anonymous", path.format(**city.absent()))
    assert hidden.status_code == absent.status_code == 404
    assert city.leaks("anonymous", hidden.get_data(as_text=True)) == set()


@pytest.mark.parametrize(
    "path",
    [
        "/dataset/{name}/resource/{file}",
        "/dataset/{name}/resource/{file}/download",
        "/dataset/{name}/resource/{file}/view/{view}",
    ],
)
def test_a_file_is_found_only_below_its_own_dataset(city: City, path: str):
    own, other = city.gaps("open"), city.gaps("host")
    for role in ("anonymous", "editor", "sysadmin"):
        assert city.get(role, path.format(**own)).status_code == 200
        assert city.get(role, path.format(**{**own, "name": other["name"]})).status_code == 404


def test_only_logos_and_portraits_are_served_from_the_storage(city: City):
    storage = Path(tk.config["ckan.storage_path"]) / "storage" / "uploads"
    for folder, status in (("evidence", 404), ("group", 200)):
        file = storage / folder / "bmagov-test.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("หลักฐาน", encoding="utf-8")
        try:
            assert city.get("anonymous", f"/uploads/{folder}/bmagov-test.txt").status_code == status
            assert city.get("anonymous", f"/uploads/group/../{folder}/bmagov-test.txt").status_code == status
        finally:
            file.unlink()


def test_who_uploaded_is_for_who_may_change_the_dataset(city: City):
    dataset = city.gaps("open")["id"]
    for role in ("anonymous", "member", "editor"):
        events = city.call(role, "bmagov_data_event_list", id=dataset).json["result"]
        assert events
        assert all(("user_id" in one) == (role == "editor") for one in events)


def test_a_refusal_quotes_no_id_that_was_not_sent(city: City):
    dataset = city.gaps("open")
    answer = city.call("outsider", "package_patch", id=dataset["name"], notes="x")
    assert answer.status_code == 403
    assert dataset["id"] not in answer.get_data(as_text=True)
    assert may_read("outsider", "open")
