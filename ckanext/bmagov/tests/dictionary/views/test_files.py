"""Dictionaries taken out and in by page, and the report of a check, as each reader sees them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from bs4 import BeautifulSoup
from python_calamine import load_workbook

import ckan.plugins.toolkit as tk
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.dictionary.formats import read_dictionary
from ckanext.bmagov.dictionary.validation.services import work
from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index", "clean_redis")

COLUMNS = [
    {"name": "รหัส", "type": "code", "primary_key": True, "description": "=รหัส"},
    {"name": "ประชากร", "type": "integer", "description": "คน"},
    {"name": "ผู้ดูแล", "type": "text", "personal": "yes", "description": "ชื่อ"},
    {"name": "ลับ", "type": "integer", "description": "ปกปิด", "classification": "secret"},
]
DATA = "รหัส,ประชากร,ผู้ดูแล,ลับ\n1,มาก,สมชาย ใจดี,qzsecretzq\n2,5,สมหญิง ใจดี,7\n"


class Cast:
    def __init__(self, app: Any, create_with_upload: Any) -> None:
        self.app = app
        self.people = {role: core.User() for role in ("member", "editor", "admin", "stranger")}
        self.people["sysadmin"] = core.Sysadmin()
        roles = [
            {"name": self.people[role]["name"], "capacity": role} for role in ("member", "editor", "admin")
        ]
        agency = factories.Agency(users=roles)
        self.dataset = factories.Dataset(
            owner_org=agency["id"],
            resources=[],
            data_category="internal",
            data_classification="internal",
            license_id="notspecified",
        )
        self.file = create_with_upload(
            DATA.encode(),
            "x.csv",
            {"user": self.people["sysadmin"]["name"]},
            package_id=self.dataset["id"],
            name="แฟ้ม",
            format="CSV",
        )["id"]
        self.tokens = {
            role: call_action("api_token_create", {"user": user["name"]}, user=user["name"], name="t")[
                "token"
            ]
            for role, user in self.people.items()
        }

    def address(self, end: str = "") -> str:
        return f"/dataset/{self.dataset['name']}/dictionary/{self.file}{end}"

    def get(self, end: str, role: str = "editor", **more: Any) -> Any:
        return self.app.get(self.address(end), headers=self.headers(role), follow_redirects=False, **more)

    def post(self, end: str, role: str = "admin", **data: Any) -> Any:
        return self.app.post(self.address(end), headers=self.headers(role), data=data, follow_redirects=False)

    def headers(self, role: str) -> dict[str, str]:
        return {"Authorization": self.tokens[role]} if role in self.tokens else {}


@pytest.fixture
def cast(app, create_with_upload) -> Cast:
    return Cast(app, create_with_upload)


@pytest.fixture
def described(cast) -> Cast:
    call_action("bmagov_dictionary_update", id=cast.file, columns=COLUMNS)
    return cast


class TestExport:
    @pytest.mark.parametrize("end", ["csv", "xlsx", "json", "csvw.json", "sql"])
    def test_a_column_above_the_level_is_left_out_and_counted(self, described, end: str):
        answer = described.get(f".{end}", "member")
        assert answer.status_code == 200
        assert answer.headers["X-Hidden-Columns"] == "1"
        names = [column.name for column in read_dictionary(answer.data).dictionary.tables[0].columns]
        assert names == ["รหัส", "ประชากร", "ผู้ดูแล"]
        whole = described.get(f".{end}", "sysadmin")
        assert len(read_dictionary(whole.data).dictionary.tables[0].columns) == 4

    def test_who_may_not_know_of_it_gets_what_is_absent(self, described):
        absent = described.app.get(
            f"/dataset/there-is-none/dictionary/{described.file}.csv", headers=described.headers("stranger")
        )
        outsider = core.User()
        token = call_action("api_token_create", {"user": outsider["name"]}, user=outsider["name"], name="t")
        hidden = described.app.get(described.address(".csv"), headers={"Authorization": token["token"]})
        assert hidden.status_code == absent.status_code == 404

    def test_csv_is_not_calculated(self, described):
        assert "'=รหัส" in described.get(".csv").data.decode("utf-8-sig")

    def test_sql_for_each_database_says_what_it_lost(self, described):
        text = described.get(".sql?dialect=mysql").data.decode()
        assert "ENGINE" in text or "`รหัส`" in text
        assert "-- not in this file: personal (1)" in text
        assert described.get(".sql?dialect=access").status_code == 404

    def test_no_dictionary_is_absent(self, cast):
        assert cast.get(".csv").status_code == 404

    @pytest.mark.parametrize("extension", ["csv", "xlsx"])
    def test_the_template_is_empty_and_for_anybody(self, app, extension: str):
        answer = app.get(f"/dictionary/template.{extension}")
        assert answer.status_code == 200
        if extension == "xlsx":
            book = load_workbook(io.BytesIO(answer.data))
            assert len(book.get_sheet_by_index(0).to_python()) == 1


class TestTakeIn:
    def test_a_preview_then_saved(self, cast):
        file = (io.BytesIO("ชื่อคอลัมน์,ชนิดข้อมูล,คำอธิบาย\nรหัส,รหัส,แถว\n".encode()), "d.csv")
        preview = cast.post("/import", upload=file)
        page = BeautifulSoup(preview.data, "html.parser")
        form = next(form for form in page.find_all("form") if form.find(attrs={"name": "confirm"}))
        sent = {one["name"]: one.get("value", "") for one in form.find_all("input") if one.get("name")}
        answer = cast.post("/import", **sent, confirm="1")
        assert answer.status_code == 302
        shown = call_action("bmagov_dictionary_show", id=cast.file)
        assert [column["name"] for column in shown["tables"][0]["columns"]] == ["รหัส"]
        again = cast.post("/import", **sent, confirm="1")
        assert again.status_code == 409
        assert "STALE-VERSION" in again.data.decode()

    def test_another_person_who_confirms_saves_nothing(self, cast):
        """Row 84."""
        page = BeautifulSoup(cast.post("/import", text="name\ttype\nก\ttext\n").data, "html.parser")
        form = next(form for form in page.find_all("form") if form.find(attrs={"name": "confirm"}))
        sent = {one["name"]: one.get("value", "") for one in form.find_all("input") if one.get("name")}
        outsider = core.User()
        token = call_action("api_token_create", {"user": outsider["name"]}, user=outsider["name"], name="t")
        cast.tokens["outsider"] = token["token"]
        assert cast.post("/import", "outsider", **sent, confirm="1").status_code == 404
        assert cast.post("/import", "member", **sent, confirm="1").status_code in (403, 404)
        with pytest.raises(tk.ObjectNotFound):
            call_action("bmagov_dictionary_show", id=cast.file)

    def test_what_cannot_be_saved_has_no_button(self, cast):
        page = cast.post("/import", text="name\ttype\nก\tสี\n").data.decode()
        assert "TYPE-UNKNOWN" in page
        assert 'name="confirm"' not in page

    def test_a_bad_file_is_told_on_the_page(self, cast):
        answer = cast.post("/import", upload=(io.BytesIO(b"PK\x03\x04broken"), "d.xlsx"))
        assert answer.status_code == 200
        assert "FILE-TYPE" in answer.data.decode()

    @pytest.mark.parametrize("tables", ["", "x", "AAAA", "W10="])
    def test_a_broken_preview_is_told(self, cast, tables: str):
        answer = cast.post("/import", tables=tables, confirm="1")
        assert answer.status_code in (200, 409)

    def test_only_who_may_edit(self, cast):
        assert cast.get("/import", "member").status_code in (403, 404)
        assert cast.get("/import", "admin").status_code == 200


class TestReport:
    @pytest.fixture
    def checked(self, described) -> Cast:
        work.work_all()
        return described

    def test_members_see_the_report_without_persons_and_hidden_columns(self, checked):
        page = checked.get("/check", "member").data.decode()
        assert "ประชากร" in page
        assert "มาก" not in page, "a column is above the member's rights: no values of the file"
        assert "สมชาย" not in page
        assert "qzsecretzq" not in page
        assert "ลับ</" not in page

    def test_the_workbook_marks_cells_and_masks_persons(self, checked):
        book = load_workbook(io.BytesIO(checked.get("/check.xlsx", "sysadmin").data))
        assert len(book.sheet_names) == 3
        rows = book.get_sheet_by_index(2).to_python()
        assert rows[1][1:] == ["1", "มาก", "•••", "qzsecretzq"]
        member = load_workbook(io.BytesIO(checked.get("/check.xlsx", "member").data))
        assert len(member.sheet_names) == 2

    def test_started_and_cancelled_without_javascript(self, checked):
        assert checked.post("/check", again="1").status_code == 302
        page = checked.get("/check").data.decode()
        assert 'name="cancel"' in page
        assert checked.get("/check/state").json["run"]["status"] == "waiting"
        assert checked.post("/check", cancel="1").status_code == 302
        assert checked.get("/check/state").json["run"]["status"] == "cancelled"
        assert checked.post("/check", "member", again="1").status_code == 403

    def test_older_reports_stay(self, checked):
        (run,) = call_action("bmagov_validation_list", id=checked.file)
        assert checked.get(f"/check/{run['id']}").status_code == 200
        assert checked.get("/check/there-is-none").status_code == 404

    def test_before_any_check(self, cast):
        assert cast.get("/check").status_code == 200
        assert cast.get("/check.xlsx").status_code == 404
