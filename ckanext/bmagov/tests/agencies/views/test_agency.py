"""Pages of agencies, in Thai and English, for readers with different rights, without JavaScript."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories, helpers

from ckanext.bmagov.tests.agencies.actions.test_agency import LIST, add_dataset


def read(app, path, token=None, **kwargs):
    headers = {"Authorization": token} if token else {}
    return BeautifulSoup(app.get(path, headers=headers, **kwargs).body, "html.parser")


def words(node: Tag) -> str:
    return " ".join(node.get_text(" ").split())


def one(node: Tag, selector: str) -> Tag:
    found = node.select_one(selector)
    assert found, selector
    return found


def link(node: Tag, text: str) -> Tag:
    found = [a for a in node.select("a") if words(a) == text]
    assert found, text
    return found[0]


def values(node: Tag, selector: str, attribute: str) -> list[str]:
    return [str(found[attribute]) for found in node.select(selector)]


@pytest.fixture
def root(clean_db, clean_index):
    root = factories.SysadminWithToken(name="root")
    tk.get_action("bmagov_agency_load")({"user": "root"}, {"content": LIST, "include_historic": True})
    return root["token"]


@pytest.fixture
def datasets(root):
    add_dataset("law", "legal-office")
    add_dataset("secret-law", "legal-office", private=True)
    add_dataset("plan", "permanent-secretary-office")


class TestTree:
    def test_agencies_stand_in_groups_below_the_city(self, app, datasets):
        page = read(app, "/organization")
        assert [words(h) for h in page.select("main h2, .primary h2")] == ["กรุงเทพมหานคร กทม.", "สำนัก 3"]
        assert link(page, "สำนักงานกฎหมายและคดี").find_parent("details")
        assert page.select_one('nav[aria-label] a[aria-current="page"]')

    def test_english_readers_see_english_names_and_thai_ones_where_there_are_none(self, app, root):
        page = read(app, "/en/organization")
        assert page.find("a", string="Health Department")
        assert page.find("a", string="สำนักปลัดกรุงเทพมหานคร")
        assert "Departments" in words(page)

    def test_a_search_opens_what_it_finds(self, app, root):
        page = read(app, "/organization?q=กฎหมาย")
        assert link(page, "สำนักงานกฎหมายและคดี").find_parent("details", attrs={"open": True})
        assert not page.find("a", string="สำนักอนามัย")

    def test_a_search_without_result_says_so(self, app, root):
        assert "พบ 0 หน่วยงาน" in words(read(app, "/organization?q=ไม่มี"))

    def test_an_overlong_search_is_an_error_on_the_page(self, app, root):
        assert read(app, "/organization?q=" + "x" * 201).select_one("[role=alert]")

    def test_script_in_a_search_is_text(self, app, root):
        assert "<script>alert(1)" not in app.get("/organization?q=<script>alert(1)</script>").body

    def test_historic_agencies_show_when_asked_for(self, app, root):
        assert "สำนักผังเมือง" not in words(read(app, "/organization"))
        assert "สำนักผังเมือง" in words(read(app, "/organization?historic=1"))

    @pytest.mark.parametrize("query", ["view=list", "sort=title+desc", "page=1"])
    def test_cores_list_is_still_there(self, app, root, query):
        page = read(app, f"/organization?{query}")
        assert page.select_one("#organization-search-form select[name=sort]")
        assert page.select(".media-item")

    def test_counts_are_the_readers_own(self, app, root, datasets):
        def count(token=None):
            row = link(read(app, "/organization", token), "สำนักงานกฎหมายและคดี").find_parent("li")
            assert row
            return words(one(row, ".bmagov-agency-count"))

        assert (count(), count(root)) == ("1 ชุดข้อมูล", "2 ชุดข้อมูล")


class TestAgencyPage:
    def test_who_it_is_and_where_it_stands(self, app, root):
        helpers.call_action(
            "organization_patch", {"user": "root"}, id="health-department", phone="0 2203 2874",
            website="https://example.go.th", description="ดูแล<script>alert(1)</script>สุขภาพ",
        )  # fmt: skip
        page = read(app, "/organization/health-department")
        assert words(one(page, ".bmagov-agency-head h1")) == "สำนักอนามัย สนอ."
        assert words(one(page, ".bmagov-agency-other")) == "Health Department"
        crumbs = [words(item) for item in page.select(".breadcrumb li")][1:]
        assert crumbs == ["หน่วยงาน", "กรุงเทพมหานคร", "สำนักอนามัย"]
        assert "0 2203 2874" in words(one(page, ".bmagov-agency-contact"))
        assert not page.find("script", string="alert(1)")

    def test_it_speaks_english(self, app, root):
        page = read(app, "/en/organization/health-department")
        assert words(one(page, ".bmagov-agency-head h1")) == "Health Department"
        assert words(one(page, ".bmagov-agency-other")) == "สำนักอนามัย (สนอ.)"

    def test_an_agency_that_is_no_more_leads_to_its_successor_and_back(self, app, root):
        gone = one(read(app, "/organization/planning"), ".bmagov-agency-head")
        assert "ยุบหรือเปลี่ยนชื่อแล้ว" in words(gone)
        assert gone.select_one("a[href$='/organization/urban']")
        assert read(app, "/organization/urban").select_one(
            ".bmagov-agency-head a[href$='/organization/planning']"
        )

    def test_datasets_below_come_with_the_switch(self, app, datasets):
        path = "/organization/permanent-secretary-office"
        own, below = read(app, path), read(app, f"{path}?ext_bmagov_below=1")
        assert values(own, ".dataset-heading a", "href") == ["/dataset/plan"]
        assert set(values(below, ".dataset-heading a", "href")) == {"/dataset/plan", "/dataset/law"}
        english = read(app, "/en/organization/bma?ext_bmagov_below=1")
        assert "Legal Office" in words(one(english, "#search-results"))
        assert below.select_one("input[type=hidden][name=ext_bmagov_below][form=dataset-search-form]")
        numbers = [words(one(a, ".bmagov-agency-number")) for a in own.select(".bmagov-scope a")]
        assert numbers == ["1", "2"]

    def test_the_switch_opens_no_private_dataset(self, app, root, datasets):
        path = "/organization/bma?ext_bmagov_below=1"
        assert "secret-law" not in app.get(path).body
        assert "secret-law" in app.get(path, headers={"Authorization": root}).body
        assert "secret-law" not in app.get("/organization/about/legal-office").body

    def test_about_tells_codes_and_those_below(self, app, root):
        page = read(app, "/organization/about/permanent-secretary-office")
        assert "04000000" in words(one(page, ".additional-info"))
        assert link(one(page, "#agency-below"), "สำนักงานกฎหมายและคดี")

    def test_an_unknown_agency_is_not_found(self, app, root):
        app.get("/organization/nobody", status=404)


class TestForm:
    def post(self, app, token, path, **data):
        return app.post(
            path, headers={"Authorization": token}, data={**data, "save": ""}, follow_redirects=False
        )

    def test_an_agency_is_made_below_another(self, app, root):
        self.post(
            app,
            root,
            "/organization/new",
            title="กองทดสอบ",
            name="test",
            parent="health-department",
            code8="๐๘๐๑๐๐๐๐",
        )
        agency = helpers.call_action("organization_show", id="test")
        assert (agency["parent"], agency["code8"], agency["code4"]) == (
            "health-department",
            "08010000",
            "0801",
        )

    def test_errors_are_listed_with_links_and_nothing_is_lost(self, app, root):
        answer = self.post(
            app, root, "/organization/new", title="กองทดสอบ", name="test", code8="8000000", parent="bma"
        )
        page = BeautifulSoup(answer.body, "html.parser")
        assert values(page, "#agency-errors a", "href") == ["#field-code8"]
        assert one(page, "#field-code8")["value"] == "8000000"
        assert one(page, "#field-parent option[selected]")["value"] == "bma"
        assert model.Group.get("test") is None

    def test_an_agency_is_not_offered_to_itself_or_those_below(self, app, root):
        page = read(app, "/organization/edit/permanent-secretary-office", root)
        offered = set(values(page, "#field-parent option", "value"))
        assert offered == {"", "bma", "health-department", "planning", "urban"}

    def test_who_may_not_move_it_reads_where_it_belongs(self, app, root):
        admin = factories.UserWithToken()
        data = {"id": "health-department", "username": admin["name"], "role": "admin"}
        helpers.call_action("organization_member_create", {"user": "root"}, **data)
        page = read(app, "/organization/edit/health-department", admin["token"])
        assert words(one(page, "#field-parent")) == "กรุงเทพมหานคร"
        assert not page.select_one("select[name=parent]")
        fields = {"title": "อนามัยใหม่", "name": "health-department"}
        self.post(app, admin["token"], "/organization/edit/health-department", **fields)
        agency = helpers.call_action("organization_show", id="health-department")
        assert (agency["title"], agency["parent"]) == ("อนามัยใหม่", "bma")

    def test_every_field_speaks_the_readers_language(self, app, root):
        thai, english = read(app, "/organization/new", root), read(app, "/en/organization/new", root)
        assert "รหัสหน่วยงาน 8 หลัก" in words(thai)
        assert "Code of 8 digits" in words(english)
