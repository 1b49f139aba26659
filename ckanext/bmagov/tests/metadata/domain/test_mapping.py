from __future__ import annotations

import json
from pathlib import Path

import pytest

from ckanext.bmagov.metadata.domain.mapping import map_record

# Records of other agencies, beside the checkout where the developers keep them; none are in the project.
ALL = Path(__file__).parents[5].parent / "shared/data/datago-th"


@pytest.fixture
def mapped(facts, lists, policy):
    def run(record: dict, **options):
        return map_record(record, facts, lists, policy, owner_org="agency", **options)

    return run


def notes(result) -> list[tuple[str, str]]:
    return [(note.code, note.field) for note in result.notes]


def test_thai_strings_become_values(mapped):
    result = mapped({
        "data_type": "ข้อมูลระเบียน",
        "data_category": "ข้อมูลสาธารณะ",
        "data_classification": "เปิดเผย",
        "license_id": "Creative Commons Attributions",
        "objective": ["พันธกิจหน่วยงาน"],
        "update_frequency_unit": "วัน",
        "high_value_dataset": "True",
    })  # fmt: skip
    assert notes(result) == []
    kept = {
        key: value for key, value in result.dataset.items() if key not in ("extras", "resources", "private")
    }
    assert kept == {
        "data_type": "record",
        "owner_org": "agency",
        "data_category": "public",
        "data_classification": "open",
        "license_id": "cc-by",
        "objective": ["agency_mission"],
        "update_frequency_unit": "day",
        "high_value_dataset": "yes",
    }


def test_misnamed_latitudes_are_understood(mapped):
    result = mapped({"data_type": "ข้อมูลภูมิสารสนเทศเชิงพื้นที่", "north_bound_longitude": "13.95"})
    assert result.dataset["north_bound_latitude"] == "13.95"


def test_an_unknown_choice_goes_to_other_with_its_text(mapped):
    result = mapped({"data_type": "record", "data_format": ["CSV", "MAP", "API"]})
    assert result.dataset["data_format"] == ["csv", "other"]
    assert result.dataset["data_format_other"] == "MAP, API"
    assert ("KEPT-AS-OTHER", "data_format") in notes(result)


def test_an_unknown_choice_of_a_list_without_other_is_kept_beside(mapped):
    result = mapped({"data_type": "record", "data_category": "ข้อมูลลึกลับ"})
    assert "data_category" not in result.dataset
    assert {"key": "source_data_category", "value": "ข้อมูลลึกลับ"} in result.dataset["extras"]


def test_fields_of_another_type_are_kept_beside(mapped):
    result = mapped({"data_type": "record", "unit_of_measure": "คน"})
    assert {"key": "source_unit_of_measure", "value": "คน"} in result.dataset["extras"]
    assert notes(result) == [("KEPT-AS-EXTRA", "unit_of_measure")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("created_date", "31/4/2564"),
        ("url", "javascript:x"),
        ("maintainer_email", "a b"),
        ("title", "ก" * 151),
    ],
)
def test_what_a_field_refuses_is_kept_beside(mapped, name, value):
    result = mapped({"data_type": "record", name: value})
    assert name not in result.dataset
    assert {"key": f"source_{name}", "value": value} in result.dataset["extras"]


def test_years_and_days_of_either_era_become_gregorian(mapped):
    result = mapped(
        {"data_type": "ข้อมูลสถิติ", "first_year_of_data": "2560", "last_updated_date": "7 เมษายน 2566"}
    )
    assert result.dataset["first_year_of_data"] == "2017"
    assert result.dataset["last_updated_date"] == "2023-04-07"


def test_an_extra_with_a_known_name_is_the_field(mapped):
    result = mapped({"data_type": "record", "extras": [{"key": "height_value_dataset", "value": "1"}]})
    assert result.dataset["high_value_dataset"] == "yes"
    assert result.dataset["extras"] == []


def test_the_level_follows_from_a_category_that_allows_one(mapped):
    assert mapped({"data_category": "ข้อมูลสาธารณะ"}).dataset["data_classification"] == "open"
    assert "data_classification" not in mapped({"data_category": "ข้อมูลส่วนบุคคล"}).dataset


def test_broken_and_forbidden_keywords_are_mended_and_told(mapped):
    result = mapped({"tags": ["คุณภาพ\ufffd", "ซัลเฟอร์ <2%", "ก"]})
    assert result.dataset["tag_string"] == "คุณภาพ, ซัลเฟอร์ 2"
    tags = [
        (note.code, note.value.strip(), note.kept_as) for note in result.notes if note.field == "tag_string"
    ]
    assert tags == [
        ("CHANGED", "คุณภาพ\ufffd", "คุณภาพ"),
        ("CHANGED", "ซัลเฟอร์ <2%", "ซัลเฟอร์ 2"),
        ("NOT-KEPT", "ก", ""),
    ]


def test_files_of_one_name_are_told_apart(mapped):
    files = [
        {"name": "ข้อมูล", "format": "XLSX"},
        {"name": "ข้อมูล", "format": "CSV"},
        {"url": "https://a.go.th/b.csv"},
    ]
    result = mapped({"resources": files})
    assert [file["name"] for file in result.dataset["resources"]] == ["ข้อมูล", "ข้อมูล (CSV)", "b"]
    assert [note.resource for note in result.notes if note.code == "CHANGED"] == [1, 2]


def test_a_private_file_becomes_internal(mapped):
    result = mapped(
        {"resources": [{"name": "a", "resource_private": "True"}, {"name": "b", "resource_private": "False"}]}
    )
    levels = [file.get("resource_data_classification") for file in result.dataset["resources"]]
    assert levels == ["internal", None]


def test_every_value_of_a_real_record_is_mapped_kept_or_told(mapped):
    """Whatever is not empty and not computed by the other catalog must be found again."""
    path = ALL / "package_search_covid-19-daily.json"
    if not path.exists():
        pytest.skip(f"the record of another catalog is not here: {path}")
    record = json.loads(path.read_text(encoding="utf-8"))["result"]["results"][0]
    result = mapped(record)
    assert result.dataset["update_frequency_unit"] == "day"
    assert result.dataset["data_classification"] == "open"
    assert result.dataset["objective"] == ["unknown"]
    told = {note.field for note in result.notes}
    assert {"organization", "groups", "maintain_frequent", "id", "metadata_created"} <= told
    assert len(result.dataset["resources"]) == len(record["resources"])


def test_all_real_short_records_keep_title_text_keywords_and_files(mapped):
    path = ALL / "shared_datasets_200.jsonl"
    if not path.exists():
        pytest.skip(f"the records of other catalogs are not here: {path}")
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(records) == 200
    for record in records:
        result = mapped(record)
        assert result.dataset["title"].replace(" ", "")
        assert result.dataset["license_id"] in ("cc-by", "ogl")
        assert result.dataset["reference_url_catalog"] == record["url"]
        assert len(result.dataset["resources"]) == len(record["resources"])
        lost = [note for note in result.notes if note.field == "tag_string" and note.code == "NOT-KEPT"]
        assert lost == []
        assert len(result.dataset.get("tag_string", "").split(", ")) >= len(set(record["tags"])) - 1


def test_what_no_database_takes_is_left_out_of_what_is_kept(mapped):
    result = mapped({"odd": "a\x00b"})
    assert result.dataset["extras"] == [{"key": "source_odd", "value": "ab"}]
