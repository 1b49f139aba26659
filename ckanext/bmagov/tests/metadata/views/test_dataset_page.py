"""The page of a dataset and the lists it stands in, as the public and as an editor see them."""

from __future__ import annotations

import json
import re

import pytest

from ckan.tests import helpers
from ckan.tests.factories import SysadminWithToken

from ckanext.bmagov.tests import factories

HOSTILE = "</script><script>alert(1)</script>"


def structured(page: str) -> dict | None:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    return json.loads(found[1]) if found else None


@pytest.fixture
def dataset(clean_db, clean_index):
    return factories.Dataset(
        title="ประชากรรายเขต",
        title_en="Population by district",
        last_updated_date="2020-01-31",
        data_format=["csv", "other"],
        data_format_other="Parquet",
        high_value_dataset="yes",
    )


@pytest.fixture
def page(app, dataset):
    return lambda prefix="", **kwargs: app.get(f"{prefix}/dataset/{dataset['name']}", **kwargs).body


class TestDatasetPage:
    def test_says_what_how_fresh_whose_and_how_to_get_it(self, page):
        thai = page()
        for words in ("ข้อมูลระเบียน", "เปิดเผย", "31 ม.ค. 2563", "ทุกปี", "หน่วยงานแจ้งว่า", "stat@example.go.th"):
            assert words in thai

    def test_speaks_english_to_readers_of_english(self, page):
        english = page("/en")
        for words in (
            "Population by district",
            "every year",
            "31 Jan 2020",
            "High-value dataset",
        ):
            assert words in english

    def test_says_why_data_count_as_old_and_what_the_agency_states_beside(self, app, dataset):
        old = factories.Dataset(resources=[], last_updated_date="2026-01-31")
        factories.new_data(old, "2020-05-01")
        thai = app.get(f"/dataset/{old['name']}").body
        for words in ("1 พ.ค. 2563", "หน่วยงานแจ้งว่า 31 ม.ค. 2569", "เกินกำหนดปรับปรุงมานาน", "1 พ.ค. 2564"):
            assert words in thai

    def test_of_a_link_it_says_that_nobody_sees_whether_it_is_current(self, page):
        english = page("/en")
        assert "Not seen by the catalog" in english
        assert "The catalog does not see every change of these data" in english
        assert "bmagov-state-" not in english

    def test_other_is_replaced_by_what_was_meant(self, page):
        assert "Parquet" in page()

    def test_fields_without_content_are_left_out(self, page):
        assert "เงื่อนไขในการเข้าถึงข้อมูล" not in page()

    def test_gaps_are_for_those_who_can_mend_them(self, page):
        editor = {"Authorization": SysadminWithToken()["token"]}
        assert "#field-notes_en" in page(headers=editor)
        assert "bmagov-completeness" not in page()

    def test_structured_data_describe_an_open_dataset(self, page):
        assert structured(page())["name"] == "ประชากรรายเขต"

    def test_structured_data_cannot_break_out_of_their_script(self, app, dataset):
        helpers.call_action(
            "package_patch", {"user": SysadminWithToken()["name"]}, id=dataset["id"], notes=HOSTILE
        )
        page = app.get(f"/dataset/{dataset['name']}").body
        assert HOSTILE not in page
        assert structured(page)["description"] == HOSTILE

    def test_closed_datasets_tell_search_engines_nothing(self, app, clean_db, clean_index):
        editor = SysadminWithToken()
        closed = factories.Dataset(
            data_category="internal",
            data_classification="internal",
            license_id="other",
            license_id_other="ใช้ภายในกรุงเทพมหานคร",
        )
        headers = {"Authorization": editor["token"]}
        assert structured(app.get(f"/dataset/{closed['name']}", headers=headers).body) is None


class TestLists:
    def test_a_result_tells_whose_what_and_how_fresh(self, app, dataset):
        results = app.get("/dataset/").body
        for words in ("ประชากรรายเขต", "ข้อมูลระเบียน", "ทุกปี", "31 ม.ค. 2563"):
            assert words in results

    def test_facets_speak_the_readers_language(self, app, dataset):
        assert "ข้อมูลระเบียน" in app.get("/dataset/?data_type=record").body
        english = app.get("/en/dataset/?data_type=record").body
        assert "Dataset types" in english
        assert re.search(r'class="item-label">\s*Records?\s*<', english)

    def test_facets_narrow(self, app, dataset):
        assert "ประชากรรายเขต" not in app.get("/dataset/?data_type=geospatial").body

    def test_a_new_upload_counts_more_than_what_was_stated(self, app, dataset, create_with_upload):
        editor = {"user": SysadminWithToken()["name"]}
        create_with_upload("a,b\n1,2\n", "a.csv", editor, package_id=dataset["id"], name="ก", format="CSV")
        assert "31 ม.ค. 2563" not in app.get("/dataset/").body
