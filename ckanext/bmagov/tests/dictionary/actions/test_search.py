"""Which datasets have a column about something: found by words, counted and shown for the reader alone."""

from __future__ import annotations

from typing import Any

import pytest

import ckan.plugins.toolkit as tk
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")

INCOME = {"name": "hh_income", "label_th": "รายได้ครัวเรือน", "type": "number", "unit": "บาท"}
DISTRICT = {"name": "district", "label_th": "สำนักงานเขต", "label_en": "District office", "type": "code"}
NAME = {"name": "owner", "label_th": "ชื่อเจ้าของ", "type": "text", "personal": "yes", "personal_kind": "name"}
SECRET = {"name": "camera", "label_th": "กล้องวงจรปิดลับ", "type": "text", "classification": "secret"}


def describe(*columns: dict[str, Any], **fields: Any) -> dict[str, Any]:
    dataset = factories.Dataset(**fields)
    call_action("bmagov_dictionary_update", id=dataset["resources"][0]["id"], columns=list(columns))
    return dataset


def search(user: str | None = None, **params: Any) -> dict[str, Any]:
    context = {"user": user or "", "ignore_auth": False}
    return call_action("bmagov_dictionary_search", context, **params)


def names(found: dict[str, Any]) -> list[str]:
    return [one["name"] for one in found["results"]]


class TestWords:
    @pytest.mark.parametrize(
        "q",
        ["รายได้", "ครัวเรือน", "รายได้ ครัวเรือน", "ได้ครัว", "HH_Income", "hh income", '"รายได้ครัวเรือน"',
         "ราย\u200bได้", "รายได้: ครัวเรือน", "บาท รายได้"],
    )  # fmt: skip
    def test_a_column_is_found_by_any_part_of_what_is_said_of_it(self, q: str):
        dataset = describe(INCOME, DISTRICT)
        found = search(q=q)
        assert names(found) == ["hh_income"]
        assert (found["count"], found["dataset_count"]) == (1, 1)
        assert found["results"][0]["package_name"] == dataset["name"]

    @pytest.mark.parametrize("q", ["รายจ่าย", "รายได้ เขต", "%", "_", "'", "zzz"])
    def test_all_words_must_be_there_and_signs_mean_nothing(self, q: str):
        describe(INCOME, DISTRICT)
        assert names(search(q=q)) == ([] if q != "_" else ["hh_income"])

    def test_synonyms_count(self):
        describe({"name": "bkk", "label_th": "ข้อมูลของกรุงเทพมหานคร"})
        assert names(search(q="กทม.")) == ["bkk"]

    def test_names_and_labels_come_before_descriptions(self):
        describe(
            {"name": "note", "description": "เทียบกับรายได้"},
            {"name": "sum", "label_th": "รายได้รวม"},
            {"name": "x", "label_th": "รายได้"},
        )
        assert names(search(q="รายได้")) == ["x", "sum", "note"]

    def test_no_query_finds_all_page_by_page(self):
        describe(INCOME, DISTRICT)
        assert names(search(limit=1)) == ["hh_income"]
        assert names(search(limit=1, offset=1)) == ["district"]
        assert search(limit=0)["count"] == 2

    @pytest.mark.parametrize(
        "params", [{"limit": 101}, {"offset": -1}, {"type": "x"}, {"classification": "x"}]
    )
    def test_wrong_parameters_are_refused(self, params: dict[str, Any]):
        with pytest.raises(tk.ValidationError):
            search(**params)


