from __future__ import annotations

import pytest

from ckanext.bmagov.base.domain.schema_facts import SchemaError, parse_schema

TYPES = ["record", "statistics", "geospatial", "mixed", "other"]

# มรด. 3-1:2565, the mandatory items and their fields.
MANDATORY_ITEMS = {
    "1": "data_type", "2": "title", "3": "owner_org", "4": "maintainer", "5": "maintainer_email",
    "6": "tag_string", "7": "notes", "8": "objective", "9.1": "update_frequency_unit",
    "9.2": "update_frequency_interval", "10": "geo_coverage", "11": "data_source", "12": "data_format",
    "13": "data_category", "14": "license_id",
}  # fmt: skip

# The optional items of the standard for each dataset type.
OPTIONAL = {
    "record": "accessible_condition url data_support data_collect data_language high_value_dataset"
    " reference_data created_date last_updated_date",
    "statistics": "accessible_condition first_year_of_data last_year_of_data data_release_calendar"
    " disaggregate unit_of_measure unit_of_multiplier calculation_method standard url data_language"
    " official_statistics last_updated_date",
    "geospatial": "accessible_condition geographic_data_set equivalent_scale west_bound_longitude"
    " east_bound_longitude north_bound_latitude south_bound_latitude positional_accuracy reference_period"
    " data_release_calendar data_release_date last_updated_date url data_language",
}
OPTIONAL["mixed"] = OPTIONAL["other"] = OPTIONAL["record"]


def test_every_mandatory_item_of_the_standard_has_its_field(facts):
    assert {
        field.standard_item: field.name for field in facts.dataset if field.standard_item
    } == MANDATORY_ITEMS


@pytest.mark.parametrize("data_type", TYPES)
def test_every_optional_item_of_a_type_is_there(facts, data_type):
    shown = {field.name for field in facts.dataset if field.shown_for(data_type)}
    assert set(OPTIONAL[data_type].split()) <= shown


def test_statistical_items_are_for_statistics_only(facts):
    field = facts.dataset_field("official_statistics")
    assert [data_type for data_type in TYPES if field.shown_for(data_type)] == ["statistics"]


def test_types_and_conditions_name_real_codes_and_fields(facts, lists):
    known_types = {code.value for code in lists["data_type"].codes}
    for field in (*facts.dataset, *facts.resource):
        assert field.types <= known_types
        for condition in (field.required_if, field.required_unless, field.forbidden_if):
            for name, values in (condition or {}).items():
                known = lists[facts.dataset_field(name).codelist]
                assert all(known.get(value) for value in values)


def test_every_list_with_other_has_a_companion_and_only_such_lists(facts, lists):
    for fields in (facts.dataset, facts.resource):
        companions = {field.other_of for field in fields if field.other_of}
        with_other = {field.name for field in fields if field.codelist and lists[field.codelist].get("other")}
        assert companions == with_other


def test_every_list_of_codes_is_used_or_is_of_agencies(facts, lists):
    used = {field.codelist for field in (*facts.dataset, *facts.resource) if field.codelist}
    assert used <= set(lists)
    assert {name for name in set(lists) - used if not name.startswith("agency")} == set()


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({"label": "x"}, "label needs th and en"),
        ({"group": "nowhere"}, "group 'nowhere'"),
        ({"other_of": "nothing"}, "other_of names 'nothing'"),
        ({"required_if": ["x"]}, "required_if must be a mapping"),
    ],
)
def test_a_field_with_an_error_is_named(field, said):
    good = {"field_name": "f", "label": {"th": "ก", "en": "a"}, "group": "g"}
    schema = {
        "bmagov_groups": [{"name": "g", "label": {"th": "ก", "en": "g"}}],
        "dataset_fields": [{**good, **field}],
        "resource_fields": [],
    }
    with pytest.raises(SchemaError, match=f"f: {said}"):
        parse_schema(schema)
