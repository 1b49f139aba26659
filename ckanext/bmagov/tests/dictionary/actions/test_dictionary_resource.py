"""The dictionary's own resources: there with the dictionary, gone with it, and never data."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.base.domain.dictionary_resource import data_resources, is_dictionary
from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")

COLUMN = {"name": "district", "label_th": "เขตที่สำรวจ", "type": "text", "description": "ชื่อเขต"}
CLOSED = {"resource_data_classification": "secret"}


@pytest.fixture
def dataset() -> dict[str, Any]:
    return factories.Dataset(resources=[factories.resource(), factories.resource(name="ไฟล์ที่สอง")])


@pytest.fixture
def described(dataset: dict[str, Any]) -> dict[str, Any]:
    call_action("bmagov_dictionary_update", id=dataset["resources"][0]["id"], columns=[COLUMN])
    return show(dataset)


def change(action: str, **params: Any) -> Any:
    """CKAN writes down who changed a dataset, so somebody must."""
    return call_action(action, {"user": core.Sysadmin()["name"]}, **params)


def show(dataset: dict[str, Any]) -> dict[str, Any]:
    return call_action("package_show", id=dataset["id"])


def dictionaries(dataset: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in dataset["resources"] if is_dictionary(one)]


class TestAppearing:
    def test_three_files_behind_the_data(self, described: dict[str, Any]):
        assert [one["format"] for one in described["resources"]] == ["CSV", "CSV", "CSV", "XLSX", "JSON"]
        assert [is_dictionary(one) for one in described["resources"]] == [False, False, True, True, True]
        assert [one["position"] for one in described["resources"]] == [0, 1, 2, 3, 4]
        address = f"http://test.ckan.net/dataset/{described['id']}/data-dictionary.csv"
        assert dictionaries(described)[0]["url"] == address

    def test_they_count_as_a_change_of_the_dataset(self, dataset: dict[str, Any], described: dict[str, Any]):
        assert described["metadata_modified"] > dataset["metadata_modified"]

    def test_the_next_version_leaves_them_as_they_are(self, described: dict[str, Any]):
        file = described["resources"][0]["id"]
        call_action("bmagov_dictionary_update", id=file, columns=[COLUMN, {"name": "b"}], version=1)
        assert show(described) == described

    def test_gone_with_the_dictionary_and_back_with_it(self, described: dict[str, Any]):
        file = described["resources"][0]["id"]
        call_action("bmagov_dictionary_delete", id=file, version=1)
        assert dictionaries(show(described)) == []
        call_action("bmagov_dictionary_update", id=file, columns=[COLUMN], version=2)
        ids = [one["id"] for one in dictionaries(described)]
        assert [one["id"] for one in dictionaries(show(described))] == ids

    def test_gone_with_the_file_that_they_describe(self, described: dict[str, Any]):
        change("resource_delete", id=described["resources"][0]["id"])
        assert [one["name"] for one in show(described)["resources"]] == ["ไฟล์ที่สอง"]

    def test_a_dataset_that_lacks_mandatory_fields_gets_them_too(self):
        draft = factories.Draft(
            resources=[{"name": "ก", "url": "https://example.go.th/a.csv", "format": "CSV"}]
        )
        call_action("bmagov_dictionary_update", id=draft["resources"][0]["id"], columns=[COLUMN])
        assert len(dictionaries(show(draft))) == 3


class TestOldClients:
    def test_sending_all_back_changes_nothing(self, described: dict[str, Any]):
        change("package_update", **{**described, "notes": "คำอธิบายใหม่"})
        after = show(described)
        assert after["resources"] == described["resources"]

    def test_what_is_left_out_comes_back(self, described: dict[str, Any]):
        change("package_update", **{**described, "resources": data_resources(described["resources"])})
        assert [one["id"] for one in show(described)["resources"]] == [
            one["id"] for one in described["resources"]
        ]

    def test_what_is_changed_is_put_right(self, described: dict[str, Any]):
        wrong = [
            {**one, "name": one["name"] + "!", "url": "https://evil.example/"}
            for one in described["resources"]
        ]
        change("package_update", **{**described, "resources": wrong})
        after = show(described)
        assert [(one["name"], one["url"]) for one in dictionaries(after)] == [
            (one["name"], one["url"]) for one in dictionaries(described)
        ]

    def test_deleting_one_does_not_help(self, described: dict[str, Any]):
        change("resource_delete", id=dictionaries(described)[0]["id"])
        assert len(dictionaries(show(described))) == 3

    def test_a_new_file_is_the_one_that_its_maker_is_told_of(self, described: dict[str, Any]):
        """CKAN takes the last resource of a dataset for the one it has just created."""
        made = change("resource_create", package_id=described["id"], **factories.resource(name="ไฟล์ที่สาม"))
        after = show(described)
        names = [one["name"] for one in data_resources(after["resources"])]
        assert (made["name"], names[-1]) == ("ไฟล์ที่สาม", "ไฟล์ที่สาม")
        assert len(dictionaries(after)) == 3
        change("resource_patch", id=made["id"], description="ทดสอบ")
        assert [one["id"] for one in show(described)["resources"]] == [
            one["id"] for one in after["resources"]
        ]

    def test_patch_and_reorder_work(self, described: dict[str, Any]):
        first, second = (one["id"] for one in data_resources(described["resources"]))
        change("package_resource_reorder", id=described["id"], order=[second, first])
        assert [one["id"] for one in show(described)["resources"]][:2] == [second, first]
        change("package_patch", id=described["id"], notes="ใหม่")
        assert len(show(described)["resources"]) == 5

    def test_a_copy_does_not_bring_them_along(self, described: dict[str, Any]):
        kept = {key: value for key, value in described.items() if key not in ("id", "name")}
        without = ("id", "package_id")
        files = [{k: v for k, v in one.items() if k not in without} for one in kept["resources"]]
        copied = change("package_create", **{**kept, "name": "copied", "title": "สำเนา", "resources": files})
        assert len(show(copied)["resources"]) == 2


class TestNoData:
    def test_not_counted_in_the_index(self, described: dict[str, Any]):
        found = call_action("package_search", fq="num_resources:2", **{"facet.field": ["res_format"]})
        assert (found["count"], found["facets"]) == (1, {"res_format": {"CSV": 1}})
        assert call_action("bmagov_home_show")["counts"]["resources"] == 2

    def test_no_event_and_no_gap(self, described: dict[str, Any]):
        assert call_action("bmagov_data_event_list", id=described["id"]) == []
        assert len(call_action("bmagov_dataset_completeness", id=described["id"])["resources"]) == 2

    def test_in_the_search_and_in_rdf(self, described: dict[str, Any], app: Any):
        found = call_action("package_search", q="ประชากร")["results"][0]
        assert len(dictionaries(found)) == 3
        rdf = app.get(f"/dataset/{described['name']}.jsonld").get_data(as_text=True)
        assert "data-dictionary.csv" in rdf


class TestFiles:
    def test_each_format_is_served(self, described: dict[str, Any], app: Any):
        for one in dictionaries(described):
            answer = app.get(one["url"].removeprefix("http://test.ckan.net"))
            assert answer.status_code == 200
        schema = json.loads(
            app.get(f"/dataset/{described['id']}/data-dictionary.json").get_data(as_text=True)
        )
        assert [field["name"] for field in schema["fields"]] == ["district"]

    def test_the_dictionaries_of_several_files_are_one(self, described: dict[str, Any], app: Any):
        call_action(
            "bmagov_dictionary_update", id=described["resources"][1]["id"], columns=[{"name": "road"}]
        )
        text = app.get(f"/dataset/{described['name']}/data-dictionary.csv").get_data(as_text=True)
        assert "district" in text
        assert "road" in text
        assert "ไฟล์ที่สอง" in text

    def test_no_dictionary_no_file(self, dataset: dict[str, Any], described: dict[str, Any], app: Any):
        call_action("bmagov_dictionary_delete", id=described["resources"][0]["id"], version=1)
        for one in dictionaries(described):
            assert app.get(one["url"].removeprefix("http://test.ckan.net")).status_code == 404
            assert app.get(f"/dataset/{dataset['id']}/resource/{one['id']}").status_code == 404
        assert app.get(f"/dataset/{dataset['name']}").status_code == 200

    def test_its_page_and_that_of_the_dataset(self, described: dict[str, Any], app: Any):
        assert app.get(f"/dataset/{described['name']}").status_code == 200
        for one in dictionaries(described):
            assert app.get(f"/dataset/{described['name']}/resource/{one['id']}").status_code == 200

    def test_only_what_the_reader_may_know_is_in_it(self, described: dict[str, Any], app: Any):
        file = described["resources"][0]["id"]
        secret = {"name": "camera", "classification": "secret"}
        call_action("bmagov_dictionary_update", id=file, columns=[COLUMN, secret], version=1)
        answer = app.get(f"/dataset/{described['id']}/data-dictionary.csv")
        assert "camera" not in answer.get_data(as_text=True)
        assert answer.headers["X-Hidden-Columns"] == "1"


class TestLevels:
    def test_of_a_closed_file_only_its_readers_know(self, app: Any):
        closed = factories.Dataset(resources=[factories.resource(), factories.resource(name="ลับ", **CLOSED)])
        call_action("bmagov_dictionary_update", id=closed["resources"][1]["id"], columns=[COLUMN])
        assert {one["resource_data_classification"] for one in dictionaries(show(closed))} == {"secret"}
        answer = app.get("/api/3/action/package_show", query_string={"id": closed["id"]})
        assert len(answer.json["result"]["resources"]) == 1
        assert app.get(f"/dataset/{closed['id']}/data-dictionary.csv").status_code == 404
        sysadmin = core.Sysadmin()
        headers = {
            "Authorization": call_action(
                "api_token_create", {"user": sysadmin["name"]}, user=sysadmin["name"], name="t"
            )["token"]
        }
        assert app.get(f"/dataset/{closed['id']}/data-dictionary.csv", headers=headers).status_code == 200

    def test_with_an_open_one_beside_it_they_are_open(self):
        mixed: Any = factories.Dataset(
            resources=[factories.resource(), factories.resource(name="ลับ", **CLOSED)]
        )
        for one in mixed["resources"]:
            call_action("bmagov_dictionary_update", id=one["id"], columns=[COLUMN])
        assert {one.get("resource_data_classification") for one in dictionaries(show(mixed))} == {None}
        assert len(show(mixed)["resources"]) == 5
