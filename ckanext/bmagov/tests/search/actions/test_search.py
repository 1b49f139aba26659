"""Queries that are too long, and queries in the words of Solr."""

from __future__ import annotations

import pytest

from ckan.lib.search import SearchQueryError
from ckan.tests.helpers import call_action

from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")


def test_a_long_search_looks_for_its_first_words_and_says_so(app):
    factories.Dataset(title="ประชากรเขตบางรัก", state="active")
    typed = "ประชากร " + "บางรัก " * 400
    found = call_action("package_search", q=typed)
    assert found["count"] == 1
    assert typed.startswith(found["bmagov_shortened"])
    page = app.get("/en/dataset/", query_string={"q": typed})
    assert "Only its first words were looked for" in page.text
    assert call_action("package_search", q="ประชากร")["bmagov_shortened"] == ""


@pytest.mark.parametrize("typed", ["xlsx", "XLSX", "excel", "เอกเซล", "ตารางคำนวณ"])
def test_a_dataset_is_found_by_the_format_of_its_files(typed):
    factories.Dataset(state="active", resources=[factories.resource(name="ทะเบียน", format="XLSX")])
    factories.Dataset(state="active", resources=[factories.resource(name="ทะเบียน", format="CSV")])

    assert call_action("package_search", q=typed)["count"] == 1


def test_a_closed_file_is_not_found_by_its_format():
    closed = factories.resource(name="ทะเบียน", format="XLSX", resource_data_classification="secret")
    factories.Dataset(state="active", resources=[closed, factories.resource(format="CSV")])

    assert call_action("package_search", q="xlsx")["count"] == 0
    assert call_action("package_search", q="csv")["count"] == 1


def test_a_field_query_that_is_too_long_is_refused_in_words():
    with pytest.raises(SearchQueryError, match="QUERY-LENGTH"):
        call_action("package_search", q=" OR ".join(f"id:{number:036}" for number in range(200)))


@pytest.mark.parametrize("times", ["2020-01-01T00:00:00Z TO NOW", "2020-01-01T00:00:00.000Z TO *"])
def test_a_range_of_times_finds_what_the_same_filter_finds(times):
    factories.Dataset(state="active")
    asked = f"metadata_modified:[{times}]"
    assert (
        call_action("package_search", q=asked)["count"]
        == call_action("package_search", fq=asked)["count"]
        == 1
    )
