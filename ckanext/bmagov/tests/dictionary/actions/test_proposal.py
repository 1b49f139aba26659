"""Dictionaries proposed from data and from files: nothing is stored, nobody's words are lost."""

from __future__ import annotations

import io
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.base.formats.test_table import xlsx_file

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index", "clean_redis")

PEOPLE = "รหัส,ชื่อ-นามสกุล,อีเมล,ประชากร\n0001,สมชาย ใจดี,a@b.go.th,5\n0002,สมหญิง ใจดี,c@d.go.th,-\n"
TEXT = "ชื่อคอลัมน์\tชนิดข้อมูล\tคำอธิบาย\nรหัส\tรหัส\tรหัสประจำแถว\nใหม่\tข้อความ\tคอลัมน์ใหม่\n"


@pytest.fixture
def agency() -> dict[str, Any]:
    people = {role: core.User() for role in ("member", "editor")}
    users = [{"name": user["name"], "capacity": role} for role, user in people.items()]
    return {"people": people, **factories.Agency(users=users)}


@pytest.fixture
def file(agency: dict[str, Any], create_with_upload: Any) -> str:
    user = core.Sysadmin()
    dataset = factories.Dataset(
        owner_org=agency["id"],
        resources=[],
        data_category="internal",
        data_classification="internal",
        license_id="notspecified",
    )
    return create_with_upload(
        PEOPLE.encode(),
        "people.csv",
        {"user": user["name"]},
        package_id=dataset["id"],
        name="คน",
        format="CSV",
    )["id"]


def propose(file: str, **more: Any) -> dict[str, Any]:
    return call_action("bmagov_dictionary_propose", id=file, **more)


def upload(content: bytes, name: str = "dictionary.csv") -> FileStorage:
    return FileStorage(io.BytesIO(content), filename=name)


class TestFromData:
    def test_guesses_are_said_to_be_guesses(self, file):
        found = propose(file)
        columns = {column["name"]: column for column in found["tables"][0]["columns"]}
        assert columns["รหัส"]["type"] == "code"
        assert columns["ประชากร"] == {"name": "ประชากร", "type": "integer", "example": "5", "missing": ["-"]}
        seen = {one["name"]: one for one in found["columns"]}
        assert seen["รหัส"]["leading_zeros"]
        assert (seen["ประชากร"]["nulls"], seen["ประชากร"]["distinct"]) == (1, 1)
        assert seen["อีเมล"]["personal"]["kind"] == "email"
        assert seen["อีเมล"]["examples"] == []
        assert [guess["row"] for guess in found["guesses"]] == [1, 2, 3, 4]
        assert (found["rows"], found["complete"], found["source"]) == (2, True, "file")

    def test_nothing_is_stored(self, file):
        propose(file)
        with pytest.raises(tk.ObjectNotFound):
            call_action("bmagov_dictionary_show", id=file)

    def test_words_that_are_there_stay(self, file):
        mine = [
            {"name": "ประชากร", "type": "text", "description": "คน"},
            {"name": "เก่า", "description": "หาย"},
        ]
        call_action("bmagov_dictionary_update", id=file, columns=mine)
        found = propose(file)
        columns = {column["name"]: column for column in found["tables"][0]["columns"]}
        assert (columns["ประชากร"]["type"], columns["ประชากร"]["description"]) == ("text", "คน")
        assert found["kept"] == [{"table": "", "column": "เก่า"}]
        assert len(found["added"]) == 3
        assert found["version"] == 1

    def test_a_file_that_changed_since_the_preview(self, file):
        found = propose(file)
        assert propose(file, hash=found["hash"])["hash"] == found["hash"]
        with pytest.raises(tk.ValidationError, match="FILE-CHANGED"):
            propose(file, hash="0" * 64)

    def test_what_is_proposed_can_be_saved(self, file):
        found = propose(file)
        saved = call_action("bmagov_dictionary_update", id=file, tables=found["tables"])
        assert saved["completeness"]["columns"] == 4

    def test_members_and_strangers_get_none(self, file, agency):
        for user in (agency["people"]["member"], core.User()):
            context = {"user": user["name"], "ignore_auth": False}
            with pytest.raises((tk.NotAuthorized, tk.ObjectNotFound)):
                call_action("bmagov_dictionary_propose", context, id=file)


