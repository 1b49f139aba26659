"""Both ways between our dictionary and that of the DataStore, whoever loads the table, and how often."""

from __future__ import annotations

from typing import Any

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.dictionary.actions import datastore as actions
from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")

DISTRICT = {"name": "district", "label_th": "เขต", "type": "code", "description": "รหัสเขต"}
INCOME = {"name": "income", "label_th": "รายได้", "type": "number", "description": "บาทต่อเดือน"}
FIELDS = [{"id": "district", "type": "text"}, {"id": "income", "type": "numeric"}]
RECORDS = [{"district": "1001", "income": 18000}]


@pytest.fixture
def file() -> str:
    return factories.Dataset()["resources"][0]["id"]


@pytest.fixture
def described(file: str) -> str:
    call_action("bmagov_dictionary_update", id=file, columns=[DISTRICT, INCOME])
    return file


def load(file: str, fields: list[dict[str, Any]] | None = None, **more: Any) -> None:
    by = {"user": core.Sysadmin()["name"]}
    more.setdefault("records", RECORDS)
    call_action("datastore_create", by, resource_id=file, force=True, fields=fields or FIELDS, **more)


def drop(file: str) -> None:
    call_action("datastore_delete", {"user": core.Sysadmin()["name"]}, resource_id=file, force=True)


def told(file: str, user: str | None = None) -> dict[str, Any]:
    """What the DataStore says of each column."""
    context = {"ignore_auth": True} if user is None else {"user": user, "ignore_auth": False}
    fields = call_action("datastore_info", context, id=file)["fields"]
    return {one["id"]: one.get("info") for one in fields if one["id"] != "_id"}


def show(file: str) -> dict[str, Any]:
    return call_action("bmagov_dictionary_show", id=file)


def columns(file: str) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in show(file)["tables"][0]["columns"]}


OURS = {
    "district": {"label": "เขต", "notes": "รหัสเขต", "type_override": "text"},
    "income": {"label": "รายได้", "notes": "บาทต่อเดือน", "type_override": "numeric"},
}


class TestToTheDataStore:
    def test_a_described_file_has_words_as_soon_as_it_is_loaded(self, described: str):
        load(described)
        assert told(described) == OURS

    def test_the_search_tells_them_too(self, described: str):
        load(described)
        found = call_action("datastore_search", resource_id=described)
        assert {one["id"]: one["info"] for one in found["fields"] if one["id"] != "_id"} == OURS

    def test_a_later_change_is_told_at_once(self, described: str):
        load(described)
        call_action(
            "bmagov_dictionary_update",
            id=described,
            columns=[DISTRICT, {**INCOME, "label_th": "รายรับ"}],
            version=1,
        )
        assert told(described)["income"]["label"] == "รายรับ"

    def test_a_table_with_a_column_above_the_reader_s_level_is_told_nothing_of(self, described: str):
        load(described)
        closed = {**INCOME, "classification": "confidential"}
        call_action("bmagov_dictionary_update", id=described, columns=[DISTRICT, closed], version=1)
        with pytest.raises(tk.NotAuthorized):
            told(described, core.User()["name"])
        assert told(described) == OURS

    def test_a_deleted_dictionary_is_told_no_more(self, file: str):
        load(file, [{**one, "info": {"label": "ป้าย", "unit": "x"}} for one in FIELDS])
        call_action("bmagov_dictionary_delete", id=file, version=1)
        assert told(file) == {"district": {"unit": "x"}, "income": {"unit": "x"}}


class TestReload:
    def test_datapusher_makes_the_table_anew_without_words(self, described: str):
        load(described)
        drop(described)
        load(described)
        assert told(described) == OURS
        assert show(described)["version"] == 1

    def test_xloader_brings_what_it_had_read_before(self, described: str):
        load(described)
        before = told(described)
        call_action(
            "bmagov_dictionary_update",
            id=described,
            columns=[DISTRICT, {**INCOME, "label_th": "รายรับ"}],
            version=1,
        )
        drop(described)
        load(described, [{**one, "info": before[one["id"]]} for one in FIELDS])
        assert told(described)["income"]["label"] == "รายรับ"
        assert show(described)["version"] == 2

    def test_xloader_keeps_a_table_whose_columns_are_the_same(self, described: str):
        load(described)
        before = told(described)
        load(described, [{**one, "info": before[one["id"]]} for one in FIELDS])
        assert show(described)["version"] == 1

    def test_words_that_a_loader_brings_fill_what_is_empty(self, file: str):
        call_action("bmagov_dictionary_update", id=file, columns=[{"name": "district", "label_th": "เขต"}])
        load(file, [{**one, "info": {"label": "อื่น", "notes": "บันทึก"}} for one in FIELDS])
        assert columns(file)["district"] == {
            "name": "district", "label_th": "เขต", "description": "บันทึก",
        }  # fmt: skip
        assert columns(file)["income"]["label_th"] == "อื่น"

    def test_other_columns_do_not_lose_those_that_went(self, described: str):
        load(described)
        drop(described)
        load(described, [{"id": "district", "type": "text"}, {"id": "salary", "type": "numeric"}], records=[])
        assert set(columns(described)) == {"district", "income"}
        assert told(described) == {"district": OURS["district"], "salary": None}

    def test_a_deleted_dictionary_stays_deleted(self, described: str):
        load(described)
        call_action("bmagov_dictionary_delete", id=described, version=1)
        drop(described)
        load(described, [{**one, "info": {"label": "ป้าย"}} for one in FIELDS])
        with pytest.raises(tk.ObjectNotFound):
            show(described)


