"""Pages of categories, datasets, files and searches as their readers see them."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from ckan.tests import factories, helpers

from ckanext.bmagov.tests.factories import Agency, Dataset

GROUPS = ("/group/", "/en/group/")

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")


def soup(app, url: str, **kwargs) -> BeautifulSoup:
    return BeautifulSoup(app.get(url, **kwargs).body, "html.parser")


def words(node) -> str:
    return node.get_text(" ", strip=True)


@pytest.fixture
def category():
    return factories.Group(
        name="water-drainage",
        title="การระบายน้ำ",
        description="ระดับน้ำและคลอง",
        user=factories.Sysadmin(),
        extras=[
            {"key": "title_en", "value": "Drainage"},
            {"key": "description_en", "value": "Water levels and canals"},
        ],
    )


class TestCategories:
    def test_the_list_names_and_describes_them_in_the_readers_language(self, app, category):
        thai, english = (
            words(soup(app, url).select_one(".bmagov-tiles")) for url in ("/group/", "/en/group/")
        )
        assert "การระบายน้ำ ระดับน้ำและคลอง 0 ชุดข้อมูล" in thai
        assert "Drainage Water levels and canals 0 datasets" in english

    def test_the_list_counts_no_members(self, app, category):
        assert "สมาชิก" not in words(soup(app, "/group/").select_one("main, [role=main]"))

    def test_the_page_has_the_name_in_title_heading_and_path(self, app, category):
        page = soup(app, f"/en/group/{category['name']}")
        assert page.title.get_text().strip().startswith("Drainage - Categories")
        assert words(page.h1) == "Drainage"
        assert words(page.select_one(".breadcrumb")).endswith("Categories Drainage")

    def test_members_are_shown_to_those_who_keep_it_only(self, app, category):
        members = f"/group/members/{category['name']}"
        page = f"/group/{category['name']}"
        keeper = {"Authorization": factories.SysadminWithToken()["token"]}
        assert not soup(app, page).select(f'a[href="{members}"]')
        assert soup(app, page, headers=keeper).select(f'a[href="{members}"]')

    def test_the_tab_of_a_dataset_is_like_the_list(self, app, category):
        dataset = Dataset(groups=[{"name": category["name"]}])
        page = soup(app, f"/en/dataset/groups/{dataset['name']}")
        assert "Drainage" in words(page.select_one(".bmagov-tiles"))
        assert "Groups" not in words(page.select_one(".nav-tabs"))

    def test_who_may_sort_a_dataset_can_take_it_out(self, app, category):
        dataset = Dataset(groups=[{"name": category["name"]}])
        keeper = {"Authorization": factories.SysadminWithToken()["token"]}
        url = f"/dataset/groups/{dataset['name']}"
        button = soup(app, url, headers=keeper).select_one('button[name^="group_remove."]')
        assert button["name"] == f"group_remove.{category['id']}"


class TestBesideADataset:
    def test_its_categories_and_agency_are_named_in_the_readers_language(self, app, category):
        agency = Agency(title="สำนักการระบายน้ำ", title_en="Drainage Department", phone="0 2246 0317")
        dataset = Dataset(owner_org=agency["id"], groups=[{"name": category["name"]}])
        aside = words(soup(app, f"/en/dataset/{dataset['name']}").select_one(".secondary"))
        for expected in ("Drainage", "Drainage Department", "0 2246 0317", "Page views"):
            assert expected in aside

    def test_the_path_is_in_the_readers_language(self, app):
        agency = Agency(title="สำนักการระบายน้ำ", title_en="Drainage Department")
        dataset = Dataset(owner_org=agency["id"], title_en="Canal levels")
        path = words(soup(app, f"/en/dataset/{dataset['name']}").select_one(".breadcrumb"))
        assert path.endswith("Agencies / Drainage Department / Canal levels".replace(" / ", " "))

    def test_the_button_to_follow_can_be_reached_by_keyboard(self, app):
        reader = factories.UserWithToken()
        page = soup(app, f"/dataset/{Dataset()['name']}", headers={"Authorization": reader["token"]})
        button = page.select_one("#package-info button")
        assert "/dataset/follow/" in button["hx-post"]


class TestFiles:
    def test_a_link_has_its_facts_and_opens_without_a_script(self, app):
        dataset = Dataset()
        name = "รายชื่อสถานีวัดระดับน้ำอัตโนมัติในคลองสายหลักและคลองสายรองทุกแห่งของกรุงเทพมหานคร"
        helpers.call_action(
            "resource_create",
            {"user": factories.Sysadmin()["name"]},
            package_id=dataset["id"],
            url="https://example.go.th/list.csv",
            format="CSV",
            name=name,
            resource_last_updated_date="2026-05-07",
        )
        items = soup(app, f"/dataset/{dataset['name']}").select(".resource-item")
        item = next(item for item in items if name in words(item))
        assert "7 พ.ค. 2569" in words(item)
        assert item.select_one('a[href="https://example.go.th/list.csv"]')
        assert not item.select(".dropdown")

    def test_the_page_of_a_table_shows_its_first_rows_without_a_stored_view(self, app, create_with_upload):
        user = factories.Sysadmin()["name"]
        dataset = Dataset()
        data = "สถานี,ระดับน้ำ\nคลองแสนแสบ,0.42\n".encode()
        table = create_with_upload(
            data, "levels.csv", {"user": user}, package_id=dataset["id"], name="ระดับน้ำ", format="CSV"
        )
        for view in helpers.call_action("resource_view_list", id=table["id"]):
            helpers.call_action("resource_view_delete", {"user": user}, id=view["id"])
        page = soup(app, f"/dataset/{dataset['name']}/resource/{table['id']}")
        assert "คลองแสนแสบ" in words(page.select_one(".bmagov-preview table"))
        assert words(page.select_one(f'a[href="{table["url"]}"]')) == "ดาวน์โหลด"


class TestSearch:
    def test_nothing_found_says_what_to_try(self, app, category):
        Dataset()
        note = soup(app, "/dataset/?q=ไม่มีคำนี้แน่นอน&data_type=record").select_one(".bmagov-nothing")
        links = [a["href"] for a in note.select("a")]
        assert "/group/" in links
        assert any("q=" in link and "data_type" not in link for link in links)

    def test_filters_are_named_also_when_nothing_was_found(self, app, category):
        url = "/dataset/?q=ไม่มีคำนี้แน่นอน&data_type=record&groups=water-drainage"
        pills = words(soup(app, url).select_one(".bmagov-active-filters"))
        assert "ข้อมูลระเบียน" in pills
        assert "การระบายน้ำ" in pills
        english = words(soup(app, f"/en{url}").select_one(".bmagov-active-filters"))
        assert "Drainage" in english

    def test_an_empty_facet_has_no_heading(self, app):
        assert not soup(app, "/dataset/?q=ไม่มีคำนี้แน่นอน").select("#search-facets .module-heading")

    def test_the_way_to_the_filters_and_back_needs_no_script(self, app):
        Dataset()
        page = soup(app, "/dataset/")
        assert page.select_one("a.bmagov-show-filters")["href"] == "#search-facets"
        back = page.select_one("#search-facets a.bmagov-hide-filters")["href"]
        assert page.select_one(back)


class TestAccountBar:
    def test_each_link_says_where_it_leads(self, app):
        user = factories.UserWithToken()
        bar = soup(app, "/about", headers={"Authorization": user["token"]}).select_one(".account")
        for label in ("งานของฉัน", "ออกจากระบบ"):
            assert label in words(bar)


class TestLost:
    def test_an_address_where_nothing_is_offers_ways_on(self, app):
        page = soup(app, "/dataset/nothing-is-here", status=404)
        assert page.select_one("#error-content form")["action"] == "/dataset/"
        assert page.select_one('#error-content a[href="/group/"]')
