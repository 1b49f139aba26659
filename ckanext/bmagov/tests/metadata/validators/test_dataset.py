"""The rules of the schema through CKAN's own actions, and the bad inputs a dataset must survive."""

from __future__ import annotations

from typing import Any

import pytest

import ckan.plugins.toolkit as tk
from ckan.tests.helpers import call_action

from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")


COMPLETE = {
    "title": "จำนวนประชากร", "name": "population", "notes": "รายเขต", "data_type": "record",
    "tag_string": "ประชากร", "maintainer": "กลุ่มงานสถิติ", "maintainer_email": "stat@example.go.th",
    "objective": ["agency_mission"],
    "update_frequency_unit": "year", "update_frequency_interval": "1", "geo_coverage": "district",
    "data_source": "ระบบทะเบียนราษฎร", "data_format": ["csv"], "data_category": "public",
    "data_classification": "open", "license_id": "open-data-common", "owner_org": "no-such-agency",
}  # fmt: skip


def refusal(action: str, **data: Any) -> dict[str, Any]:
    with pytest.raises(tk.ValidationError) as error:
        call_action(
            action, context={"user": factories.factories.Sysadmin()["name"], "ignore_auth": False}, **data
        )
    return error.value.error_dict


def code_of(errors: dict[str, Any], field: str) -> str:
    return str(errors[field][0]).split(":")[0]


def create(**changes: Any) -> dict[str, Any]:
    return factories.Dataset(**changes)


def refused(field: str, **changes: Any) -> str:
    with pytest.raises(tk.ValidationError) as error:
        create(**changes)
    return code_of(error.value.error_dict, field)


