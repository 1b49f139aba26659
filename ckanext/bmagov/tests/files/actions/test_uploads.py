"""What is said of files when they are stored: kind, format, table, refusal."""

from __future__ import annotations

import gzip
from urllib.parse import unquote

import pytest
from werkzeug.http import parse_options_header

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import helpers
from ckan.tests.factories import SysadminWithToken

from ckanext.bmagov.files.model import ResourceContent
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.base.formats.old_workbooks import xls

TABLE = "เขต,จำนวน\nบางรัก,5\n".encode()
PLACES = b'{"type": "FeatureCollection", "features": []}'
PAGE = b"<!DOCTYPE html><html><form action='/login'>"

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")


@pytest.fixture
def dataset():
    return factories.Dataset(resources=[])


@pytest.fixture
def editor():
    return SysadminWithToken()


@pytest.fixture
def upload(dataset, editor, create_with_upload):
    def run(content: bytes, name: str, **changes):
        given = {"package_id": dataset["id"], "name": name, "url_type": "upload", **changes}
        return create_with_upload(content, name, context={"user": editor["name"]}, **given)

    return run


def table_of(resource) -> dict:
    return helpers.call_action("bmagov_table_show", id=resource["id"])


class TestKinds:
    def test_bytes_decide_whatever_is_typed_and_whenever(self, upload, editor):
        file = upload(TABLE, "ข้อมูล", format="")
        assert (file["format"], table_of(file)["columns"]) == ("CSV", ["เขต", "จำนวน"])
        for typed in ("Comma Separated Values", "CSV, XLSX", "XLSX"):
            file = helpers.call_action(
                "resource_patch", {"user": editor["name"]}, id=file["id"], format=typed
            )
            assert (file["format"], table_of(file)["columns"]) == ("CSV", ["เขต", "จำนวน"])
        views = helpers.call_action("resource_view_list", id=file["id"])
        assert "bmagov_table" in [view["view_type"] for view in views]

    def test_old_and_packed_tables_are_read(self, upload):
        old = upload(xls(ข้อมูล={(0, 0): "เขต", (0, 1): "จำนวน", (1, 0): "บางรัก"}).getvalue(), "เก่า.xls")
        packed = upload(gzip.compress(TABLE), "ข้อมูล.csv.gz")
        assert (old["format"], packed["format"]) == ("XLS", "GZ")
        assert table_of(old)["columns"] == table_of(packed)["columns"] == ["เขต", "จำนวน"]
        assert table_of(packed)["row_count"] == 1

    @pytest.mark.parametrize(
        ("name", "content", "code", "kind"),
        [
            ("ระบบ.xls", b"<html><table><tr><td>1</td></tr></table>", "FILE-IS-PAGE", "HTML"),
            ("data.csv", PAGE, "FILE-IS-PAGE", "HTML"),
            ("data.csv", b'[{"a": 1}, 2]', "FILE-IS-OTHER", "JSON"),
            ("data.xlsx", b"%PDF-1.4", "FILE-IS-DOCUMENT", "PDF"),
            ("data.csv", b"PK\3\4cut", "FILE-BROKEN", "ZIP"),
        ],
    )
    def test_what_is_called_a_table_and_is_none_is_told(self, upload, name, content, code, kind):
        file = upload(content, name)
        assert file["format"] == kind
        problems = table_of(file)["problems"]
        assert [problem.partition(":")[0] for problem in problems] == [code]
        assert model.Session.get(ResourceContent, file["id"]).kind == kind

    @pytest.mark.parametrize(
        ("name", "content", "code"),
        [
            ("รายงาน.pdf", b"%PDF-1.4", "FILE-IS-DOCUMENT"),
            ("ตั้งค่า.json", b'{"a": 1}', "FILE-IS-OTHER"),
            ("เขต.kml", b'<?xml version="1.0"?><kml>', "FILE-IS-MAP"),
        ],
    )
    def test_under_its_own_name_it_is_no_bad_table_and_its_page_says_why(
        self, upload, name, content, code, app, editor
    ):
        file = upload(content, name)
        with pytest.raises(tk.ObjectNotFound):
            table_of(file)
        (problem,) = model.Session.get(ResourceContent, file["id"]).problems
        assert problem[0] == code
        page = app.get(
            f"/en/dataset/{file['package_id']}/resource/{file['id']}",
            headers={"Authorization": editor["token"]},
        )
        assert "bmagov-file-words" in page.text

    def test_records_of_json_are_a_table(self, upload):
        file = upload('[{"เขต": "บางรัก", "คน": 5}, {"เขต": "ดุสิต"}]'.encode(), "ข้อมูล.json")
        table = table_of(file)
        assert (file["format"], table["columns"], table["rows"]) == (
            "JSON",
            ["เขต", "คน"],
            [["บางรัก", "5"], ["ดุสิต", ""]],
        )


