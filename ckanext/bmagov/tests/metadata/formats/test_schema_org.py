"""What search engines read."""

from __future__ import annotations

from typing import Any

from ckanext.bmagov.metadata.formats import dataset

RECORD = {
    "id": "1",
    "name": "population",
    "title": "ประชากร",
    "title_en": "Population",
    "notes": "จำนวนประชากร",
    "organization": {"title": "สำนักงานปกครองและทะเบียน"},
    "tags": [{"name": "ประชากร"}],
    "data_language": ["thai", "unknown"],
    "license_id": "cc-by",
    "geo_coverage": "district",
    "first_year_of_data": "2017",
    "data_classification": "open",
    "metadata_created": "2026-01-02T03:04:05",
    "resources": [{"name": "ไฟล์", "url": "https://example.go.th/a.csv", "format": "CSV", "size": 12}],
}


def describe(**changes) -> dict[str, Any]:
    return dataset(
        {**RECORD, **changes},
        "https://data.example/dataset/population",
        lambda codes, value: f"{codes}:{value}",
    )


def test_names_the_dataset_and_its_agency():
    found = describe()
    assert (found["@type"], found["name"], found["alternateName"]) == ("Dataset", "ประชากร", "Population")
    assert found["publisher"] == {"@type": "GovernmentOrganization", "name": "สำนักงานปกครองและทะเบียน"}


def test_empty_properties_are_left_out():
    found = describe(notes="", tags=[])
    assert "description" not in found
    assert "keywords" not in found
    assert all(value not in ("", None, [], {}) for value in found.values())


def test_years_are_an_open_interval_of_gregorian_years():
    assert describe()["temporalCoverage"] == "2017/.."


def test_a_box_goes_from_south_west_to_north_east():
    bounds = {
        "south_bound_latitude": "13.49",
        "west_bound_longitude": "100.33",
        "north_bound_latitude": "13.96",
        "east_bound_longitude": "100.94",
    }
    assert describe(**bounds)["spatialCoverage"]["geo"]["box"] == "13.49 100.33 13.96 100.94"
    assert describe()["spatialCoverage"] == {"@type": "Place", "name": "geo_coverage:district"}


def test_files_are_downloads():
    (file,) = describe()["distribution"]
    assert file == {
        "@type": "DataDownload",
        "name": "ไฟล์",
        "contentUrl": "https://example.go.th/a.csv",
        "encodingFormat": "CSV",
        "contentSize": "12 B",
    }


def test_unknown_languages_are_not_claimed():
    assert describe()["inLanguage"] == ["th"]
