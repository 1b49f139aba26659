"""The page of all rows: sought, filtered, sorted, and the same rows as files and for programs."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import urllib.parse
import urllib.request
from typing import Any

import pytest
from bs4 import BeautifulSoup
from python_calamine import load_workbook

import ckan.plugins.toolkit as tk
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.tests.tables.conftest import load

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index", "clean_redis")

ROWS = (
    "เขต,วันที่,จำนวน,ร้อยละ,หมายเหตุ\n"
    "พระนคร,31 ม.ค. 2567,1234,12.50,ถนนพระสุเมรุชำรุด\n"
    'ดุสิต,1/2/2567,5,7.5,=HYPERLINK("http://x")\n'
    "พระนคร,1/3/2567,-,1,100% จริง\n"
    "บางรัก,1/4/2568,70,2,ไม่มีไฟ_ทาง\n"
)


@pytest.fixture
def table(upload) -> dict[str, Any]:
    resource = upload(ROWS, "เรื่องแจ้ง.csv")
    call_action(
        "bmagov_dictionary_update",
        id=resource["id"],
        columns=[
            {"name": "จำนวน", "type": "integer", "label_th": "จำนวนเรื่อง", "unit": "เรื่อง", "missing": ["-"]},
            {"name": "เขต", "type": "text"},
        ],
    )
    load()
    return resource


def search(table: dict[str, Any], **asked: Any) -> list[str]:
    result = call_action("bmagov_table_search", id=table["id"], **asked)
    return [row["เขต"] for row in result["rows"]]


def sheet(response: Any) -> list[list[Any]]:
    return load_workbook(io.BytesIO(response.data)).get_sheet_by_index(0).to_python()


class TestSearch:
    def test_words_are_found_inside_of_thai_words_and_signs_are_only_signs(self, table):
        assert search(table, q="สุเมรุ") == ["พระนคร"]
        assert search(table, q="100% จริง") == ["พระนคร"]
        assert search(table, q="%") == ["พระนคร"]
        assert search(table, q="hyperLINK") == ["ดุสิต"]
        assert search(table, q="_") == ["บางรัก"]
        assert search(table, q="พระ ถนน") == ["พระนคร"]
        assert search(table, q="' OR 1=1 --") == []

    def test_filters_read_values_as_cells_are_read(self, table):
        assert search(table, filters={"เขต": ["ดุสิต", "บางรัก"]}) == ["ดุสิต", "บางรัก"]
        assert search(table, filters={"วันที่": {"from": "1 ก.พ. 2567", "to": "2024-03-01"}}) == [
            "ดุสิต",
            "พระนคร",
        ]
        assert search(table, filters={"จำนวน": {"from": "๗๐"}}) == ["พระนคร", "บางรัก"]
        assert search(table, filters={"จำนวน": 5}) == ["ดุสิต"]

    def test_sorted_as_thai_and_empty_cells_last(self, table):
        assert search(table, sort="เขต") == ["ดุสิต", "บางรัก", "พระนคร", "พระนคร"]
        result = call_action("bmagov_table_search", id=table["id"], sort="-จำนวน", columns=["จำนวน"])
        assert [row["จำนวน"] for row in result["rows"]] == [1234, 70, 5, None]

    def test_totals_and_facets_are_exact(self, table):
        result = call_action("bmagov_table_search", id=table["id"], filters={"เขต": "พระนคร"}, q="ถนน")
        assert result["total"] == 1
        assert result["facets"]["เขต"] == [{"value": "พระนคร", "count": 1}]
        whole = call_action("bmagov_table_search", id=table["id"])
        assert whole["facets"]["เขต"][0] == {"value": "พระนคร", "count": 2}

    @pytest.mark.parametrize(
        ("asked", "code"),
        [
            ({"filters": {"จำนวน": "มาก"}}, "TABLE-NO-VALUE"),
            ({"filters": {"ไม่มี": "x"}}, "TABLE-NO-COLUMN"),
            ({"sort": '"; DROP TABLE x'}, "TABLE-NO-COLUMN"),
            ({"filters": "x"}, "dictionary"),
        ],
    )
    def test_what_cannot_be_asked_is_told(self, table, asked, code):
        with pytest.raises(tk.ValidationError, match=code):
            call_action("bmagov_table_search", id=table["id"], **asked)

    def test_data_above_the_reader_are_in_no_answer_and_no_filter(self, app, dataset, table):
        current = call_action("bmagov_dictionary_show", id=table["id"])
        columns = [*current["tables"][0]["columns"], {"name": "หมายเหตุ", "classification": "internal"}]
        call_action("bmagov_dictionary_update", id=table["id"], columns=columns, version=current["version"])
        address = f"/dataset/{dataset['name']}/resource/{table['id']}/data"
        for ending in ("", ".csv", ".json", ".xlsx", "?q=ถนน", "?sort=หมายเหตุ"):
            assert app.get(f"{address}{ending}").status_code == 403
        user = core.User()
        with pytest.raises(tk.NotAuthorized):
            call_action("bmagov_table_search", {"user": user["name"], "ignore_auth": False}, id=table["id"])


class TestPage:
    @pytest.fixture
    def address(self, dataset, table) -> str:
        return f"/dataset/{dataset['name']}/resource/{table['id']}/data"

    def test_the_same_rows_as_page_csv_workbook_and_json(self, app, address):
        asked = "?q=พระ&sort=-จำนวน"
        page = app.get(f"/th{address}{asked}")
        soup = BeautifulSoup(page.body, "html.parser")
        cells = [[cell.text for cell in row.find_all("td")] for row in soup.select(".bmagov-table tbody tr")]
        assert [row[:3] for row in cells] == [
            ["พระนคร", "31 ม.ค. 2567", "1,234"],
            ["พระนคร", "1 มี.ค. 2567", ""],
        ]
        assert "จำนวนเรื่อง (เรื่อง)" in page.body
        plain = app.get(f"{address}.csv{asked}")
        assert plain.data.startswith(b"\xef\xbb\xbf")
        read = list(csv.reader(io.StringIO(plain.data.decode("utf-8-sig"))))
        assert read[1][:3] == ["พระนคร", "2024-01-31", "1234"]
        assert len(read) == 3
        found = json.loads(app.get(f"{address}.json{asked}").data)
        assert (found["total"], [row["จำนวน"] for row in found["rows"]]) == (2, [1234, None])
        assert sheet(app.get(f"{address}.xlsx{asked}"))[1][:3] == ["พระนคร", dt.date(2024, 1, 31), 1234]

    def test_nothing_in_files_is_calculated(self, app, address):
        text = app.get(f"{address}.csv").data.decode("utf-8-sig")
        assert "'=HYPERLINK" in text
        assert sheet(app.get(f"{address}.xlsx"))[2][4].startswith("=HYPERLINK"), "text, and no formula"

    def test_every_link_of_the_page_keeps_what_was_asked(self, app, address):
        soup = BeautifulSoup(app.get(f"{address}?is.เขต=พระนคร&per=20").body, "html.parser")
        links = [
            urllib.parse.unquote(link["href"])
            for link in soup.select(".bmagov-table th a, .bmagov-data-files a")
        ]
        assert links
        assert all("is.เขต=พระนคร" in link and "per=20" in link for link in links)
        assert soup.select_one('input[name="is.เขต"][value="พระนคร"]').has_attr("checked")

    def test_a_value_that_cannot_be_read_is_said_and_kept(self, app, address):
        page = app.get(f"{address}?from.วันที่=เมื่อวาน", status=400)
        assert "เมื่อวาน" in page.body
        assert app.get(f"{address}.csv?from.วันที่=เมื่อวาน", status=400)

    def test_odd_pages_and_kinds(self, app, address):
        assert "4" in app.get(f"{address}?page=999999999&per=7").body
        assert app.get(f"{address}.exe", status=404)

    def test_curl_python_and_r_from_the_page_give_the_rows(self, app, address, monkeypatch):
        soup = BeautifulSoup(app.get(f"{address}?is.เขต=พระนคร").body, "html.parser")
        snippets = {
            name: soup.select_one(f".bmagov-{name}").text
            for name in ("curl", "python", "r", "excel", "sheets")
        }

        def fetched(url: str) -> bytes:
            parts = urllib.parse.urlsplit(url)
            return app.get(f"{parts.path}?{parts.query}").data

        (url,) = re.findall(r'"(http[^"]+)"', snippets["curl"])
        assert json.loads(fetched(url))["total"] == 2
        monkeypatch.setattr(urllib.request, "urlopen", lambda request: io.BytesIO(fetched(request.full_url)))
        names: dict[str, Any] = {}
        exec(snippets["python"], names)
        assert [row["เขต"] for row in names["rows"]] == ["พระนคร", "พระนคร"]
        for name in ("r", "excel", "sheets"):
            (url,) = re.findall(r'"(http[^"]+)"', snippets[name])
            assert len(list(csv.reader(io.StringIO(fetched(url).decode("utf-8-sig"))))) == 3

    def test_a_file_without_a_table_has_no_such_page(self, app, dataset, upload):
        resource = upload(b"%PDF-1.4 nothing", "a.pdf", format="PDF")
        app.get(f"/dataset/{dataset['name']}/resource/{resource['id']}/data", status=404)
