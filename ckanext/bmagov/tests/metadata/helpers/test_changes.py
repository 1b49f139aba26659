"""Changes are told by labels, not by stored names."""

from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk

DATASET = {
    "id": "d",
    "name": "d",
    "title": "ประชากร",
    "private": False,
    "resources": [],
    "tags": [],
    "extras": [],
}


def told(app, old, new, locale="th"):
    with app.flask_app.test_request_context("/", environ_overrides={"CKAN_LANG": locale}):
        return tk.h.compare_pkg_dicts(DATASET | old, DATASET | new, "activity")


@pytest.mark.usefixtures("with_plugins")
class TestChanges:
    @pytest.mark.parametrize(
        ("locale", "label", "value"), [("th", "ขอบเขตเชิงภูมิศาสตร์", "อำเภอ"), ("en", "Geograph", "istrict")]
    )
    def test_field_and_choice_are_named_in_the_readers_language(self, app, locale, label, value):
        (change,) = told(app, {"geo_coverage": "province"}, {"geo_coverage": "district"}, locale)
        assert label in change["key"]
        assert value in change["value"]

    def test_several_choices_are_one_list(self, app):
        (change,) = told(app, {"data_format": ["csv"]}, {"data_format": ["csv", "pdf"]})
        assert change["value"] == "CSV, PDF"

    def test_what_no_form_shows_is_no_change(self, app):
        assert told(app, {"some_internal": 1}, {"some_internal": 2}) == [{"type": "no_change"}]

    def test_other_changes_are_cores(self, app):
        (change,) = told(app, {}, {"title": "ประชากรรายเขต"})
        assert change["type"] == "title"
        assert change["new_title"] == "ประชากรรายเขต"

    def test_new_fields_of_a_resource_are_named_with_their_values(self, app):
        old = {
            "id": "r",
            "name": "ไฟล์",
            "url": "https://example.go.th/a.csv",
            "format": "CSV",
            "description": "",
        }
        new = old | {
            "resource_data_collect": "person",
            "resource_data_classification": "open",
            "datastore_active": True,
        }
        (change,) = told(app, {"resources": [old]}, {"resources": [new]})
        assert len(change["key_list"]) == 2
        assert set(change["key_list"]) == set(change["value_list"])
        assert "บุคคล" in change["value_list"].values()
