"""Search over datasets of the real form: Thai keywords, English titles, fields of the standard."""

from __future__ import annotations

import pytest

from ckan.tests import helpers

from ckanext.bmagov.tests.factories import Dataset

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")


def names(q: str, **parameters):
    found = helpers.call_action("package_search", q=q, **parameters)
    return [dataset["name"] for dataset in found["results"]]


def test_keywords_by_the_inside_of_a_word():
    dataset = Dataset(title="จุดเฝ้าระวัง", tag_string="น้ำท่วมซ้ำซาก, ประชากร")
    for q in ("ท่วม", "น้ําท่วม", "ซ้ำ", "\u0e33ซ"):
        assert helpers.call_action("tag_autocomplete", query=q) == ["น้ำท่วมซ้ำซาก"], q
    assert (
        names("", fq='tags:"น้ำท่วมซ้ำซาก"') == names("น้ำท่วม") == names("tags:น้ำท่วมซ้ำซาก") == [dataset["name"]]
    )
    found = helpers.call_action("package_search", **{"facet.field": ["tags"]})
    assert {item["name"] for item in found["search_facets"]["tags"]["items"]} == {"น้ำท่วมซ้ำซาก", "ประชากร"}


def test_english_title_and_long_notes():
    dataset = Dataset(
        title="เส้นทางอพยพ", title_en="Evacuation routes", notes="เส้นทางหนีภัยและจุดรวมพลของชุมชน " * 400
    )
    assert len(dataset["notes"]) > 10_900
    for q in ("evacuations", "จุดรวมพล", "หนีภัย"):
        assert names(q) == [dataset["name"]], q