class TestFacets:
    def test_numbers_of_what_was_found(self):
        agency = factories.Agency()
        describe(INCOME, DISTRICT, owner_org=agency["id"])
        describe(
            NAME, owner_org=agency["id"], data_category="internal", data_classification="internal",
            license_id="notspecified",
        )  # fmt: skip
        found = call_action("bmagov_dictionary_search")
        facets = {
            name: {one["name"]: one["count"] for one in found["facets"][name]} for name in found["facets"]
        }
        assert facets == {
            "organization": {agency["name"]: 3},
            "type": {"code": 1, "number": 1, "text": 1},
            "personal": {"yes": 1},
            "personal_kind": {"name": 1},
            "classification": {"open": 2, "internal": 1},
        }

    def test_each_narrows(self):
        agency = factories.Agency()
        describe(INCOME, DISTRICT, owner_org=agency["id"])
        describe({"name": "other", "type": "number"})
        assert names(search(type="code")) == ["district"]
        assert set(names(search(type="number"))) == {"hh_income", "other"}
        assert names(search(type="number", organization=agency["name"])) == ["hh_income"]
        assert search(organization="there-is-none")["count"] == 0
        assert search(classification="internal")["count"] == 0

    def test_in_the_reader_s_language(self, read_in: Any):
        describe(INCOME)
        with read_in("th"):
            assert search()["facets"]["type"] == [{"name": "number", "label": "จำนวนทศนิยม", "count": 1}]
        with read_in("en"):
            assert search()["facets"]["type"][0]["label"] == "Number"


class TestReaders:
    def test_columns_above_the_reader_s_level_are_neither_shown_nor_counted(self):
        admin = core.User()
        agency = factories.Agency(users=[{"name": admin["name"], "capacity": "admin"}])
        describe(INCOME, SECRET, owner_org=agency["id"])
        for params in ({}, {"q": "กล้อง"}, {"classification": "secret"}, {"type": "text"}):
            found = search(**params)
            assert "camera" not in str(found)
            assert "secret" not in str(found["facets"])
        assert search(q="กล้อง")["count"] == 0
        found = search(admin["name"], q="กล้อง")
        assert (names(found), found["results"][0]["classification"]) == (["camera"], "secret")

    def test_hidden_datasets_too(self):
        describe(INCOME, data_category="security", data_classification="secret", license_id="notspecified")
        assert search() == {**search(q="zzz"), "facets": search(q="zzz")["facets"]}
        assert call_action("bmagov_dictionary_search")["count"] == 1

    def test_drafts_and_what_was_deleted_are_not_found(self):
        draft = factories.Draft(
            resources=[{"name": "ก", "url": "https://example.go.th/a.csv", "format": "CSV"}]
        )
        call_action("bmagov_dictionary_update", id=draft["resources"][0]["id"], columns=[INCOME])
        gone = describe(INCOME)
        call_action("package_delete", {"user": core.Sysadmin()["name"]}, id=gone["id"])
        assert call_action("bmagov_dictionary_search")["count"] == 0


class TestDatasetSearch:
    def found(self, q: str) -> list[str]:
        context = {"user": "", "ignore_auth": False}
        return [one["name"] for one in call_action("package_search", context, q=q)["results"]]

    def test_a_dataset_is_found_by_its_columns(self):
        dataset = describe(INCOME)
        assert self.found("รายได้ครัวเรือน") == [dataset["name"]]
        assert self.found("hh_income") == [dataset["name"]]

    def test_no_more_when_they_are_gone(self):
        dataset = describe(INCOME)
        file = dataset["resources"][0]["id"]
        call_action("bmagov_dictionary_update", id=file, columns=[DISTRICT], version=1)
        assert self.found("hh_income") == []
        call_action("bmagov_dictionary_delete", id=file, version=2)
        assert self.found("District office") == []

    def test_never_by_what_is_more_closed_than_the_dataset(self):
        describe(INCOME, SECRET)
        closed = factories.Dataset(
            resources=[
                factories.resource(),
                factories.resource(name="ข", resource_data_classification="secret"),
            ]
        )
        call_action("bmagov_dictionary_update", id=closed["resources"][1]["id"], columns=[DISTRICT])
        assert self.found("กล้องวงจรปิดลับ") == []
        assert self.found("District office") == []
