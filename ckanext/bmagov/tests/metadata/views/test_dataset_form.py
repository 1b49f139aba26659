"""The form as a browser without JavaScript sees and sends it."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup

import ckan.plugins.toolkit as tk
from ckan.tests.helpers import call_action

from ckanext.bmagov.tests.factories import Agency, Dataset, Draft, resource

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db_once")

LOCAL = "http://test.ckan.net"

PLACEHOLDER = {"title": "ร่าง", "data_type": "record", "state": "draft", "resources": [{"name": "ไฟล์ที่จะมา"}]}


@pytest.fixture(scope="module")
def done() -> dict[str, Any]:
    """What is made once for all tests of the file."""
    return {}


@pytest.fixture
def clean_db_once(request, done):
    if "db" not in done:
        request.getfixturevalue("clean_db")
        done["db"] = True


@pytest.fixture
def agency(done):
    from ckan.tests import factories

    if "agency" not in done:
        editor = factories.User(name="somchai", fullname="สมชาย ใจดี", password="correct-horse-1")
        other = factories.User(name="somying", fullname="สมหญิง รักงาน", password="correct-horse-2")
        users = [{"name": user["name"], "capacity": "editor"} for user in (editor, other)]
        done["agency"] = Agency(name="strategy", title="สำนักยุทธศาสตร์", users=users)
    return done["agency"]


class Browser:
    """Follows links and sends forms as a browser does, without running scripts."""

    def __init__(self, app, user: str) -> None:
        self.app = app
        token = call_action("api_token_create", user=user, name="form")["token"]
        self.headers = {"Authorization": token}

    def get(self, path: str, status: int = 200) -> BeautifulSoup:
        response = self.app.get(path, headers=self.headers, follow_redirects=False)
        assert response.status_code == status, response.get_data(as_text=True)[:2000]
        return BeautifulSoup(response.get_data(as_text=True), "html.parser")

    def send(self, page: BeautifulSoup, save: str, path: str = "", **typed: Any):
        form = page.select_one("#dataset-edit, #resource-edit, main form[action*='/dataset/'], .module form")
        sent = {**filled(form), **typed, "save": save}
        sent = {name: value for name, value in sent.items() if value is not None}
        return self.app.post(
            form.get("action") or path, data=sent, headers=self.headers, follow_redirects=False
        )


def filled(form) -> dict[str, Any]:
    """What the browser would send of a form as it stands."""
    sent: dict[str, Any] = {}
    for one in form.select("input[name], textarea[name], select[name]"):
        name, kind = one["name"], one.get("type")
        if kind in ("submit", "file") or (kind in ("checkbox", "radio") and not one.has_attr("checked")):
            continue
        if one.name == "select":
            chosen = one.select_one("option[selected]") or one.select_one("option")
            value = chosen["value"]
        else:
            value = one.text.removeprefix("\n") if one.name == "textarea" else one.get("value", "")
        if name in sent:
            known = sent[name]
            value = [*(known if isinstance(known, list) else [known]), value]
        sent[name] = value
    return sent


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def summary(page: BeautifulSoup) -> list[str]:
    return [" ".join(item.text.split()) for item in page.select("#bmagov-errors li")]


COMPLETE = {
    "without_files": "yes",
    "title": "จำนวนประชากร ปี 2568",
    "notes": "จำนวนประชากรรายเขต",
    "tag_string": "ประชากร, เขต",
    "objective": ["agency_mission", "law"],
    "maintainer": "กลุ่มงานสถิติ",
    "maintainer_email": "stat@example.go.th",
    "update_frequency_unit": "year",
    "update_frequency_interval": "1",
    "geo_coverage": "district",
    "data_source": "ระบบทะเบียนราษฎร",
    "data_format": ["csv"],
    "data_category": "public",
    "data_classification": "open",
    "license_id": "open-data-common",
}


@pytest.fixture
def somchai(app, agency):
    return Browser(app, "somchai")


def draft(agency, **changes: Any) -> dict[str, Any]:
    return Draft(owner_org=agency["id"], **changes)


def published(agency, **changes: Any) -> dict[str, Any]:
    return Dataset(owner_org=agency["id"], user=call_action("user_show", id="somchai"), **changes)


class TestTypeFirst:
    def test_a_new_dataset_begins_with_five_types_as_links(self, somchai):
        page = somchai.get("/dataset/new")
        links = [link["href"] for link in page.select(".bmagov-types a")]
        assert [re.search(r"data_type=(\w+)", link).group(1) for link in links] == [
            "record", "statistics", "geospatial", "mixed", "other",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("data_type", "has", "lacks"),
        [
            ("record", "created_date", "disaggregate"),
            ("statistics", "disaggregate", "data_collect"),
            ("geospatial", "equivalent_scale", "first_year_of_data"),
            ("other", "data_type_other", "equivalent_scale"),
        ],
    )
    def test_the_form_has_only_the_fields_of_the_type(self, somchai, data_type, has, lacks):
        page = somchai.get(f"/dataset/new?data_type={data_type}")
        assert page.find(attrs={"name": has})
        assert not page.find(attrs={"name": lacks})

    def test_an_unknown_type_asks_again(self, somchai):
        assert somchai.get("/dataset/new?data_type=%3Cscript%3E").select(".bmagov-types a")

    def test_who_may_not_add_is_refused(self, app, agency):
        assert app.get("/dataset/new?data_type=record", follow_redirects=False).status_code == 403


class TestFields:
    def test_every_control_has_a_name_a_group_and_existing_descriptions(self, somchai):
        page = somchai.get("/dataset/new?data_type=statistics")
        for one in page.select("#dataset-edit .bmagov-field [name]"):
            assert one.get("type") in ("checkbox", "radio", "submit") or page.select_one(
                f'label[for="{one.get("id")}"]'
            ), one
        ids = [one["id"] for one in page.select("[id]")]
        assert len(ids) == len(set(ids)), "an id stands twice"
        for one in page.select("[aria-describedby], [aria-labelledby]"):
            told = f"{one.get('aria-describedby', '')} {one.get('aria-labelledby', '')}".split()
            assert set(told) <= set(ids), one

    def test_choices_of_several_are_boxes_in_a_named_group(self, somchai):
        page = somchai.get("/dataset/new?data_type=record")
        group = page.select_one("fieldset#field-objective")
        assert "วัตถุประสงค์" in group.legend.text
        assert len(group.select('input[type="checkbox"]')) == 14

    def test_each_group_says_what_is_missing(self, somchai):
        page = somchai.get("/dataset/new?data_type=record")
        told = page.select("nav [data-bmagov-count]")
        counts = {one["data-bmagov-count"]: one.text.strip() for one in told}
        assert counts["identity"] == "เหลือ 4 รายการ"
        assert counts["governance"] == "เหลือ 3 รายการ"
        assert counts["more"] == "ครบถ้วน"

    def test_marks_are_those_of_the_rules(self, somchai):
        page = somchai.get("/en/dataset/new?data_type=record")
        label = {one["for"]: one.text for one in page.select("label[for]")}
        assert "required" in label["field-title"]
        assert "to publish" in label["field-data_source"]
        assert "optional" in label["field-maintainer_phone"]
        assert "unless: " in label["field-update_frequency_interval"]

    def test_the_box_for_other_is_there_without_scripts(self, somchai):
        page = somchai.get("/dataset/new?data_type=record")
        box = page.select_one("#field-geo_coverage_other")
        assert box
        assert not box.has_attr("disabled")
        assert not box.find_parent(hidden=True)


class TestDraftsAndPublishing:
    def test_a_draft_is_saved_half_filled_and_gets_an_address(self, somchai, agency):
        page = somchai.get("/dataset/new?data_type=record")
        answer = somchai.send(page, "draft", title="ร่างแรก", title_en="First draft", owner_org=agency["id"])
        assert answer.status_code == 302
        name = answer.headers["Location"].rsplit("/", 1)[-1]
        assert re.fullmatch(r"first-draft-[0-9a-f]{4}", name)
        saved = call_action("package_show", id=name)
        assert (saved["state"], saved["title"]) == ("draft", "ร่างแรก")

    def test_saving_and_adding_files_leads_to_the_form_of_a_file(self, somchai, agency):
        page = somchai.get("/dataset/new?data_type=record")
        answer = somchai.send(page, "files", title="กขค", name="to-files", owner_org=agency["id"])
        assert answer.headers["Location"].endswith("/dataset/to-files/resource/new")

    @pytest.mark.parametrize(
        ("prefix", "sentence", "label"),
        [("", "จำเป็น", "แหล่งที่มา"), ("/en", "needed", "Source")],
    )
    def test_publishing_lists_everything_at_once(self, somchai, agency, prefix, sentence, label):
        page = somchai.get(f"{prefix}/dataset/new?data_type=record")
        typed = {"title": "ข", "owner_org": agency["id"]}
        answer = somchai.send(page, "publish", path=f"{prefix}/dataset/new", **typed)
        page = soup(answer)
        lines = summary(page)
        assert len(lines) == 13
        assert any(line.startswith(label) for line in lines)
        for link in page.select("#bmagov-errors a"):
            assert page.select_one(link["href"]), "each error leads to its field"
        assert page.select_one("#bmagov-errors")["role"] == "alert"
        assert not any(re.search(r"[A-Z]+-[A-Z]+:", line) for line in lines), "codes are for programs"

    def test_errors_keep_what_was_typed_and_stand_at_the_field(self, somchai, agency):
        page = somchai.get("/dataset/new?data_type=record")
        wrong = {"maintainer_email": "not an address", "title": "ก" * 151}
        typed = {**COMPLETE, "owner_org": agency["id"], **wrong}
        page = soup(somchai.send(page, "publish", **typed))
        assert page.select_one("#field-maintainer_email")["value"] == "not an address"
        assert page.select_one("#field-maintainer_email")["aria-invalid"] == "true"
        assert page.select_one("#field-title-error")
        ticked = [one["value"] for one in page.select("#field-objective input[checked]")]
        assert ticked == ["law", "agency_mission"]
        assert page.select_one("#field-data_source")["value"] == "ระบบทะเบียนราษฎร"

    def test_a_complete_dataset_is_published(self, somchai, agency):
        page = somchai.get("/dataset/new?data_type=record")
        answer = somchai.send(page, "publish", **COMPLETE, name="complete", owner_org=agency["id"])
        assert answer.headers["Location"].endswith("/dataset/complete")
        saved = call_action("package_show", id="complete")
        assert saved["state"] == "active"
        assert saved["objective"] == ["law", "agency_mission"]
        assert not saved["private"]

    def test_publishing_without_a_file_is_asked_about_once(self, somchai, agency):
        one = draft(agency)
        page = somchai.get(f"/dataset/edit/{one['name']}")
        asked = soup(somchai.send(page, "publish", **{**COMPLETE, "without_files": None}))
        assert asked.select_one(".alert-warning [name=without_files]")
        assert call_action("package_show", id=one["id"])["state"] == "draft"
        assert somchai.send(asked, "publish").status_code == 302
        assert call_action("package_show", id=one["id"])["state"] == "active"

    def test_a_draft_can_be_published_from_its_form(self, somchai, agency):
        one = draft(agency)
        page = somchai.get(f"/dataset/edit/{one['name']}")
        answer = somchai.send(page, "publish", **COMPLETE)
        assert answer.status_code == 302, summary(soup(answer))
        assert call_action("package_show", id=one["id"])["state"] == "active"

    def test_files_that_lack_something_are_in_the_list_too(self, somchai, agency):
        one = draft(agency, resources=[{"name": "ยังไม่มีไฟล์"}])
        page = somchai.get(f"/dataset/edit/{one['name']}?missing=1")
        links = [link["href"] for link in page.select("#bmagov-errors a")]
        file_id = one["resources"][0]["id"]
        assert f"/dataset/{one['name']}/resource/{file_id}/edit#field-url" in links

    def test_a_published_dataset_can_be_made_a_draft_again(self, somchai, agency):
        one = published(agency)
        page = somchai.get(f"/dataset/edit/{one['name']}")
        assert somchai.send(page, "draft").status_code == 302
        assert call_action("package_show", id=one["id"])["state"] == "draft"

    def test_a_box_that_is_unticked_is_emptied(self, somchai, agency):
        one = draft(agency, objective=["law"], data_format=["csv", "xls"])
        page = somchai.get(f"/dataset/edit/{one['name']}")
        somchai.send(page, "draft", objective=None, data_format=["xls"])
        saved = call_action("package_show", id=one["id"])
        assert "objective" not in saved
        assert saved["data_format"] == ["xls"]

    def test_other_needs_its_words(self, somchai, agency):
        one = draft(agency)
        page = somchai.get(f"/dataset/edit/{one['name']}")
        typed = {**COMPLETE, "objective": ["other"]}
        page = soup(somchai.send(page, "publish", **typed))
        assert [link["href"] for link in page.select("#bmagov-errors a")] == ["#field-objective_other"]
        words = {"objective_other": "เพื่อทดลอง", "without_files": "yes"}
        assert somchai.send(page, "publish", **words).status_code == 302

    def test_groups_and_files_survive_the_form(self, somchai, agency):
        from ckan.tests import factories

        topic = factories.Group(name="population-topic")
        one = published(agency, groups=[{"name": topic["name"]}], resources=[resource(), resource(name="ข")])
        page = somchai.get(f"/dataset/edit/{one['name']}")
        assert somchai.send(page, "save", notes="ใหม่").status_code == 302
        saved = call_action("package_show", id=one["id"])
        assert [group["name"] for group in saved["groups"]] == [topic["name"]]
        assert len(saved["resources"]) == 2
        assert {tag["name"] for tag in saved["tags"]} == {"ประชากร", "เขต"}

    def test_dates_are_shown_in_the_readers_era_and_saved_as_they_were(self, somchai, agency):
        one = draft(agency, created_date="2020-10-01")
        page = somchai.get(f"/dataset/edit/{one['name']}")
        assert page.select_one("#field-created_date")["value"] == "1 ต.ค. 2563"
        assert somchai.send(page, "draft").status_code == 302
        assert call_action("package_show", id=one["id"])["created_date"] == "2020-10-01"

    def test_dates_and_years_come_back_as_they_were_typed(self, somchai, agency):
        page = somchai.get("/dataset/new?data_type=statistics")
        typed = {"first_year_of_data": "2560", "last_year_of_data": "2017", "last_updated_date": "2569-01-31"}
        page = soup(somchai.send(page, "publish", title="ก", **typed))
        assert page.select_one("#field-first_year_of_data")["value"] == "2560"
        assert page.select_one("#field-last_year_of_data")["value"] == "2560"
        assert page.select_one("#field-last_updated_date")["value"] == "2569-01-31"

    def test_script_is_inert_when_the_form_comes_back(self, somchai, agency):
        script = '"><script>alert(1)</script></textarea><img src=x onerror=alert(2)>'
        one = draft(agency)
        page = somchai.get(f"/dataset/edit/{one['name']}")
        texts = [one["name"] for one in page.select("#dataset-edit .form-control[name]")]
        answer = somchai.send(page, "publish", **dict.fromkeys(texts, script))
        assert answer.status_code == 200
        page = soup(answer)
        assert not [one for one in page.select("script") if "alert(" in one.text]
        assert not page.select("[onerror]")
        assert page.select_one("#field-title")["value"] == script


class TestChangeOfType:
    def test_what_would_go_is_shown_before_it_goes(self, somchai, agency):
        one = draft(agency, data_type="statistics", disaggregate=["sex"], unit_of_measure="คน")
        page = somchai.get(f"/dataset/edit/{one['name']}")
        page = soup(somchai.send(page, "change-type", new_type="record", unit_of_measure="ครัวเรือน"))
        rows = [" ".join(row.text.split()) for row in page.select("tbody tr")]
        assert rows == ["การจัดจำแนก เพศ", "หน่วยวัด ครัวเรือน"]
        assert call_action("package_show", id=one["id"])["data_type"] == "statistics"

        kept = soup(somchai.send(page, "keep-type"))
        assert kept.select_one("#field-unit_of_measure")["value"] == "ครัวเรือน"

        agreed = soup(somchai.send(page, "confirm-type"))
        assert not agreed.select_one("#field-unit_of_measure")
        assert somchai.send(agreed, "draft").status_code == 302
        saved = call_action("package_show", id=one["id"])
        assert saved["data_type"] == "record"
        assert "disaggregate" not in saved

    def test_fields_of_files_are_named_and_go_too(self, somchai, agency):
        own = resource(name="แฟ้ม 1", resource_unit_of_measure="คน")
        one = draft(agency, data_type="statistics", resources=[own])
        page = somchai.get(f"/dataset/edit/{one['name']}")
        page = soup(somchai.send(page, "change-type", new_type="record"))
        assert "แฟ้ม 1" in page.select_one("tbody").text
        somchai.send(soup(somchai.send(page, "confirm-type")), "draft")
        saved = call_action("package_show", id=one["id"])
        assert "resource_unit_of_measure" not in saved["resources"][0]

    def test_nothing_to_lose_is_not_asked(self, somchai, agency):
        page = somchai.get("/dataset/new?data_type=statistics")
        page = soup(somchai.send(page, "change-type", title="กขค", new_type="record"))
        assert page.select_one('input[name="data_type"]')["value"] == "record"
        assert page.select_one("#field-title")["value"] == "กขค"

    def test_a_type_that_was_not_agreed_to_is_asked_about(self, somchai, agency):
        one = draft(agency, data_type="statistics", unit_of_measure="คน")
        page = somchai.get(f"/dataset/edit/{one['name']}")
        page = soup(somchai.send(page, "draft", data_type="record"))
        assert "คน" in page.select_one("tbody").text
        assert call_action("package_show", id=one["id"])["data_type"] == "statistics"


class TestCopies:
    def test_a_copy_brings_the_metadata_but_not_what_is_the_others_own(self, somchai, agency):
        source = published(agency, last_updated_date="2025-01-31", created_date="2020-10-01")
        page = somchai.get(f"/dataset/copy/{source['name']}")
        assert page.select_one("#field-title")["value"] == source["title"]
        assert not page.select_one("#field-name")["value"]
        assert not page.select_one("#field-last_updated_date")["value"]
        assert page.select_one("#field-created_date")["value"] == "1 ต.ค. 2563"
        answer = somchai.send(page, "draft", name="a-copy")
        assert answer.status_code == 302
        saved = call_action("package_show", id="a-copy")
        assert saved["state"] == "draft"
        assert saved["data_source"] == source["data_source"]
        assert [one["name"] for one in saved["resources"]] == [one["name"] for one in source["resources"]]

    def test_next_years_moves_the_years_and_shows_them(self, somchai, agency):
        source = published(
            agency, data_type="statistics", title="ประชากร ปี 2568",
            first_year_of_data="2560", last_year_of_data="2568",
            resources=[resource(name="ประชากร 2568")],
        )  # fmt: skip
        page = somchai.get(f"/dataset/copy/{source['name']}?kind=next-year")
        assert page.select_one("#field-title")["value"] == "ประชากร ปี 2569"
        assert page.select_one("#field-first_year_of_data")["value"] == "2560"
        assert page.select_one("#field-last_year_of_data")["value"] == "2569"
        assert "ประชากร ปี 2568" in page.select_one(".bmagov-copied del").text
        somchai.send(page, "draft", name="next-years")
        saved = call_action("package_show", id="next-years")
        assert [one["name"] for one in saved["resources"]] == ["ประชากร 2569"]
        assert not saved["resources"][0]["url"]

    @pytest.mark.parametrize("kind", ["copy", "next-year"])
    def test_slots_for_files_are_prepared_where_views_are_made_by_themselves(
        self, somchai, agency, ckan_config, monkeypatch, kind
    ):
        monkeypatch.setitem(ckan_config, "ckan.views.default_views", ["bmagov_table", "text_view"])
        files = [resource(url="a.csv", url_type="upload"), resource(name="แผนที่", format="GeoJSON")]
        source = published(agency, resources=files)
        page = somchai.get(f"/dataset/copy/{source['name']}?kind={kind}")
        assert somchai.send(page, "files", name=f"slots-{kind}").status_code == 302
        saved = call_action("package_show", id=f"slots-{kind}")
        assert len(saved["resources"]) == 2
        assert saved["resources"][0]["url"] == ""
        assert call_action(
            "package_create",
            {"user": "somchai"},
            **PLACEHOLDER,
            name=f"by-api-{kind}",
            owner_org=agency["id"],
        )

    def test_what_may_not_be_read_may_not_be_copied(self, somchai, agency):
        hidden = Draft()
        somchai.get(f"/dataset/copy/{hidden['name']}", status=404)

    def test_an_agency_of_others_is_not_taken_along(self, somchai, agency):
        source = Dataset()
        page = somchai.get(f"/dataset/copy/{source['name']}")
        assert page.select_one("#field-owner_org option[selected]")["value"] == agency["id"]

    def test_the_dataset_page_offers_copies_to_editors_only(self, app, somchai, agency):
        source = published(agency)
        assert somchai.get(f"/dataset/{source['name']}").select(f'a[href*="/dataset/copy/{source["name"]}"]')
        assert "/dataset/copy/" not in app.get(f"/dataset/{source['name']}").get_data(as_text=True)


class TestWhatIsFilledIn:
    def test_the_agencys_last_contact_stands_in_the_next_form(self, somchai, agency):
        published(agency, maintainer="ฝ่ายแผนที่", maintainer_email="map@example.go.th")
        page = somchai.get("/dataset/new?data_type=record")
        assert page.select_one("#field-maintainer")["value"] == "ฝ่ายแผนที่"
        assert page.select_one('.alert-info a[href="#field-maintainer_email"]')

    def test_the_box_around_a_geojson_is_filled_in_until_there_is_one(self, somchai, agency):
        one = draft(agency, data_type="geospatial")
        page = somchai.get(f"/dataset/{one['name']}/resource/new")
        point = b'{"type": "Point", "coordinates": [100.5, 13.75]}'
        somchai.send(page, "done", upload=(BytesIO(point), "a.geojson"), format="GeoJSON")
        page = somchai.get(f"/dataset/edit/{one['name']}")
        assert page.select_one("#field-west_bound_longitude")["value"] == "100.5"
        somchai.send(page, "draft", west_bound_longitude="100.4")
        assert call_action("package_show", id=one["id"])["north_bound_latitude"] == "13.75"
        page = somchai.get(f"/dataset/edit/{one['name']}")
        assert page.select_one("#field-west_bound_longitude")["value"] == "100.4"


class TestCategories:
    @pytest.fixture
    def topics(self, done):
        from ckan.tests import factories

        if "topics" not in done:
            factories.Group(name="water", title="การระบายน้ำ", description="คลอง และสถานีสูบน้ำ")
            factories.Group(name="traffic", title="การจราจร", description="ถนน")
            done["topics"] = True

    def groups(self, name: str) -> set[str]:
        return {group["name"] for group in call_action("package_show", id=name)["groups"]}

    def test_an_editor_puts_a_dataset_in_and_takes_it_out(self, somchai, agency, topics):
        page = somchai.get("/dataset/new?data_type=record")
        boxes = {box["value"] for box in page.select('input[name="category"]')}
        assert {"water", "traffic"} <= boxes
        somchai.send(page, "draft", title="คลอง", name="canals", owner_org=agency["id"], category=["water"])
        assert self.groups("canals") == {"water"}
        before = call_action("package_show", id="canals")["metadata_modified"]
        somchai.send(somchai.get("/dataset/edit/canals"), "draft", category=["traffic", "water"])
        assert self.groups("canals") == {"traffic", "water"}
        assert call_action("package_show", id="canals")["metadata_modified"] > before
        found = call_action("package_search", fq="groups:traffic", include_drafts=True)
        assert [hit["name"] for hit in found["results"]] == ["canals"]
        somchai.send(somchai.get("/dataset/edit/canals"), "draft", category=None, title="คลองใหม่")
        assert self.groups("canals") == set()

    def test_the_title_proposes_and_nothing_is_saved_by_it(self, somchai, agency, topics):
        page = somchai.get("/dataset/new?data_type=record")
        page = soup(somchai.send(page, "propose-categories", title="ระดับน้ำในคลอง"))
        ticked = page.select('input[name="category"][checked]')
        assert [box["value"] for box in ticked] == ["water"]
        assert "คลอง" in ticked[0].parent.text
        assert page.select_one("#field-title")["value"] == "ระดับน้ำในคลอง"

    def test_the_api_takes_categories_of_who_may_edit_the_dataset_only(self, somchai, agency, topics):
        one = draft(agency)
        as_editor = {"user": "somchai", "ignore_auth": False}
        patched = call_action("package_patch", as_editor, id=one["id"], groups=[{"name": "water"}])
        assert [group["name"] for group in patched["groups"]] == ["water"]
        foreign = Draft()
        with pytest.raises(tk.NotAuthorized):
            call_action("package_patch", as_editor, id=foreign["id"], groups=[{"name": "water"}])
        with pytest.raises(tk.ObjectNotFound):
            call_action("package_patch", as_editor, id=one["id"], groups=[{"name": "there-is-none"}])
        agencies = [{"id": Agency()["id"]}]
        with pytest.raises(tk.NotAuthorized):
            call_action("package_patch", as_editor, id=one["id"], groups=agencies)
        assert self.groups(one["id"]) == {"water"}


class TestTwoPeople:
    def change(self, one: dict[str, Any], **values: Any) -> None:
        call_action("package_patch", {"user": "somying", "ignore_auth": False}, id=one["id"], **values)

    def test_the_later_one_is_told_and_nothing_is_overwritten(self, somchai, agency):
        one = published(agency)
        page = somchai.get(f"/dataset/edit/{one['name']}")
        self.change(one, data_source="ของสมหญิง", geo_coverage="subdistrict")
        told = soup(somchai.send(page, "save", notes="ของสมชาย", data_source="ของสมชาย"))
        text = " ".join(told.select_one("#bmagov-errors").text.split())
        assert "สมหญิง รักงาน" in text
        assert "ของสมหญิง" in text
        saved = call_action("package_show", id=one["id"])
        assert saved["data_source"] == "ของสมหญิง"
        # One's own work is kept; what only the other changed is taken over.
        assert told.select_one("#field-data_source")["value"] == "ของสมชาย"
        assert told.select_one("#field-geo_coverage option[selected]")["value"] == "subdistrict"
        assert somchai.send(told, "save").status_code == 302
        saved = call_action("package_show", id=one["id"])
        assert (saved["data_source"], saved["geo_coverage"]) == ("ของสมชาย", "subdistrict")
        assert saved["notes"] == "ของสมชาย"

    def test_files_that_others_added_are_no_conflict(self, somchai, agency):
        one = published(agency)
        page = somchai.get(f"/dataset/edit/{one['name']}")
        context = {"user": "somying", "ignore_auth": False}
        call_action("resource_create", context, package_id=one["id"], **resource(name="เพิ่มทีหลัง"))
        assert somchai.send(page, "save", notes="ใหม่").status_code == 302
        saved = call_action("package_show", id=one["id"])
        assert len(saved["resources"]) == 2
        assert saved["notes"] == "ใหม่"

    def test_the_api_tells_who_and_what(self, somchai, agency):
        import ckan.plugins.toolkit as tk

        one = published(agency)
        self.change(one, data_source="ของสมหญิง")
        change = call_action("bmagov_dataset_change_show", id=one["id"], since=one["metadata_modified"])
        assert change["by"]["display_name"] == "สมหญิง รักงาน"
        assert [field["name"] for field in change["fields"]] == ["data_source"]
        with pytest.raises(tk.ValidationError) as error:
            call_action(
                "package_patch", {"user": "somchai", "ignore_auth": False},
                id=one["id"], notes="x", metadata_modified=one["metadata_modified"],
            )  # fmt: skip
        assert "แหล่งที่มา" in error.value.error_dict["metadata_modified"][0]

    def test_two_people_at_one_file(self, somchai, agency):
        one = published(agency)
        file_id = one["resources"][0]["id"]
        page = somchai.get(f"/dataset/{one['name']}/resource/{file_id}/edit")
        context = {"user": "somying", "ignore_auth": False}
        call_action("resource_patch", context, id=file_id, description="ของสมหญิง")
        told = soup(somchai.send(page, "done", description="ของสมชาย"))
        assert len(summary(told)) == 1
        assert told.select_one("#field-description").text.strip() == "ของสมชาย"
        assert call_action("resource_show", id=file_id)["description"] == "ของสมหญิง"
        assert somchai.send(told, "done").status_code == 302
        assert call_action("resource_show", id=file_id)["description"] == "ของสมชาย"


class TestFiles:
    def upload(self, name: str = "population.csv", body: bytes = b"a,b\n1,2\n"):
        return (BytesIO(body), name)

    def test_a_link_can_be_added(self, somchai, agency):
        one = draft(agency)
        page = somchai.get(f"/dataset/{one['name']}/resource/new")
        url = "https://example.go.th/a.csv"
        answer = somchai.send(page, "done", source="link", url=url, name="ลิงก์", format="CSV")
        assert answer.status_code == 302
        saved = call_action("package_show", id=one["id"])["resources"][0]
        assert (saved["url"], saved["name"], saved["url_type"]) == (url, "ลิงก์", "")

    def test_a_file_can_be_uploaded_and_replaced_as_a_correction(self, somchai, agency):
        one = draft(agency)
        page = somchai.get(f"/dataset/{one['name']}/resource/new")
        answer = somchai.send(page, "done", upload=self.upload(), name="ไฟล์")
        assert answer.status_code == 302, summary(soup(answer))
        saved = call_action("package_show", id=one["id"])["resources"][0]
        assert saved["url_type"] == "upload"
        assert saved["format"] == "CSV"
        edit = f"/dataset/{one['name']}/resource/{saved['id']}/edit"
        page = somchai.get(edit)
        assert page.select_one('input[name="data_change"][value="correction"]')
        changed = self.upload(body=b"a,b\n1,3\n")
        assert somchai.send(page, "done", upload=changed, data_change="correction").status_code == 302
        events = call_action("bmagov_data_event_list", resource_id=saved["id"])
        assert [event["change"] for event in events] == ["correction", "new_data"]
        # Saving the words alone leaves the file as it is.
        assert somchai.send(somchai.get(edit), "done", description="คำอธิบาย").status_code == 302
        again = call_action("resource_show", id=saved["id"])
        assert (again["url_type"], again["description"]) == ("upload", "คำอธิบาย")
        assert len(call_action("bmagov_data_event_list", resource_id=saved["id"])) == 2

    def test_a_file_can_become_a_link(self, somchai, agency):
        one = draft(agency)
        page = somchai.get(f"/dataset/{one['name']}/resource/new")
        somchai.send(page, "done", upload=self.upload(), name="ไฟล์")
        saved = call_action("package_show", id=one["id"])["resources"][0]
        page = somchai.get(f"/dataset/{one['name']}/resource/{saved['id']}/edit")
        url = "https://example.go.th/moved.csv"
        assert somchai.send(page, "done", url=url).status_code == 302
        linked = call_action("resource_show", id=saved["id"])
        assert (linked["url"], linked["url_type"]) == (url, "")

    def test_the_same_name_twice_is_refused_and_the_lost_file_is_told(self, somchai, agency):
        one = draft(agency, resources=[resource(name="ซ้ำ")])
        page = somchai.get(f"/dataset/{one['name']}/resource/new")
        told = soup(somchai.send(page, "done", upload=self.upload(), name="ซ้ำ"))
        assert [link["href"] for link in told.select("#bmagov-errors a")] == ["#field-name"]
        assert "เลือกไฟล์อีกครั้ง" in told.select_one("#bmagov-errors").text
        assert len(call_action("package_show", id=one["id"])["resources"]) == 1

    @pytest.mark.parametrize(
        ("save", "leads_to"), [("done", "/dataset/{}"), ("publish", "/dataset/edit/{}?missing=1")]
    )
    def test_a_blank_form_after_the_last_file_ends_without_another(self, somchai, agency, save, leads_to):
        one = draft(agency)
        page = somchai.get(f"/dataset/{one['name']}/resource/new")
        answer = somchai.send(page, save)
        assert answer.headers["Location"].endswith(leads_to.format(one["name"]))
        assert not call_action("package_show", id=one["id"])["resources"]

    def test_another_file_after_a_blank_form_takes_a_file(self, somchai, agency):
        one = draft(agency)
        page = somchai.get(f"/dataset/{one['name']}/resource/new")
        told = soup(somchai.send(page, "again"))
        assert [link["href"] for link in told.select("#bmagov-errors a")] == ["#field-url"]
        assert not call_action("package_show", id=one["id"])["resources"]

    def test_publishing_from_a_file_leads_to_what_is_missing(self, somchai, agency):
        one = draft(agency)
        page = somchai.get(f"/dataset/{one['name']}/resource/new")
        url = "https://example.go.th/a.csv"
        answer = somchai.send(page, "publish", source="link", url=url, name="ก", format="CSV")
        assert answer.headers["Location"].endswith(f"/dataset/edit/{one['name']}?missing=1")
        assert len(summary(somchai.get(answer.headers["Location"].removeprefix(LOCAL)))) == 13

    @pytest.mark.parametrize(
        ("data_type", "has"),
        [("statistics", "resource_disaggregate"), ("geospatial", "resource_equivalent_scale")],
    )
    def test_the_form_of_a_file_has_the_fields_of_the_type(self, somchai, agency, data_type, has):
        one = draft(agency, data_type=data_type)
        page = somchai.get(f"/dataset/{one['name']}/resource/new")
        assert page.find(attrs={"name": has})
        assert not page.find(attrs={"name": "resource_data_collect"})


class TestOrderAndDeletion:
    def test_files_change_places_without_a_script(self, somchai, agency):
        one = draft(agency, resources=[resource(name=name) for name in "กขค"])
        page = somchai.get(f"/dataset/resources/{one['name']}")
        last = page.select(".bmagov-order form")[-1]
        answer = somchai.app.post(
            last["action"], data={"way": "up"}, headers=somchai.headers, follow_redirects=False
        )
        assert answer.status_code == 302
        assert [file["name"] for file in call_action("package_show", id=one["id"])["resources"]] == list(
            "กคข"
        )

    def test_deleting_the_file_of_a_draft_leads_back_to_its_form(self, somchai, agency):
        one = draft(agency, resources=[resource()])
        path = f"/dataset/{one['name']}/resource/{one['resources'][0]['id']}/delete"
        answer = somchai.app.post(path, data={"delete": ""}, headers=somchai.headers, follow_redirects=False)
        assert answer.headers["Location"].endswith(f"/dataset/edit/{one['name']}")
        assert not call_action("package_show", id=one["id"])["resources"]

    def test_one_button_deletes_a_file(self, somchai, agency):
        one = draft(agency, resources=[resource()])
        page = somchai.get(f"/dataset/{one['name']}/resource/{one['resources'][0]['id']}/edit")
        assert len(page.select('main a[href$="/delete"], .primary a[href$="/delete"]')) == 1


class TestManyFiles:
    def test_many_files_at_once_get_their_names_from_themselves(self, somchai, agency):
        one = draft(agency, resources=[resource(name="เขต บางรัก")])
        page = somchai.get(f"/dataset/{one['name']}/resource/new")
        assert page.select_one("#field-upload").has_attr("multiple")
        sent = [(BytesIO(b"a,b\n1,2\n"), name) for name in ("เขต_บางรัก.csv", "roads.csv")]
        answer = somchai.send(page, "done", upload=sent, description="รายเขต")
        assert answer.status_code == 302, summary(soup(answer))
        saved = call_action("package_show", id=one["id"])["resources"]
        assert [file["name"] for file in saved] == ["เขต บางรัก", "เขต บางรัก (2)", "roads"]
        assert [file["description"] for file in saved[1:]] == ["รายเขต", "รายเขต"]

    def test_one_that_cannot_be_saved_is_told_by_its_name_and_stops_no_other(self, somchai, agency):
        one = published(agency)
        page = somchai.get(f"/dataset/{one['name']}/resource/new")
        sent = [(BytesIO(b"a\n1\n"), "ok.csv"), (BytesIO(b"MZ\x90\x00" + bytes(60)), "x.exe")]
        told = soup(somchai.send(page, "done", upload=sent))
        assert "x.exe:" in told.select_one("#bmagov-errors").text
        names = [file["name"] for file in call_action("package_show", id=one["id"])["resources"]]
        assert names[1:] == ["ok"]

    def test_the_script_is_told_in_words(self, somchai, agency):
        one = draft(agency, resources=[resource(name="ซ้ำ")])
        page = somchai.get(f"/dataset/{one['name']}/resource/new")
        saved = somchai.send(page, "one", upload=(BytesIO(b"a\n1\n"), "a.csv")).json
        assert saved == {"saved": True, "why": ""}
        refused = somchai.send(page, "one", upload=(BytesIO(b"a\n1\n"), "b.csv"), name="ซ้ำ").json
        assert not refused["saved"]
        assert refused["why"]

    def test_a_replaced_table_says_which_column_was_renamed(self, somchai, agency):
        one = draft(agency)
        page = somchai.get(f"/dataset/{one['name']}/resource/new")
        somchai.send(page, "done", upload=(BytesIO("เขต,ร้อยละ\nก,1\nข,2\n".encode()), "a.csv"))
        saved = call_action("package_show", id=one["id"])["resources"][0]
        edit = f"/dataset/{one['name']}/resource/{saved['id']}/edit"
        changed = (BytesIO("เขต,สัดส่วน\nก,1\n".encode()), "a.csv")
        answer = somchai.send(somchai.get(edit), "done", upload=changed)
        page = somchai.get(answer.headers["Location"].removeprefix(LOCAL))
        said = page.select_one(".flash-messages").text
        assert "ร้อยละ" in said
        assert "สัดส่วน" in said

    def test_two_hundred_files_stay_usable(self, somchai, agency):
        one = draft(agency, resources=[resource(name=f"แฟ้ม {n}") for n in range(200)])
        page = somchai.get(f"/dataset/edit/{one['name']}")
        assert len(page.select(".bmagov-form-resources li")) == 200
        assert page.select_one("#section-files details"), "folded, so that the form stays in sight"
        assert somchai.send(page, "draft", notes="ใหม่").status_code == 302


@pytest.mark.ckan_config("WTF_CSRF_ENABLED", True)
class TestForgery:
    """With a session, as a browser has: other websites can send forms in its name."""

    def test_a_form_without_its_token_changes_nothing(self, app, agency):
        page = BeautifulSoup(app.get("/user/login").get_data(as_text=True), "html.parser")
        token = page.select_one('input[name="_csrf_token"]')["value"]
        sent = {"login": "somchai", "password": "correct-horse-1", "_csrf_token": token}
        app.post("/user/login", data=sent)
        response = app.get("/dataset/new?data_type=record")
        assert response.status_code == 200, "the session holds"
        form = BeautifulSoup(response.get_data(as_text=True), "html.parser").select_one("#dataset-edit")
        sent = {**filled(form), "title": "ก", "name": "forged", "owner_org": agency["id"], "save": "draft"}
        forged = {name: value for name, value in sent.items() if name != "_csrf_token"}
        assert app.post("/dataset/new", data=forged, follow_redirects=False).status_code == 400
        own = app.post("/dataset/new", data={**sent, "name": "own"}, follow_redirects=False)
        assert own.status_code == 302
        names = [one["name"] for one in self.drafts(agency)]
        assert "own" in names
        assert "forged" not in names

        one = draft(agency)
        for path in (f"/dataset/edit/{one['name']}", f"/dataset/{one['name']}/resource/new"):
            assert app.post(path, data={"save": "draft", "name": "x"}).status_code == 400

    def drafts(self, agency) -> list[dict[str, Any]]:
        query = f"owner_org:{agency['id']}"
        return call_action("package_search", fq=query, include_drafts=True, include_private=True)["results"]
