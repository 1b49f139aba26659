from __future__ import annotations

from ckanext.bmagov.metadata.domain.display import dataset_lines, resource_lines


def lines(record, facts, **kwargs):
    return {line.field.name: line for _, group in dataset_lines(record, facts, **kwargs) for line in group}


def test_only_what_is_filled_is_shown(record, facts):
    shown = lines(record, facts)
    assert "data_source" in shown
    assert "accessible_condition" not in shown


def test_groups_without_content_are_left_out(record, facts):
    names = [name for name, _ in dataset_lines(record, facts)]
    assert "identity" in names
    assert "geospatial" not in names


def test_other_is_replaced_by_what_was_meant(record, facts):
    shown = lines({**record, "data_format": ["csv", "other"], "data_format_other": "Parquet"}, facts)
    assert shown["data_format"].values == ("csv", "other")
    assert shown["data_format"].other == "Parquet"
    assert "data_format_other" not in shown


def test_what_is_told_elsewhere_can_be_left_out(record, facts):
    assert "data_source" not in lines(record, facts, leave_out={"data_source"})


def test_fields_of_another_type_are_not_shown(record, facts):
    assert "unit_of_measure" not in lines({**record, "data_type": "record", "unit_of_measure": "คน"}, facts)
    assert "unit_of_measure" in lines({**record, "data_type": "statistics", "unit_of_measure": "คน"}, facts)


def test_a_file_shows_its_own_metadata(record, facts):
    resource = {"name": "ก", "url": "https://example.go.th/a.csv", "resource_last_updated_date": "2026-01-31"}
    names = [line.field.name for line in resource_lines(resource, record, facts, {"name", "url"})]
    assert names == ["resource_last_updated_date"]