class TestFromFile:
    def test_pasted_cells(self, file):
        found = propose(file, text=TEXT)
        assert found["codec"] == "csv"
        assert [column["name"] for column in found["tables"][0]["columns"]] == ["รหัส", "ใหม่"]
        codes = [one["code"] for one in found["problems"]]
        assert codes == ["DICT-MISMATCH"]
        lists = found["problems"][0]["message"]
        assert all(name in lists for name in ("ใหม่", "ประชากร", "อีเมล", "ชื่อ-นามสกุล"))

    def test_what_the_file_does_not_say_is_kept_or_not(self, file):
        mine = [{"name": "รหัส", "type": "text", "unit": "แถว"}, {"name": "อีเมล", "type": "email"}]
        call_action("bmagov_dictionary_update", id=file, columns=mine)
        merged = propose(file, text=TEXT)
        first = merged["tables"][0]["columns"][0]
        assert (first["type"], first["unit"]) == ("code", "แถว")
        assert merged["kept"] == [{"table": "", "column": "อีเมล"}]
        whole = propose(file, text=TEXT, replace=True)
        assert [column["name"] for column in whole["tables"][0]["columns"]] == ["รหัส", "ใหม่"]
        assert whole["difference"]["breaking"]

    def test_problems_name_row_and_heading(self, file):
        text = TEXT + "แย่\tสี\tx\nแย่\tข้อความ\ty\n"
        problems = [one for one in propose(file, text=text)["problems"] if not one["warning"]]
        assert (problems[0]["code"], problems[0]["line"]) == ("TYPE-UNKNOWN", 4)
        assert "ชนิดข้อมูล" in problems[0]["message"]
        assert "FIELD-DUPLICATE" in [one["code"] for one in problems]

    @pytest.mark.parametrize(
        "name", ["x" * 300 + ".csv", "..\\..\\a.xlsx", "a\r\n.csv", "a.xlsx.exe", "a\u202ecsv.xlsx"]
    )
    def test_names_of_files(self, file, name: str):
        with pytest.raises(tk.ValidationError, match="FILE-NAME"):
            propose(file, upload=upload(TEXT.encode(), name))

    def test_several_sheets_ask_which(self, file):
        rows = [["name", "type"], ["a", "text"]]
        book = xlsx_file(ก=rows, ข=rows).getvalue()
        with pytest.raises(tk.ValidationError, match="SHEET-AMBIGUOUS"):
            propose(file, upload=upload(book, "a.xlsx"))
        assert propose(file, upload=upload(book, "a.xlsx"), sheet="ข")["found"] == {"sheet": "ข"}

    @pytest.mark.parametrize(
        ("content", "code"),
        [(b"", "FILE-EMPTY"), (b'{"a": 1}', "FORMAT-UNKNOWN"), (b"name,type\n", "NO-ROWS")],
    )
    def test_bad_files_are_told(self, file, content: bytes, code: str):
        with pytest.raises(tk.ValidationError) as caught:
            propose(file, upload=upload(content))
        assert caught.value.error_dict["upload"][0].startswith(code)

    def test_confirming_twice_is_refused(self, file):
        found = propose(file, text=TEXT)
        call_action("bmagov_dictionary_update", id=file, tables=found["tables"])
        with pytest.raises(tk.ValidationError) as caught:
            call_action("bmagov_dictionary_update", id=file, tables=found["tables"])
        assert "STALE-VERSION" in str(caught.value.error_dict["version"])


def test_a_table_of_the_datastore_brings_its_own_words(agency):
    sysadmin = core.Sysadmin()
    dataset = factories.Dataset(owner_org=agency["id"])
    resource = dataset["resources"][0]["id"]
    call_action(
        "datastore_create",
        {"user": sysadmin["name"]},
        resource_id=resource,
        force=True,
        fields=[{"id": "a", "type": "int", "info": {"label": "จำนวน", "notes": "นับทุกปี"}}],
        records=[{"a": 1}, {"a": 2}],
    )
    found = propose(resource)
    (column,) = found["tables"][0]["columns"]
    assert found["source"] == "datastore"
    assert (column["type"], column["label_th"], column["description"]) == ("integer", "จำนวน", "นับทุกปี")
