from __future__ import annotations

import pytest

from ckanext.bmagov.access.domain.classification.description import (
    OF_BYTES,
    address_without_name,
    described,
    is_catalog_made,
    without_bytes,
)
from ckanext.bmagov.base.domain.dictionary_resource import RESOURCE_TYPE, URL_TYPE, resource_id

PLACE = "https://data.example.go.th/dataset/d/resource/r/download"
STORED = {
    "id": "r",
    "package_id": "d",
    "name": "แฟ้ม",
    "format": "CSV",
    "url_type": "upload",
    "url": f"{PLACE}/ผู้ป่วย-2569.csv",
    "size": 12,
    "hash": "ab",
    "mimetype": "text/csv",
    "resource_unit_of_measure": "คน",
    "archiver": {"cache_url": "https://elsewhere.example/x.csv"},
}
FIELDS = {"url", "name", "resource_unit_of_measure"}


class TestDescribed:
    def test_what_describes_stays_and_the_rest_goes(self):
        shown = described(STORED, FIELDS)
        assert shown == {
            "id": "r",
            "package_id": "d",
            "name": "แฟ้ม",
            "format": "CSV",
            "url_type": "upload",
            "url": PLACE,
            "resource_unit_of_measure": "คน",
        }
        assert STORED["size"] == 12

    @pytest.mark.parametrize("url_type", ["", None, "datastore", "api", "anything"])
    def test_a_link_has_no_address(self, url_type):
        assert described({**STORED, "url_type": url_type, "url": "https://x.example/a"}, FIELDS)["url"] == ""

    def test_a_link_that_says_it_is_a_stored_file_has_none_either(self):
        assert address_without_name({**STORED, "url": "https://x.example/secret/download/a.csv"}) == ""

    def test_what_the_catalog_makes_of_a_dictionary_is_a_description(self, monkeypatch):
        monkeypatch.setattr(f"{is_catalog_made.__module__}.RESOURCE_FORMATS", {"csv"})
        own = {
            "id": resource_id("d", "csv"),
            "package_id": "d",
            "url": "/x.csv",
            "url_type": URL_TYPE,
            "size": 3,
        }
        assert described(own, FIELDS) == own == without_bytes(own)
        assert is_catalog_made(own)
        claimed = {**own, "id": "r", "resource_type": RESOURCE_TYPE}
        assert described(claimed, FIELDS)["url"] == ""


def test_who_keeps_a_record_gets_all_but_what_tells_of_bytes():
    kept = without_bytes(STORED)
    assert kept["url"] == STORED["url"]
    assert kept["archiver"] == STORED["archiver"]
    assert not OF_BYTES & kept.keys()