class TestRefusals:
    @pytest.mark.parametrize("name", ["ข้อมูล.csv", "setup.exe"])
    def test_programs_are_refused_in_words_and_nothing_is_stored(self, upload, dataset, name):
        with pytest.raises(tk.ValidationError) as error:
            upload(b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff", name)
        assert error.value.error_dict["upload"][0].startswith("FILE-IS-PROGRAM: ")
        assert helpers.call_action("package_show", id=dataset["id"])["resources"] == []

    @pytest.mark.ckan_config("ckanext.bmagov.files.kinds", "CSV pdf")
    def test_the_configuration_says_what_is_taken(self, upload):
        assert upload(TABLE, "a.csv")["format"] == "CSV"
        with pytest.raises(tk.ValidationError, match="FILE-KIND"):
            upload(b"\x89PNG\r\n\x1a\n", "a.png")

    def test_links_have_short_formats(self, dataset, editor):
        for address, word in (("a.gpkg", "GPKG"), ("a.exe", "EXE"), ("a.csv", "CSV")):
            made = helpers.call_action(
                "resource_create",
                {"user": editor["name"]},
                package_id=dataset["id"],
                name=address,
                url=f"https://data.example.go.th/{address}",
            )
            assert made["format"] == word


class TestNames:
    NAME = "นักเรียน เขตบางรัก (๒๕๖๙) 50%.csv"

    def test_a_name_is_kept_through_storage_saving_again_and_download(self, upload, editor, app):
        file = upload(TABLE, self.NAME)
        for number in range(2):  # a client sends back what it was given
            file["description"] = f"ฉบับที่ {number}"
            file = helpers.call_action("resource_update", {"user": editor["name"]}, **file)
        assert model.Resource.get(file["id"]).url == self.NAME
        assert unquote(file["url"]).endswith(f"/download/{self.NAME}")
        answer = app.get(file["url"], headers={"Authorization": editor["token"]})
        what, options = parse_options_header(answer.headers["Content-Disposition"])
        assert (what, options["filename"]) == ("attachment", self.NAME)
        assert answer.get_data() == TABLE

    def test_a_download_says_the_encoding_that_was_read(self, upload, editor, app):
        headers = {"Authorization": editor["token"]}
        for encoding, charset in (("utf-8", "utf-8"), ("cp874", "windows-874")):
            file = upload(TABLE.decode().encode(encoding), f"{charset}.txt")
            answer = app.get(file["url"], headers=headers)
            assert answer.headers["Content-Type"] == f"text/plain; charset={charset}"
            assert answer.headers["Content-Disposition"].startswith("attachment")

    def test_a_packed_file_is_given_out_packed(self, upload, editor, app):
        packed = gzip.compress(TABLE)
        file = upload(packed, "ข้อมูล.csv.gz")
        answer = app.get(file["url"], headers={"Authorization": editor["token"]})
        assert "Content-Encoding" not in answer.headers
        assert answer.get_data() == packed

    @pytest.mark.parametrize(("name", "content"), [("ก.jpeg", b"\xff\xd8\xff\xe0"), ("ก.geojson", PLACES)])
    def test_a_dataset_that_is_saved_as_it_was_stays_as_it_was(self, upload, dataset, editor, name, content):
        upload(content, name)
        before = helpers.call_action("package_show", id=dataset["id"])
        helpers.call_action("package_update", {"user": editor["name"]}, **before)
        assert helpers.call_action("package_show", id=dataset["id"]) == before
