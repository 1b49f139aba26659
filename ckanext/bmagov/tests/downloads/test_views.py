"""Addresses of downloads, asked as a browser asks them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import pytest
import xlsxwriter
from bs4 import BeautifulSoup
from python_calamine import load_workbook
from werkzeug.http import parse_options_header

from ckan.tests import helpers
from ckan.tests.factories import Sysadmin

from ckanext.bmagov.downloads import domain
from ckanext.bmagov.tests import factories

POPULATION = 'เขต,ปี,คน\nพระนคร,2567,"38,010"\nดุสิต,2567,=1+1\n'


@pytest.fixture
def editor(clean_db):
    return Sysadmin()


@pytest.fixture
def dataset(editor, clean_index):
    return factories.Dataset(resources=[], user=editor, title="ประชากรรายเขต")


@pytest.fixture
def upload(dataset, create_with_upload, editor):
    def run(data: str | bytes, name: str, **kwargs: Any) -> dict[str, Any]:
        given = {"package_id": dataset["id"], "name": name, **kwargs}
        data = data.encode() if isinstance(data, str) else data
        return create_with_upload(data, name, {"user": editor["name"]}, **given)

    return run


@pytest.fixture
def describe(editor):
    def run(resource: dict[str, Any], *columns: dict[str, Any]) -> None:
        context = {"user": editor["name"]}
        helpers.call_action("bmagov_dictionary_update", context, id=resource["id"], columns=list(columns))

    return run


def taken(app: Any, dataset: dict[str, Any], resource: dict[str, Any], form: str, **more: Any) -> Any:
    return app.get(f"/en/dataset/{dataset['name']}/resource/{resource['id']}/download-as/{form}", **more)


def file_name(answer: Any) -> str:
    return parse_options_header(answer.headers["Content-Disposition"])[1]["filename"]


@pytest.mark.usefixtures("with_plugins")
class TestTable:
    def test_csv_of_any_encoding_opens_in_excel(self, app, dataset, upload):
        resource = upload(POPULATION.encode("cp874"), "ประชากร.csv")
        answer = taken(app, dataset, resource, "csv")
        assert answer.data.startswith(b"\xef\xbb\xbf")
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert file_name(answer) == "ประชากร.csv"
        lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
        assert lines == [["เขต", "ปี", "คน"], ["พระนคร", "2567", "38,010"], ["ดุสิต", "2567", "'=1+1"]]

    def test_xlsx_is_typed_and_brings_its_dictionary(self, app, dataset, upload, describe):
        resource = upload('เขต,วันที่,คน\nพระนคร,31/01/2567,"38,010"\n', "population.csv")
        describe(
            resource,
            {"name": "เขต", "type": "text", "label_th": "ชื่อเขต"},
            {"name": "วันที่", "type": "date", "era": "be"},
            {"name": "คน", "type": "integer", "unit": "คน"},
        )
        answer = taken(app, dataset, resource, "xlsx")
        assert file_name(answer) == "population.xlsx"
        book = load_workbook(io.BytesIO(answer.data))
        rows = book.get_sheet_by_index(0).to_python()
        assert [str(cell) for cell in rows[1]] == ["พระนคร", "2024-01-31", "38010.0"]
        assert any("ชื่อเขต" in row for row in book.get_sheet_by_index(1).to_python())
        about = dict(row[:2] for row in book.get_sheet_by_index(2).to_python())
        assert dataset["title"] in about.values()

    def test_a_workbook_with_titles_gives_its_table_alone(self, app, dataset, upload):
        out = io.BytesIO()
        with xlsxwriter.Workbook(out) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(
                [["รายงานประชากร"], [], ["เขต", "คน"], ["พระนคร", 38010], ["ดุสิต", 71841]]
            ):
                sheet.write_row(number, 0, row)
        answer = taken(app, dataset, upload(out.getvalue(), "report.xlsx"), "csv")
        assert answer.data.decode("utf-8-sig").splitlines() == ["เขต,คน", "พระนคร,38010", "ดุสิต,71841"]

    def test_what_is_too_large_for_excel_is_said_with_what_to_do(self, app, dataset, upload, monkeypatch):
        monkeypatch.setattr(domain, "MOST_CELLS", 3)
        resource = upload(POPULATION, "a.csv")
        page = app.get(f"/en/dataset/{dataset['name']}/resource/{resource['id']}")
        assert "Take it as CSV" in page.get_data(as_text=True)
        answer = taken(app, dataset, resource, "csv", status=200)
        assert answer.status_code == 200

    @pytest.mark.parametrize("form", ["pdf", "XLSX", ""])
    def test_another_form_is_not_there(self, app, dataset, upload, form):
        taken(app, dataset, upload(POPULATION, "a.csv"), form, status=404)

    def test_what_is_no_table_is_said(self, app, dataset, upload):
        resource = upload(b"%PDF-1.4\n", "a.pdf")
        answer = taken(app, dataset, resource, "csv", status=422)
        assert "no table here" in answer.get_data(as_text=True)

    def test_a_head_request_makes_nothing(self, app, dataset, upload, monkeypatch):
        resource = upload(POPULATION, "a.csv")
        monkeypatch.setattr("ckanext.bmagov.downloads.views.tables.opened", None)
        client = app.flask_app.test_client()
        answer = client.head(f"/dataset/{dataset['name']}/resource/{resource['id']}/download-as/csv")
        assert answer.status_code == 200
        assert file_name(answer) == "a.csv"


@pytest.mark.usefixtures("with_plugins")
class TestArchive:
    def test_it_holds_files_tables_dictionaries_and_describes_itself(
        self, app, dataset, upload, describe, editor
    ):
        table = upload(POPULATION.encode("cp874"), "ประชากร.csv")
        describe(table, {"name": "เขต", "type": "text"}, {"name": "คน", "type": "integer"})
        upload(b"%PDF-1.4\n", "รายงาน.pdf")
        link = factories.resource(name="ลิงก์", package_id=dataset["id"])
        helpers.call_action("resource_create", {"user": editor["name"]}, **link)
        answer = app.get(f"/dataset/{dataset['name']}/download-all")
        archive = zipfile.ZipFile(io.BytesIO(answer.data))
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == [
            "README.txt",
            "data/ประชากร.csv",
            "datapackage.json",
            "dictionary/ประชากร.csv.xlsx",
            "files/ประชากร.csv",
            "files/รายงาน.pdf",
        ]
        assert archive.read("files/ประชากร.csv") == POPULATION.encode("cp874")
        assert "38010" in archive.read("data/ประชากร.csv").decode("utf-8-sig")
        package = json.loads(archive.read("datapackage.json"))
        assert [resource["path"] for resource in package["resources"]] == [
            "files/ประชากร.csv",
            "data/ประชากร.csv",
            "files/รายงาน.pdf",
        ]
        readme = archive.read("README.txt").decode("utf-8-sig")
        assert "ประชากรรายเขต" in readme
        assert "https://example.go.th/population-2569.csv" in readme

    def test_a_file_that_is_lost_is_told_and_the_rest_is_there(self, app, dataset, upload, monkeypatch):
        from ckanext.bmagov import files

        lost = upload(POPULATION, "lost.csv")
        upload(POPULATION, "there.csv")
        found = files.open_file

        def open_file(resource: dict[str, Any]) -> Any:
            if resource["id"] == lost["id"]:
                raise files.FileGoneError(lost["id"])
            return found(resource)

        monkeypatch.setattr(files, "open_file", open_file, raising=False)
        monkeypatch.setattr("ckanext.bmagov.dictionary.validation.services.table_data.open_file", open_file)
        archive = zipfile.ZipFile(io.BytesIO(app.get(f"/en/dataset/{dataset['name']}/download-all").data))
        assert "files/there.csv" in archive.namelist()
        assert "files/lost.csv" not in archive.namelist()
        assert "no longer in the storage" in archive.read("README.txt").decode()


@pytest.mark.usefixtures("with_plugins")
class TestWhereTheyAreOffered:
    def test_the_pages_offer_them_without_a_script(self, app, dataset, upload):
        resource = upload(POPULATION, "a.csv")
        for path in (f"/dataset/{dataset['name']}", f"/dataset/{dataset['name']}/resource/{resource['id']}"):
            page = BeautifulSoup(app.get(path).data, "html.parser")
            menu = page.select_one("details.bmagov-downloads")
            assert menu is not None
            for link in menu.select("a"):
                assert app.get(link["href"]).status_code == 200
        page = BeautifulSoup(app.get(f"/dataset/{dataset['name']}").data, "html.parser")
        assert app.get(page.select_one(".bmagov-download-all a")["href"]).status_code == 200

    def test_a_dataset_of_links_offers_no_archive(self, app, editor, clean_index):
        dataset = factories.Dataset(user=editor)
        assert "download-all" not in app.get(f"/dataset/{dataset['name']}").get_data(as_text=True)

    def test_programs_find_them_by_the_api(self, app, dataset, upload):
        resource = upload(POPULATION, "a.csv")
        answer = helpers.call_action("bmagov_download_list", id=dataset["name"])
        assert answer["url"].endswith(f"/dataset/{dataset['name']}/download-all")
        (file,) = answer["files"]
        assert file["resource_id"] == resource["id"]
        assert [way["form"] for way in file["downloads"]] == ["original", "xlsx", "csv"]
        assert file["downloads"][0]["size"] == len(POPULATION.encode())

    def test_csvw_names_the_file_when_it_is_one_that_csvw_reads(self, app, dataset, upload, describe):
        plain, other = upload(POPULATION, "a.csv"), upload(POPULATION.encode("cp874"), "b.csv")
        for resource in (plain, other):
            describe(resource, {"name": "เขต", "type": "text"})
        urls = [
            json.loads(app.get(f"/dataset/{dataset['name']}/dictionary/{resource['id']}.csvw.json").data)[
                "url"
            ]
            for resource in (plain, other)
        ]
        assert urls[0] == plain["url"]
        assert urls[1].endswith(f"/resource/{other['id']}/download-as/csv")
        taken(app, dataset, other, "csv", status=200)


@pytest.mark.usefixtures("with_plugins")
def test_they_count_as_downloads(app, dataset, upload):
    resource = upload(POPULATION, "a.csv")
    browser = {"User-Agent": "Mozilla/5.0"}
    taken(app, dataset, resource, "csv", headers=browser)
    app.get(f"/dataset/{dataset['name']}/download-all", headers=browser)
    assert helpers.call_action("bmagov_usage_show", id=dataset["id"])["downloads"] == 2