class TestFromTheDataStore:
    def test_an_edit_there_is_a_new_version_here(self, described: str):
        load(described)
        edited = {**OURS["income"], "label": "รายได้ครัวเรือน"}
        load(described, [{**FIELDS[0], "info": OURS["district"]}, {**FIELDS[1], "info": edited}])
        assert columns(described)["income"] == {**INCOME, "label_th": "รายได้ครัวเรือน"}
        assert call_action("bmagov_dictionary_version_list", id=described)[0]["origin"] == "datastore"
        assert told(described)["income"] == edited

    def test_a_page_that_sends_empty_fields_empties_nothing(self, described: str):
        load(described)
        load(described, [{**one, "info": {"label": "", "notes": "", "type_override": ""}} for one in FIELDS])
        assert show(described)["version"] == 1
        assert told(described) == OURS

    def test_words_make_a_dictionary_where_there_is_none(self, file: str):
        load(file, [{**FIELDS[0], "info": {"label": "เขต"}}, FIELDS[1]])
        assert [one["name"] for one in show(file)["tables"][0]["columns"]] == ["district", "income"]
        assert columns(file)["income"]["type"] == "number"

    def test_no_words_make_none(self, file: str):
        load(file)
        with pytest.raises(tk.ObjectNotFound):
            show(file)

    def test_other_keys_stay_in_the_datastore(self, described: str):
        load(described, [{**FIELDS[0], "info": {"source": "ทะเบียน"}}, FIELDS[1]])
        assert told(described)["district"] == {**OURS["district"], "source": "ทะเบียน"}

    def test_what_cannot_be_kept_is_refused_and_nothing_is_changed(self, described: str):
        load(described)
        for bad in ("ก" * 501, "ก\u202eข"):
            with pytest.raises(tk.ValidationError) as caught:
                load(described, [{**FIELDS[0], "info": {"label": bad}}, FIELDS[1]])
            assert "fields" in caught.value.error_dict
        assert told(described) == OURS

    def test_a_hidden_column_cannot_be_written_over(self):
        user = core.User()
        agency = factories.Agency(users=[{"name": user["name"], "capacity": "editor"}])
        file = factories.Dataset(owner_org=agency["id"])["resources"][0]["id"]
        call_action(
            "bmagov_dictionary_update", id=file, columns=[DISTRICT, {**INCOME, "classification": "secret"}]
        )
        by = {"user": user["name"], "ignore_auth": False}
        fields = [FIELDS[0], {**FIELDS[1], "info": {"label": "ทับ"}}]
        with pytest.raises(tk.ValidationError, match="STORAGE-LEVEL"):
            call_action("datastore_create", by, resource_id=file, force=True, fields=fields)
        assert columns(file)["income"]["label_th"] == "รายได้"


class TestTogetherOrNotAtAll:
    """F17: the DataStore tells what ours says, so that whatever is interrupted leaves both the same."""

    def same(self, file: str) -> None:
        said = {name: info for name, info in told(file).items() if info}
        known = {one["name"]: one.get("label_th") for one in show(file)["tables"][0]["columns"]}
        assert {name: info["label"] for name, info in said.items()} == known

    def test_a_table_that_cannot_be_made_takes_the_words_back(self, described: str):
        load(described)
        with pytest.raises(tk.ValidationError):
            load(described, [{**FIELDS[0], "info": {"label": "ใหม่"}}, {"id": "x", "type": "no_such_type"}])
        assert (show(described)["version"], told(described)) == (1, OURS)

    def test_the_first_words_are_taken_back_too(self, file: str):
        with pytest.raises(tk.ValidationError):
            load(file, [{**FIELDS[0], "info": {"label": "ใหม่"}}, {"id": "x", "type": "no_such_type"}])
        with pytest.raises(tk.ObjectNotFound):
            show(file)
        load(file, [{**FIELDS[0], "info": {"label": "เขต"}}])
        assert show(file)["version"] == 1

    def test_killed_before_the_table_is_changed(self, described: str):
        load(described)

        def killed(*_: Any) -> None:
            raise SystemExit

        with pytest.raises(SystemExit):
            actions.datastore_create(
                killed,
                {"user": core.Sysadmin()["name"]},
                {"resource_id": described, "fields": [{**FIELDS[0], "info": {"label": "ใหม่"}}, FIELDS[1]]},
            )
        model.Session.remove()
        self.same(described)
        assert told(described)["district"]["label"] == "ใหม่"

    def test_killed_after_the_table_is_changed(self, described: str):
        load(described)

        def killed(context: Any, data_dict: Any) -> None:
            real = tk.get_action("datastore_create")
            real({**context, "ignore_auth": True}, {**data_dict, "force": True})
            raise SystemExit

        with pytest.raises(SystemExit):
            actions.datastore_create(
                killed,
                {"user": core.Sysadmin()["name"]},
                {"resource_id": described, "fields": [{**FIELDS[0], "info": {"label": "ใหม่"}}, FIELDS[1]]},
            )
        model.Session.remove()
        self.same(described)
