from __future__ import annotations

import pytest

from ckanext.bmagov.metadata.domain.rules import MAX_RESOURCES, Situation, check_dataset, check_resources

PUBLISHING, DRAFT = Situation(publishing=True), Situation(publishing=False)


@pytest.fixture
def check(facts, policy, record):
    def codes(situation: Situation = PUBLISHING, **changes) -> dict[str, str]:
        found = check_dataset({**record, **changes}, facts, policy, situation)
        return {problem.field: problem.code for problem in found}

    return codes


@pytest.fixture
def check_files(facts, policy, record):
    def codes(
        *resources: dict, situation: Situation = PUBLISHING, **changes
    ) -> list[tuple[int | None, str, str]]:
        found = check_resources(resources, {**record, **changes}, facts, policy, situation)
        return [(problem.resource, problem.field, problem.code) for problem in found]

    return codes


def test_a_complete_record_has_no_problem(check):
    assert check() == {}


def test_everything_missing_is_told_at_once(facts, policy):
    least = {"data_type": "record", "title": "ก", "name": "a"}
    missing = {problem.field for problem in check_dataset(least, facts, policy, PUBLISHING)}
    assert missing == {
        "notes", "tag_string", "objective", "owner_org", "maintainer", "maintainer_email",
        "update_frequency_unit", "update_frequency_interval", "geo_coverage", "data_source", "data_format",
        "data_category", "data_classification", "license_id",
    }  # fmt: skip


def test_a_draft_needs_type_and_title_only(facts, policy):
    assert check_dataset({"data_type": "record", "title": "ก"}, facts, policy, DRAFT) == []
    assert [one.code for one in check_dataset({"title": "ก"}, facts, policy, DRAFT)] == ["FIELD-REQUIRED"]


def test_a_missing_level_has_its_own_code(check):
    assert check(data_classification="") == {"data_classification": "LEVEL-REQUIRED"}


@pytest.mark.parametrize("unit", ["real_time", "never", "unknown"])
def test_no_interval_goes_with_some_units(check, unit):
    assert check(update_frequency_unit=unit) == {"update_frequency_interval": "FIELD-NOT-ALLOWED"}
    assert check(update_frequency_unit=unit, update_frequency_interval="") == {}


def test_an_interval_goes_with_the_other_units(check):
    assert check(update_frequency_interval="") == {"update_frequency_interval": "FIELD-REQUIRED"}


def test_other_asks_which_and_nothing_else_does(check):
    assert check(objective=["law", "other"]) == {"objective_other": "FIELD-REQUIRED"}
    assert check(objective=["law", "other"], objective_other="ก") == {}
    assert check(objective_other="ก") == {"objective_other": "OTHER-NOT-CHOSEN"}


def test_a_draft_may_leave_open_which_other(check):
    assert check(DRAFT, geo_coverage="other") == {}


def test_a_field_of_another_type_is_refused_even_in_a_draft(check):
    assert check(DRAFT, unit_of_measure="คน") == {"unit_of_measure": "FIELD-NOT-FOR-TYPE"}
    assert check(data_type="statistics", unit_of_measure="คน") == {}


def test_the_level_must_fit_the_category(check):
    assert check(data_category="personal") == {"data_classification": "CATEGORY-LEVEL"}


def test_the_licence_must_fit_the_level(check):
    assert check(data_category="security", data_classification="secret") == {"license_id": "LICENSE-LEVEL"}
    assert check(data_category="security", data_classification="secret", license_id="notspecified") == {}


def test_the_whole_matrix(check, policy, lists):
    """Category by category as Thai agencies' catalogs use it."""
    fits = {
        (category.value, level.value)
        for category in lists["data_category"].codes
        for level in lists["data_classification"].codes
        if "data_classification"
        not in check(data_category=category.value, data_classification=level.value, license_id="other",
                     license_id_other="ก")
    }  # fmt: skip
    closed = {(category, level) for category in ("security", "official_secret")
              for level in ("confidential", "secret", "top_secret")}  # fmt: skip
    personal = {("personal", level) for level in ("internal", "confidential", "secret")}
    assert fits == {("public", "open"), ("internal", "internal")} | personal | closed


def test_years_and_days_come_in_order(check):
    wrong = check(data_type="statistics", first_year_of_data="2020", last_year_of_data="2019")
    assert wrong == {"last_year_of_data": "YEAR-ORDER"}
    assert check(created_date="2021-01-02", last_updated_date="2021-01-01") == {
        "last_updated_date": "DATE-ORDER"
    }


def test_bounds_come_in_order(check):
    bounds = {"west_bound_longitude": "100.9", "east_bound_longitude": "100.3"}
    assert check(data_type="geospatial", **bounds) == {"east_bound_longitude": "BOUNDS-ORDER"}
    bounds = {"north_bound_latitude": "13.4", "south_bound_latitude": "13.9"}
    assert check(data_type="geospatial", **bounds) == {"north_bound_latitude": "BOUNDS-ORDER"}


def test_a_resource_needs_link_name_and_format_to_be_published(check_files):
    assert {field for _, field, _ in check_files({})} == {"url", "name", "format"}
    assert check_files({}, situation=DRAFT) == []


def test_two_resources_do_not_share_a_name(check_files, resource):
    assert check_files(resource, resource) == [(1, "name", "RESOURCE-NAME-DUPLICATE")]
    others = Situation(publishing=True, other_names=frozenset([resource["name"]]))
    assert check_files(resource, situation=others) == [(0, "name", "RESOURCE-NAME-DUPLICATE")]


def test_a_resource_has_the_fields_of_its_datasets_type(check_files, resource):
    statistical = {**resource, "resource_unit_of_measure": "คน"}
    assert check_files(statistical) == [(0, "resource_unit_of_measure", "FIELD-NOT-FOR-TYPE")]
    assert check_files(statistical, data_type="statistics") == []


def test_a_resource_may_be_more_closed_than_its_dataset_and_not_less(check_files, resource):
    internal = {**resource, "resource_data_classification": "internal"}
    assert check_files(internal) == []
    below = check_files(internal, data_classification="secret")
    assert below == [(0, "resource_data_classification", "LEVEL-BELOW-DATASET")]


def test_raising_a_dataset_never_waits_for_its_resources(check_files, resource):
    raised = Situation(publishing=True, previous_level="open")
    internal = {**resource, "resource_data_classification": "internal"}
    assert check_files(internal, situation=raised, data_classification="secret") == []


def test_lowering_a_dataset_below_a_resource_names_the_resource(check_files, resource):
    lowered = Situation(publishing=True, previous_level="secret")
    secret = {**resource, "resource_data_classification": "secret"}
    assert check_files(secret, situation=lowered) == [(None, "data_classification", "LEVEL-BELOW-RESOURCE")]


def test_too_many_resources_are_one_problem(check_files):
    assert check_files(*[{}] * (MAX_RESOURCES + 1)) == [(None, "num_resources", "LIMIT-EXCEEDED")]
