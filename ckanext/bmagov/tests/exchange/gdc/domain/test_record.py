"""A dataset becomes a record: names, words, eras, what is left out."""

from __future__ import annotations

import pytest

from ckanext.bmagov.exchange.gdc.domain.contract import parse_contract
from ckanext.bmagov.exchange.gdc.domain.record import (
    Shown,
    cut_name,
    private_record_of,
    record_of,
    short_name,
    tag_name,
)
from ckanext.bmagov.tests.exchange.gdc.contract import contract_of_the_peer, faults
from ckanext.bmagov.tests.exchange.gdc.domain.test_contract import raw

__all__ = ["raw"]

SHOWN = Shown("https://data.example.go.th/dataset/air", "2026-11-29T17:28:55.133407")


@pytest.fixture
def old(raw, facts, lists):
    return parse_contract(raw, facts, lists, "2.1.0")


@pytest.fixture
def new(raw, facts, lists):
    return parse_contract(raw, facts, lists, "2.2.4")


@pytest.fixture
def dataset():
    return {
        "id": "5f727308-bb45-5880-872c-2b91e5292a9f",
        "name": "air",
        "title": "ค่าฝุ่นละออง",
        "title_en": "Air quality",
        "owner_org": "f473d309",
        "organization": {"id": "f473d309", "name": "env", "title": "สำนักสิ่งแวดล้อม", "image_url": "x.png"},
        "groups": [{"id": "g", "name": "health", "title": "สาธารณสุข", "display_name": "สาธารณสุข"}],
        "tags": [{"id": "t", "name": "PM2.5"}, {"id": "u", "name": "น้ำ/อากาศ"}, {"id": "v", "name": "!"}],
        "metadata_created": "2026-11-29T17:28:47.365216",
        "metadata_modified": "2026-11-29T17:28:47.365216",
        "data_type": "statistics",
        "notes": "ค่าเฉลี่ย 24 ชั่วโมง",
        "objective": ["agency_mission", "other"],
        "objective_other": "งานวิจัย",
        "maintainer": "กลุ่มงาน",
        "maintainer_email": "air@example.go.th",
        "maintainer_phone": "0 2224 2956",
        "update_frequency_unit": "day",
        "update_frequency_interval": "1",
        "geo_coverage": "local_government",
        "data_source": "สถานีตรวจวัด",
        "data_format": ["csv", "geojson"],
        "data_category": "public",
        "data_classification": "open",
        "license_id": "cc-by",
        "allow_harvest": "yes",
        "first_year_of_data": "2018",
        "last_year_of_data": "2026",
        "data_release_calendar": "ทุกวันที่ 3 ของเดือน",
        "official_statistics": "no",
        "resources": [
            {
                "id": "r1", "package_id": "5f", "url": "https://example.go.th/a.csv", "name": "ฝุ่น",
                "format": "CSV", "resource_type": None, "resource_first_year_of_data": "2018",
                "resource_disaggregate": ["area"],
            },
            {"id": "r2", "url": "x", "name": "พจนานุกรม", "resource_type": "data-dictionary"},
        ],
    }  # fmt: skip


def test_names_words_and_eras_are_those_of_the_peer(new, dataset):
    record = record_of(dataset, new, SHOWN)
    expected = {
        "data_type": "ข้อมูลสถิติ",
        "objective": ["พันธกิจหน่วยงาน", "อื่นๆ"],
        "objective_other": "งานวิจัย",
        "geo_coverage": "เทศบาล/อบต.",
        "data_format": ["CSV", "อื่นๆ"],
        "data_format_other": "GeoJSON",
        "license_id": "Creative Commons Attributions",
        "allow_harvest": "True",
        "official_statistics": "False",
        "high_value_dataset": "",
        "first_year_of_data": "2561",
        "data_release_calendar": "",
        "disaggregate": [],
        "north_bound_longitude": "",
        "data_classification": "เปิดเผย",
        "metadata_modified": "2026-11-29T17:28:55.133407",
        "private": False,
    }
    assert {key: record[key] for key in expected} == expected
    assert record["extras"] == [{"key": "bmagov_url", "value": SHOWN.page}]


def test_what_the_peer_has_no_field_for_stays_here(new, dataset):
    assert {"title_en", "maintainer_phone", "notes_en"} & record_of(dataset, new, SHOWN).keys() == set()


def test_files_that_describe_data_are_no_resources(new, dataset):
    (only,) = record_of(dataset, new, SHOWN)["resources"]
    assert only["id"] == "r1"
    assert only["resource_first_year_of_data"] == "2561"
    assert only["resource_disaggregate"] == ["ขอบเขตเชิงภูมิศาสตร์หรือเชิงพื้นที่"]
    assert only["resource_private"] == "False"


def test_keywords_keep_only_the_letters_that_are_taken(new, dataset):
    assert [tag["name"] for tag in record_of(dataset, new, SHOWN)["tags"]] == ["PM2.5", "น้ำ อากาศ"]


def test_the_old_form_takes_every_value(old, dataset):
    assert faults(record_of(dataset, old, SHOWN), contract_of_the_peer()) == []


def test_a_licence_of_the_new_form_is_told_in_words_in_the_old_one(old, dataset):
    record = record_of({**dataset, "license_id": "cc-by-nc"}, old, SHOWN)
    assert record["license_id"] == "อื่นๆ"
    assert "CC BY-NC" in record["license_id_other"]


def test_latitudes_go_out_under_the_names_there(new, dataset):
    record = record_of({**dataset, "north_bound_latitude": "13.955"}, new, SHOWN)
    assert record["north_bound_longitude"] == "13.955"
    assert "north_bound_latitude" not in record


def test_a_private_set_says_its_name_and_no_more(new, dataset):
    record = private_record_of({**dataset, "data_classification": "internal"}, new, SHOWN)
    said = {key for key, value in record.items() if value not in ("", [], None, False, 0)}
    assert said == {
        "id", "name", "title", "owner_org", "organization", "state", "type", "private", "metadata_created",
        "metadata_modified", "data_type", "data_category", "data_classification", "allow_harvest",
    }  # fmt: skip
    assert record["private"] is True
    assert record["data_classification"] == "ชั้นเผยแพร่ภายในองค์กร"
    assert record["resources"] == []


def test_what_a_private_set_says_is_the_citys_choice(new, dataset):
    shown = Shown("", "2026", private_fields=("notes",))
    record = private_record_of(dataset, new, shown)
    assert (record["notes"], record["data_type"]) == ("ค่าเฉลี่ย 24 ชั่วโมง", "")


def test_a_long_name_is_cut_and_leads_back():
    name, key = "a" * 80, "5f727308-bb45-5880-872c-2b91e5292a9f"
    short = short_name(name, key)
    assert len(short) == 70
    assert cut_name(short) == ("a" * 61, "5f727308")
    assert short_name("a" * 70, key) == "a" * 70
    assert cut_name("air") is None


@pytest.mark.parametrize(
    ("given", "made"),
    [("ก", ""), ("  a   b ", "a b"), ("๑๒", "๑๒"), ("น้ำ", "น้ำ"), ("x" * 200, "x" * 100), ("<b>", "")],
)
def test_keywords(given, made):
    assert tag_name(given) == made
