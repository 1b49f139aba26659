"""A level that comes under another name is never taken and forgotten: it is refused with the right name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.lib import search

from ckanext.bmagov.tests import factories

if TYPE_CHECKING:
    from ckanext.bmagov.tests.security.city import City

KEYS = (
    "classification", "resource_classification", "dataClassification", "Classification-Level",
    "clasification",
    "ชั้นความลับ", "ระดับชั้นข้อมูล",
)  # fmt: skip


def refused(answer: Any, key: str, right: str) -> None:
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409, text[:300]
    told = answer.json["error"]
    messages = str(told.get(key) or told.get("extras_validation") or told)
    assert "LEVEL-KEY" in messages, told
    assert right in messages


def new_dataset(city: City, **more: Any) -> dict[str, Any]:
    return {
        **{
            name: value
            for name, value in city.datasets["open"].items()
            if name not in ("id", "groups", "organization")
        },
        "name": "of-a-level-elsewhere",
        "resources": [],
        "owner_org": city.agencies["owner"]["id"],
        **more,
    }


@pytest.mark.parametrize("key", [*KEYS, "resource_data_classification"])
class TestDatasets:
    def test_create(self, city: City, key: str):
        refused(
            city.call("sysadmin", "package_create", **new_dataset(city, **{key: "confidential"})),
            key,
            "data_classification",
        )

    def test_change(self, city: City, key: str):
        dataset = city.datasets["open"]
        for action, given in (
            ("package_patch", {"id": dataset["id"], key: "confidential"}),
            ("package_revise", {"match": {"id": dataset["id"]}, "update": {key: "confidential"}}),
            ("package_update", {**dataset, "metadata_modified": "", key: "confidential"}),
        ):
            refused(city.call("sysadmin", action, **given), key, "data_classification")

    def test_extras(self, city: City, key: str):
        extras = [{"key": key, "value": "confidential"}]
        answer = city.call("sysadmin", "package_patch", id=city.datasets["open"]["id"], extras=extras)
        refused(answer, "extras_validation", "data_classification")

    def test_inside_a_dictionary(self, city: City, key: str):
        answer = city.call(
            "sysadmin", "package_patch", id=city.datasets["open"]["id"], meta={key: "confidential"}
        )
        refused(answer, "meta", "data_classification")

    def test_by_the_form(self, city: City, key: str):
        dataset = city.datasets["open"]
        page = city.post("admin", f"/dataset/edit/{dataset['name']}", {**BASE, "save": "save", key: "secret"})
        assert page.status_code == 200
        # People read the sentence without its code.
        assert "ชั้นข้อมูลต้องไม่สูญหาย" in page.get_data(as_text=True)


BASE = {"title": "จำนวนประชากร", "notes": "รายเขต", "data_type": "record"}


@pytest.mark.parametrize("key", [*KEYS, "data_classification"])
class TestFiles:
    def test_every_way(self, city: City, key: str):
        dataset = city.datasets["open"]
        file = {name: value for name, value in dataset["resources"][0].items() if name != "metadata_modified"}
        level = {key: "confidential"}
        for action, given in (
            ("resource_create", {"package_id": dataset["id"], **factories.resource(), **level}),
            ("resource_update", {**file, **level}),
            ("resource_patch", {"id": file["id"], **level}),
            ("package_patch", {"id": dataset["id"], "resources": [{**file, **level}]}),
            ("package_create", new_dataset(city, resources=[factories.resource(**level)])),
        ):
            answer = city.call("sysadmin", action, **given)
            text = answer.get_data(as_text=True)
            assert (answer.status_code, "LEVEL-KEY" in text) == (409, True), (action, text[:300])
            assert "resource_data_classification" in text


@pytest.mark.parametrize("key", [*(one for one in KEYS if one != "classification"), "data_classification"])
class TestColumns:
    def test_every_way(self, city: City, key: str):
        """`classification` is theirs; in a file of a dictionary it stands in Thai."""
        file = city.files["open"]["id"]
        columns = [{"name": "a", "type": "text", key: "secret"}]
        answer = city.call("editor", "bmagov_dictionary_update", id=file, columns=columns)
        text = answer.get_data(as_text=True)
        assert (answer.status_code, "LEVEL-KEY" in text) == (409, True), text[:300]
        # The heading of a file is understood as the level, or refused: its column is never left out.
        rows = f"name,type,{key}\na,text,confidential"
        proposed = city.call("editor", "bmagov_dictionary_propose", id=file, text=rows).json["result"]
        refusals = [one for one in proposed["problems"] if one["code"] == "LEVEL-KEY"]
        levels = {one.get("classification") for one in proposed["tables"][0]["columns"] if one["name"] == "a"}
        assert refusals or levels == {"confidential"}, proposed["problems"]
        assert all("ชั้นข้อมูล" in one["message"] for one in refusals)


@pytest.mark.parametrize("key", [*KEYS, "data_classification"])
class TestAgencies:
    def test_every_way(self, city: City, key: str):
        agency = city.agencies["owner"]
        for action, given in (
            ("organization_create", {"name": "of-a-level", "title": "สำนักใหม่", key: "secret"}),
            ("organization_patch", {"id": agency["id"], key: "secret"}),
            ("organization_patch", {"id": agency["id"], "extras": [{"key": key, "value": "secret"}]}),
        ):
            answer = city.call("sysadmin", action, **given)
            text = answer.get_data(as_text=True)
            assert (answer.status_code, "LEVEL-KEY" in text) == (409, True), (action, text[:300])


class TestWhatWasStored:
    """A key of older software goes when it is sent empty."""

    def test_it_goes(self, city: City):
        made = city.call("sysadmin", "package_create", **new_dataset(city, resources=[factories.resource()]))
        dataset = made.json["result"]
        file = dataset["resources"][0]["id"]
        model.Session.execute(
            sa.text("UPDATE resource SET extras = :extras WHERE id = :key"),
            {"extras": '{"resource_classification": "secret"}', "key": file},
        )
        model.Session.commit()
        search.rebuild(dataset["id"])
        try:
            refused(
                city.call("editor", "resource_patch", id=file, name="ใหม่"),
                "x",
                "resource_data_classification",
            )
            done = city.call("editor", "resource_patch", id=file, name="ใหม่", resource_classification="")
            assert done.status_code == 200, done.get_data(as_text=True)
            model.Session.remove()
            assert "resource_classification" not in model.Resource.get(file).extras
        finally:
            city.call("sysadmin", "dataset_purge", id=dataset["id"])