def patch(dataset: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return call_action("package_patch", context=as_editor(), id=dataset["id"], **changes)


def as_editor() -> dict[str, Any]:
    return {"user": factories.factories.Sysadmin()["name"], "ignore_auth": False}


class TestWhatComesInAndWhatIsStored:
    def test_labels_codes_and_aliases_are_stored_as_values(self):
        dataset = create(
            data_type="1", update_frequency_unit="ราย เดือน", objective=["11", "เพื่อการให้บริการประชาชน"],
            data_format=["CSV", "XSL"], geo_coverage="เขต", license_id="Creative Commons Attributions",
            high_value_dataset=True,
        )  # fmt: skip
        assert dataset["data_type"] == "record"
        assert dataset["update_frequency_unit"] == "month"
        assert dataset["objective"] == ["public_service", "agency_mission"]
        assert dataset["data_format"] == ["csv", "xls"]
        assert dataset["geo_coverage"] == "district"
        assert dataset["license_id"] == "cc-by"
        assert dataset["high_value_dataset"] == "yes"

    def test_text_is_stored_in_one_form(self):
        dataset = create(title="น\u0e49\u0e4d\u0e32\u200b  ท่วม", tag_string="น\u0e49\u0e4d\u0e32, เขต")
        assert dataset["title"] == "น\u0e49\u0e33 ท่วม"
        assert {tag["name"] for tag in dataset["tags"]} == {"น\u0e49\u0e33", "เขต"}

    def test_dates_and_years_of_either_era_are_stored_gregorian(self):
        dataset = create(
            data_type="statistics", first_year_of_data="๒๕๖๐", last_year_of_data="2020",
            last_updated_date="๓๑/๑/๒๕๖๔",
        )  # fmt: skip
        assert (dataset["first_year_of_data"], dataset["last_year_of_data"]) == ("2017", "2020")
        assert dataset["last_updated_date"] == "2021-01-31"

    def test_a_stored_dataset_can_be_sent_back_unchanged(self):
        dataset = create(data_type="geospatial", west_bound_longitude="100.3", north_bound_latitude="13.9")
        again = call_action("package_update", context=as_editor(), **dataset)
        assert again == dataset

    def test_empty_fields_are_not_stored(self):
        dataset = create(data_language=[], accessible_condition="", url="")
        assert "data_language" not in dataset
        assert "accessible_condition" not in dataset

    def test_10_000_characters_of_thai_notes_are_stored_and_found(self, app):
        notes = "ข้อมูลน้ำท่วมขังในพื้นที่กรุงเทพมหานคร " * 260
        dataset = create(notes=notes)
        assert len(dataset["notes"]) >= 10_000
        assert call_action("package_search", q="น้ำท่วมขัง")["count"] == 1
        assert app.get(f"/dataset/{dataset['name']}").status_code == 200

    def test_script_is_stored_and_shown_inert(self, app):
        dataset = create(
            title="<script>alert(1)</script>", notes="<img src=x onerror=alert(1)> [a](javascript:alert(1))"
        )
        page = app.get(f"/dataset/{dataset['name']}").get_data(as_text=True)
        assert "<script>alert(1)</script>" not in page
        assert "<img src=x" not in page
        assert 'href="javascript:' not in page

    def test_200_resources_are_stored(self):
        files = [factories.resource(name=f"ไฟล์ {number}") for number in range(200)]
        assert len(create(resources=files)["resources"]) == 200


def errors_of(**changes: Any) -> dict[str, Any]:
    """Return the errors of a dataset that belongs to no agency: nothing has to be made for it."""
    fields = {key: value for key, value in COMPLETE.items() if key not in changes}
    with pytest.raises(tk.ValidationError) as error:
        call_action("package_create", **fields, **changes)
    return error.value.error_dict


class TestBadInput:
    @pytest.mark.parametrize(
        ("field", "code", "changes"),
        [
            ("data_classification", "LEVEL-REQUIRED", {"data_classification": ""}),
            ("data_classification", "LEVEL-UNKNOWN", {"data_classification": "ลับมากที่สุด"}),
            ("extras_validation", "EXTRA-SHADOWS-FIELD",
             {"extras": [{"key": "classification_level", "value": "open"}]}),
            ("extras_validation", "EXTRA-SHADOWS-FIELD", {"extras": [{"key": "url", "value": "x"}]}),
            ("data_classification", "CATEGORY-LEVEL", {"data_category": "personal"}),
            ("private", "PRIVATE-REQUIRED",
             {"data_category": "internal", "data_classification": "internal", "private": False}),
            ("owner_org", "ORG-UNKNOWN", {"owner_org": "no-such-agency"}),
            ("name", "NAME-FORMAT", {"name": "ชุดข้อมูล"}),
            ("name", "NAME-FORMAT", {"name": "Upper"}),
            ("name", "NAME-FORMAT", {"name": "../x"}),
            ("name", "NAME-FORMAT", {"name": "a" * 101}),
            ("title", "TITLE-REQUIRED", {"title": " \u200b "}),
            ("title", "TITLE-LENGTH", {"title": "ก" * 5001}),
            ("title", "TEXT-CONTROL-CHAR", {"title": "a\x00b"}),
            ("notes", "TEXT-CONTROL-CHAR", {"notes": "a\u202eb"}),
            ("data_source", "TEXT-CONTROL-CHAR", {"data_source": "a\ud800b"}),
            ("extras_validation", "TEXT-CONTROL-CHAR", {"extras": [{"key": "k", "value": "a\x00"}]}),
            ("url", "URL-SCHEME", {"url": "JaVaScRiPt:alert(1)"}),
            ("maintainer_email", "EMAIL-FORMAT", {"maintainer_email": "a@b"}),
            ("maintainer_email", "EMAIL-FORMAT", {"maintainer_email": "a@b.go.th\r\nBcc: c@d.go.th"}),
            ("tag_string", "TAG-FORMAT", {"tag_string": "ก"}),
            ("tag_string", "TAG-FORMAT", {"tag_string": 'a"b'}),
            ("objective", "JSON-INVALID", {"objective": '["law"'}),
            ("objective", "JSON-INVALID", {"objective": "[" * 100_000}),
            ("update_frequency_unit", "VALUE-UNKNOWN", {"update_frequency_unit": "ทุกๆปี"}),
            ("north_bound_latitude", "LATITUDE-SWAPPED", {"north_bound_latitude": "100.5"}),
            ("first_year_of_data", "DATE-OUT-OF-RANGE", {"first_year_of_data": "2199"}),
            ("unit_of_measure", "FIELD-NOT-FOR-TYPE", {"unit_of_measure": "คน"}),
            ("objective_other", "FIELD-REQUIRED", {"objective": ["other"]}),
            ("update_frequency_interval", "INTERVAL-RANGE", {"update_frequency_interval": "บ่อย"}),
            ("notes", "TEXT-LENGTH", {"notes": "ก" * 20_001}),
            ("state", "STATE-UNKNOWN", {"state": "published"}),
        ],
    )  # fmt: skip
    def test_each_bad_input_has_its_code(self, field: str, code: str, changes: dict[str, Any]):
        assert code_of(errors_of(**changes), field) == code

    def test_a_wrong_choice_is_answered_with_the_nearest(self):
        assert "เดือน" in errors_of(update_frequency_unit="รายเดอน")["update_frequency_unit"][0]

    @pytest.mark.parametrize(
        ("field", "code", "changes"),
        [
            ("url", "URL-SCHEME", {"url": "javascript:alert(1)"}),
            ("url", "URL-NOT-ALLOWED", {"url": "http://169.254.169.254/"}),
            ("name", "TEXT-LENGTH", {"name": "ก" * 201}),
            ("resource_data_collect", "VALUE-UNKNOWN", {"resource_data_collect": "???"}),
            ("resource_unit_of_measure", "FIELD-NOT-FOR-TYPE", {"resource_unit_of_measure": "คน"}),
        ],
    )
    def test_each_bad_input_of_a_resource_has_its_code(self, field: str, code: str, changes: dict[str, Any]):
        errors = errors_of(resources=[factories.resource(**changes)])
        assert code_of(errors["resources"][0], field) == code


class TestWhatIsRefused:
    def test_names_taken_by_hidden_and_by_visible_datasets_are_refused_in_the_same_words(self):
        open_one = create(name="open-one")
        closed = create(name="closed-one", data_category="internal", data_classification="internal")
        texts = []
        for name in (open_one["name"], closed["name"]):
            with pytest.raises(tk.ValidationError) as error:
                create(name=name)
            texts.append(error.value.error_dict["name"][0].replace(name, "NAME"))
        assert texts[0] == texts[1]
        assert texts[0].startswith("NAME-UNAVAILABLE")

    def test_a_resource_of_another_dataset_is_not_taken_over(self):
        mine, other = create(), create()
        files = [*mine["resources"], {**other["resources"][0], "name": "ของผู้อื่น"}]
        errors = refusal("package_patch", id=mine["id"], resources=files)
        assert code_of(errors["resources"][1], "id") == "RESOURCE-FOREIGN"
        assert len(call_action("package_show", id=other["id"])["resources"]) == 1

    def test_too_many_resources_are_refused(self):
        files = [{"name": str(number)} for number in range(1001)]
        assert refused("num_resources", resources=files) == "LIMIT-EXCEEDED"

    @pytest.mark.parametrize("name", ["score", "permission_labels", "creator_user_id"])
    def test_an_editor_cannot_set_what_the_catalog_sets(self, name: str):
        editor = factories.factories.User()
        agency = factories.Agency(users=[{"name": editor["name"], "capacity": "editor"}])
        fields = {**COMPLETE, "name": "one", "owner_org": agency["id"], name: "5"}
        with pytest.raises(tk.ValidationError) as error:
            call_action("package_create", {"user": editor["name"], "ignore_auth": False}, **fields)
        assert code_of(error.value.error_dict, name) == "FIELD-READ-ONLY"


class TestDrafts:
    def test_an_editors_draft_stays_a_draft(self):
        editor = factories.factories.User()
        agency = factories.Agency(users=[{"name": editor["name"], "capacity": "editor"}])
        context = {"user": editor["name"], "ignore_auth": False}
        least = {"name": "half", "title": "ร่าง", "data_type": "record", "owner_org": agency["id"]}
        draft = call_action("package_create", context, **least, state="draft")
        assert draft["state"] == "draft"

    def test_publishing_lists_everything_that_is_missing(self):
        draft = factories.Draft()
        missing = refusal("package_patch", id=draft["id"], state="active")
        assert set(missing) == {
            "notes", "tag_string", "objective", "maintainer", "maintainer_email", "update_frequency_unit",
            "update_frequency_interval", "geo_coverage", "data_source", "data_format", "data_category",
            "data_classification", "license_id",
        }  # fmt: skip

    def test_publishing_asks_for_the_files_fields_too(self):
        draft = factories.Dataset(state="draft", resources=[{"name": "", "url": ""}])
        errors = refusal("package_patch", id=draft["id"], state="active")
        assert set(errors["resources"][0]) == {"name", "url", "format"}

    def test_a_complete_draft_can_be_published_and_taken_back(self):
        draft = factories.Dataset(state="draft")
        assert patch(draft, state="active")["state"] == "active"
        assert patch(draft, state="draft")["state"] == "draft"

    def test_a_published_dataset_cannot_become_incomplete(self):
        dataset = create()
        assert code_of(refusal("package_patch", id=dataset["id"], notes=""), "notes") == "FIELD-REQUIRED"

    def test_a_draft_still_refuses_wrong_values(self):
        assert refused("maintainer_email", state="draft", maintainer_email="x") == "EMAIL-FORMAT"


class TestRulesBetweenDatasetAndResource:
    """CKAN validates only the resources that changed; these rules hold all the same."""

    def test_changing_the_type_checks_resources_that_did_not_change(self):
        dataset = create(
            data_type="statistics", resources=[factories.resource(resource_unit_of_measure="คน")]
        )
        errors = refusal("package_patch", id=dataset["id"], data_type="record")
        assert code_of(errors["resources"][0], "resource_unit_of_measure") == "FIELD-NOT-FOR-TYPE"

    def test_changing_only_a_resource_checks_it_against_its_dataset(self):
        dataset = create()
        errors = refusal("resource_patch", id=dataset["resources"][0]["id"], resource_unit_of_measure="คน")
        assert code_of(errors, "resource_unit_of_measure") == "FIELD-NOT-FOR-TYPE"

    def test_a_new_resource_cannot_take_the_name_of_one_that_did_not_change(self):
        dataset = create()
        errors = refusal("resource_create", package_id=dataset["id"], **factories.resource())
        assert code_of(errors, "name") == "RESOURCE-NAME-DUPLICATE"

    def test_lowering_a_dataset_below_an_unchanged_resource_is_refused(self):
        """Row 26."""
        dataset = create(
            data_category="security", data_classification="secret", license_id="notspecified",
            resources=[factories.resource(resource_data_classification="secret")],
        )  # fmt: skip
        errors = refusal(
            "package_patch", id=dataset["id"], data_category="public", data_classification="open"
        )
        assert code_of(errors, "data_classification") == "LEVEL-BELOW-RESOURCE"

    def test_a_resource_cannot_be_more_open_than_its_dataset(self):
        dataset = create(data_category="internal", data_classification="internal")
        resource_id = dataset["resources"][0]["id"]
        errors = refusal("resource_patch", id=resource_id, resource_data_classification="open")
        assert code_of(errors, "resource_data_classification") == "LEVEL-BELOW-DATASET"


class TestPrivacy:
    def test_above_open_is_private_without_being_told(self):
        dataset = create(data_category="internal", data_classification="internal")
        assert dataset["private"] is True
        assert dataset["allow_harvest"] == "no"

    def test_open_is_public_and_may_be_listed_elsewhere(self):
        dataset = create()
        assert dataset["private"] is False
        assert dataset["allow_harvest"] == "yes"

    def test_raising_the_level_makes_it_private_at_once(self):
        dataset = create()
        assert patch(dataset, data_category="internal", data_classification="internal")["private"] is True

    def test_a_closed_dataset_cannot_be_made_public(self):
        dataset = create(data_category="internal", data_classification="internal")
        assert (
            code_of(refusal("package_patch", id=dataset["id"], private=False), "private")
            == "PRIVATE-REQUIRED"
        )
        with pytest.raises(tk.ValidationError):
            call_action(
                "bulk_update_public", as_editor(), datasets=[dataset["id"]], org_id=dataset["owner_org"]
            )
        assert call_action("package_show", id=dataset["id"])["private"] is True

    def test_consent_that_was_given_is_kept(self):
        assert create(allow_harvest="no")["allow_harvest"] == "no"

    def test_what_is_private_is_not_listed_elsewhere_unless_somebody_says_so(self):
        assert create(private=True)["allow_harvest"] == "no"
        assert create(private=True, allow_harvest="yes")["allow_harvest"] == "yes"

    @pytest.mark.parametrize(
        "change", [{"private": True}, {"data_category": "internal", "data_classification": "internal"}]
    )
    def test_what_is_closed_takes_its_consent_back_until_it_is_given_again(self, change):
        dataset = patch(create(), **change)
        assert dataset["allow_harvest"] == "no"
        assert patch(dataset, allow_harvest="yes")["allow_harvest"] == "yes"
        assert patch(dataset, notes="อื่น")["allow_harvest"] == "yes"

    def test_so_do_many_that_are_closed_at_once(self):
        dataset = create()
        call_action("bulk_update_private", as_editor(), datasets=[dataset["id"]], org_id=dataset["owner_org"])
        assert call_action("package_show", id=dataset["id"])["allow_harvest"] == "no"

    def test_above_internal_there_is_no_consent(self):
        closed = {"data_category": "personal", "data_classification": "confidential"}
        assert (
            refused("allow_harvest", **closed, license_id="notspecified", allow_harvest="yes")
            == "HARVEST-LEVEL"
        )
        internal = create(
            data_category="personal",
            data_classification="internal",
            license_id="notspecified",
            allow_harvest="yes",
        )
        assert patch(internal, data_classification="confidential")["allow_harvest"] == "no"


class TestTwoPeopleEditing:
    def test_the_later_one_is_told(self):
        dataset = create()
        patch(dataset, maintainer="ก")
        errors = refusal("package_update", **{**dataset, "maintainer": "ข"})
        assert code_of(errors, "metadata_modified") == "STALE-VERSION"
        assert call_action("package_show", id=dataset["id"])["maintainer"] == "ก"


@pytest.mark.parametrize(("language", "sentence"), [("th", "โปรดกรอกข้อมูล"), ("en", "Please fill this in")])
def test_what_is_missing_is_said_in_the_readers_language(app, language: str, sentence: str):
    from flask_babel import force_locale

    draft = factories.Draft()
    with (
        app.flask_app.test_request_context(environ_overrides={"CKAN_LANG": language}),
        force_locale(language),
    ):
        errors = refusal("package_patch", id=draft["id"], state="active")
    assert errors["notes"] == [f"FIELD-REQUIRED: {sentence}"]
