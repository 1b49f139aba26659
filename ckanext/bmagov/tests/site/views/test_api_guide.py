"""The guide to the API: how to call this site, and every action of ours."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from ckanext.bmagov.capabilities import actions
from ckanext.bmagov.site.readers.api_reference import reference

GUIDE = "/api-guide"


def soup(app, url: str) -> BeautifulSoup:
    return BeautifulSoup(app.get(url).body, "html.parser")


def words(node) -> str:
    return node.get_text(" ", strip=True)


@pytest.mark.parametrize(("url", "title"), [(GUIDE, "คู่มือ API"), (f"/en{GUIDE}", "API guide")])
def test_the_guide_calls_this_site_and_leads_to_each_part(app, url, title):
    page = soup(app, url)
    main = page.select_one("[role=main]")
    assert words(main.h1) == title
    assert page.title.get_text().strip().startswith(title)
    assert "http://test.ckan.net/api/3/action/package_search" in words(main)
    leads = {str(link["href"]).rpartition("/")[2] for link in main.select(f'a[href*="{GUIDE}/"]')}
    assert leads == {*reference(), "openapi.json"}


def test_every_action_has_its_place_on_the_page_of_its_capability(app):
    there = set()
    for capability in reference():
        page = soup(app, f"/en{GUIDE}/{capability}")
        assert words(page.h1) != f"{capability}: API", "give it a title in site/words.py"
        there |= {str(one["aria-labelledby"]) for one in page.select("section.bmagov-api-action")}
        linked = {str(one["href"])[1:] for one in page.select("nav li a[href^='#bmagov_']")}
        assert linked == {one.name for one in reference()[capability]}
    assert there == {name for name in actions() if name.startswith("bmagov_")}


def test_the_page_of_a_part_is_in_the_readers_language(app):
    thai, english = (soup(app, f"{start}{GUIDE}/base") for start in ("", "/en"))
    assert "แสดงรายการรหัสหนึ่งรายการ" in words(thai.select_one('[aria-labelledby="bmagov_codelist_show"]'))
    one = english.select_one('[aria-labelledby="bmagov_date_parse"]')
    for expected in (
        "Everyone.",
        "GET",
        "only reads",
        "date , year",
        "must be given",
        "moment",
        "string or null",
    ):
        assert expected in words(one)
    assert words(english.select_one(".breadcrumb")).endswith("API guide Code lists and dates")


def test_parts_of_a_capability_have_headings_with_titles(app):
    page = soup(app, f"/en{GUIDE}/kpi")
    headings = [words(one) for one in page.select(".bmagov-api > h2")]
    assert headings
    assert set(headings).isdisjoint({one.room for one in reference()["kpi"]})


def test_there_is_no_page_for_what_there_is_not(app):
    assert app.get(f"{GUIDE}/nothing", expect_errors=True).status_code == 404


def test_the_footer_leads_to_the_guide(app):
    assert soup(app, "/about").select_one(f'footer a[href="{GUIDE}"]')


def test_it_is_made_once_in_a_process():
    assert reference() is reference()
