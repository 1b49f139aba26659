"""The frame of the pages and the home page, without a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from ckan.tests import factories

from ckanext.bmagov.tests.factories import Agency, Dataset

ROOT = Path(__file__).parents[3]
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")


def soup(app, url: str, **kwargs) -> BeautifulSoup:
    return BeautifulSoup(app.get(url, **kwargs).body, "html.parser")


def languages(page: BeautifulSoup) -> dict[str, str]:
    return {a["lang"]: a["href"] for a in page.select(".bmagov-languages a")}


class TestLanguages:
    @pytest.mark.parametrize("path", ["/", "/dataset/", "/about", "/user/login"])
    def test_both_are_links_on_every_page(self, app, path):
        page = soup(app, path)
        assert set(languages(page)) == {"th", "en"}
        assert page.select_one('.bmagov-languages a[aria-current="true"]')["lang"] == "th"

    def test_the_page_and_its_query_are_kept_letter_by_letter(self, app):
        query = (
            "q=%E0%B8%99%E0%B9%89%E0%B8%B3+%26+%22a%3Db%22&tags=%E0%B8%84%E0%B8%A5%E0%B8%AD%E0%B8%87&page=1"
        )
        thai = soup(app, f"/dataset/?{query}")
        english = soup(app, languages(thai)["en"])
        assert languages(thai)["en"] == f"/en/dataset/?{query}"
        assert languages(english)["th"] == f"/dataset/?{query}"
        assert english.html["lang"] == "en"

    def test_a_query_cannot_break_out_of_the_link(self, app):
        page = app.get('/dataset/?q="><script>alert(1)</script>')
        assert "<script>alert(1)" not in page.body

    @pytest.mark.ckan_config("ckan.root_path", "/data/{{LANG}}")
    def test_a_site_below_a_path_keeps_it(self, app):
        assert languages(soup(app, "/about")) == {"th": "/data/about", "en": "/data/en/about"}


class TestName:
    @pytest.mark.ckan_config("ckanext.bmagov.site_title_en", "A Catalog of Tests")
    def test_it_is_in_both_languages_the_readers_first(self, app):
        names = [
            soup(app, url).select_one(".bmagov-brand").get_text(" ", strip=True) for url in ("/", "/en/")
        ]
        assert names[1].startswith("A Catalog of Tests")
        assert "A Catalog of Tests" in names[0]

    @pytest.mark.ckan_config("ckanext.bmagov.site_title_en", "A Catalog of Tests")
    def test_an_english_page_has_an_english_title(self, app):
        assert soup(app, "/en/about").title.get_text(strip=True) == "About - A Catalog of Tests"


class TestHome:
    def test_an_empty_catalog_says_what_to_do(self, app):
        assert "ยังไม่มีชุดข้อมูล" in app.get("/").body
        assert "There are no datasets here yet" in app.get("/en/").body

    def test_an_editor_of_an_empty_catalog_is_shown_the_way(self, app):
        editor = factories.UserWithToken()
        Agency(users=[{"name": editor["name"], "capacity": "editor"}])
        page = soup(app, "/", headers={"Authorization": editor["token"]})
        assert page.select_one('main a[href="/dataset/new"]')

    def test_search_comes_first_and_needs_no_script(self, app):
        form = soup(app, "/").select_one("main form")
        assert (form["method"], form["action"], form.select_one("input")["name"]) == ("get", "/dataset/", "q")

    def test_it_shows_what_is_new_with_the_year_of_the_reader(self, app):
        dataset = Dataset(title="ระดับน้ำในคลอง", title_en="Canal water levels")
        thai, english = app.get("/").body, app.get("/en/").body
        year = int(dataset["metadata_created"][:4])
        assert "ระดับน้ำในคลอง" in thai
        assert re.search(rf"เพิ่มเมื่อ \d+ \S+ ({year + 543}|{year + 544})", thai)
        assert "Canal water levels" in english

    def test_it_shows_what_is_used(self, app):
        dataset = Dataset()
        assert "ยังไม่มีสถิติการใช้งาน" in app.get("/").body
        app.get(f"/dataset/{dataset['name']}", headers=BROWSER)
        assert "เข้าชม 1 ครั้ง" in app.get("/").body

    def test_what_the_reader_may_not_see_is_not_there(self, app):
        Dataset(title="แผนที่ท่อประปาลับ", private=True)
        assert "แผนที่ท่อประปาลับ" not in app.get("/").body

    def test_titles_are_text(self, app):
        Dataset(title="<img src=x onerror=alert(1)>")
        factories.Group(title="<script>alert(2)</script>", user=factories.Sysadmin())
        body = app.get("/").body
        assert "<img src=x" not in body
        assert "<script>alert(2)" not in body


class TestAbout:
    def test_there_is_text_before_anybody_wrote_one(self, app):
        assert "กรุงเทพมหานคร" in soup(app, "/about").select_one(".prose").get_text()

    @pytest.mark.ckan_config("ckan.site_about", "ถ้อยคำของผู้ดูแลระบบ")
    def test_an_administrators_own_words_stand_instead(self, app):
        assert "ถ้อยคำของผู้ดูแลระบบ" in app.get("/about").body


class TestNothingFromElsewhere:
    """A strict Content-Security-Policy must be possible, and no reader may be told to another site."""

    @pytest.mark.parametrize("path", ["/", "/dataset/", "/about", "/user/login"])
    def test_scripts_styles_fonts_and_pictures_are_our_own(self, app, path):
        page = soup(app, path)
        sources = [t["src"] for t in page.select("script[src], img[src]")]
        sources += [
            t["href"] for t in page.select('link[rel~="stylesheet"], link[rel~="preload"], link[rel~="icon"]')
        ]
        assert [url for url in sources if not re.match(r"/(?!/)", url)] == []

    def test_our_style_sheets_load_from_this_site_only(self):
        for sheet in [*ROOT.glob("assets/css/*.css"), *ROOT.glob("public/**/*.css")]:
            addresses = re.findall(r"url\(\"?([^)\"]+)", sheet.read_text(encoding="utf-8"))
            assert all(not re.match(r"(https?:)?//", address) for address in addresses), sheet.name

    def test_our_templates_carry_no_script_or_style_of_their_own(self):
        inline = re.compile(r"<style|\sstyle=|<script(?![^>]*(?:src|application/ld\+json))|\son\w+=")
        frame = [
            ROOT / "templates" / name for name in ("base.html", "page.html", "header.html", "footer.html")
        ]
        for template in [*frame, *ROOT.glob("templates/home/**/*.html")]:
            assert not inline.search(template.read_text(encoding="utf-8")), template.name


class TestFont:
    def test_every_font_of_the_style_sheet_is_shipped_and_small(self, app):
        css = (ROOT / "assets/css/theme.css").read_text(encoding="utf-8")
        names = re.findall(r"/bmagov/fonts/([\w-]+\.woff2)", css)
        assert len(names) == 4
        sizes = [len(app.get(f"/bmagov/fonts/{name}").data) for name in names]
        assert sum(sizes) < 50_000

    def test_its_licence_is_beside_it(self, app):
        assert "SIL OPEN FONT LICENSE" in app.get("/bmagov/fonts/OFL.txt").body
