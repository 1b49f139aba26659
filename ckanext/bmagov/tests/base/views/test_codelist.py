from __future__ import annotations

import pytest

from ckan.tests.helpers import call_action

pytestmark = pytest.mark.usefixtures("with_plugins")


def test_the_lists_are_shown_in_the_readers_language(app):
    assert "หมวดหมู่ข้อมูลตามธรรมาภิบาลข้อมูลภาครัฐ" in app.get("/codelists").get_data(as_text=True)
    assert "Data category" in app.get("/en/codelists").get_data(as_text=True)


def test_a_list_is_shown_with_an_anchor_for_each_code(app):
    page = app.get("/codelists/update_frequency").get_data(as_text=True)
    assert 'id="month"' in page
    assert "http://publications.europa.eu/resource/authority/frequency/MONTHLY" in page


def test_codes_that_were_inferred_are_marked(app):
    assert "not confirmed" in app.get("/en/codelists/data_collect").get_data(as_text=True)


@pytest.mark.parametrize(
    ("path", "media_type"),
    [("license.csv", "text/csv"), ("all.json", "application/json"), ("all.ttl", "text/turtle")],
)
def test_lists_can_be_downloaded(app, path, media_type):
    response = app.get(f"/codelists/{path}")
    assert response.headers["Content-Type"].startswith(media_type)
    assert "attachment" in response.headers["Content-Disposition"]


@pytest.mark.parametrize("path", ["nothing", "nothing.csv", "license.exe", "../config.yaml"])
def test_what_is_not_there_is_not_found(app, path):
    assert app.get(f"/codelists/{path}").status_code == 404


def test_the_api_answers_everyone_by_get(app):
    listed = app.get("/api/3/action/bmagov_codelist_list").json["result"]
    assert {"name": "yes_no", "title": {"th": "ใช่หรือไม่ใช่", "en": "Yes or no"}, "count": 2}.items() <= next(
        one for one in listed if one["name"] == "yes_no"
    ).items()
    shown = app.get("/api/3/action/bmagov_codelist_show?id=yes_no").json["result"]
    assert [code["value"] for code in shown["codes"]] == ["yes", "no"]


@pytest.mark.parametrize(("data", "status"), [({"id": "nothing"}, 404), ({}, 409), ({"id": ["a"]}, 409)])
def test_bad_questions_have_clear_answers(app, data, status):
    assert app.post("/api/3/action/bmagov_codelist_show", json=data).status_code == status


def test_labels_helper_speaks_the_readers_language(app):
    from ckanext.bmagov.base.helpers.codelist import bmagov_codelist_choices, bmagov_codelist_label

    with app.flask_app.test_request_context(environ_overrides={"CKAN_LANG": "en"}):
        assert bmagov_codelist_label("update_frequency", "month") == "Month"
    assert bmagov_codelist_label("update_frequency", "gone") == "gone"
    first = bmagov_codelist_choices({"codelist": "yes_no"})[0]
    assert first == {"value": "yes", "label": {"th": "ใช่", "en": "Yes"}}
    assert call_action("bmagov_codelist_show", id="yes_no")["name"] == "yes_no"
