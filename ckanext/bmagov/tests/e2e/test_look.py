"""The look, in a real browser: accessible, no wider than the window, usable without a mouse or a script."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.e2e

WIDTHS = (360, 1440)

CORES_OWN = {"label-content-name-mismatch"}
"""Breaches in core's templates: facets and resources whose `aria-label` does not repeat their text."""


def pages(catalog: dict[str, str]) -> list[str]:
    paths = [
        "/",
        "/dataset/",
        "/organization/",
        "/group/",
        "/about",
        "/user/login",
        f"/dataset/{catalog['dataset']}",
    ]
    paths.append(f"/organization/{catalog['agency']}")
    return [*paths, "/en/", "/en/dataset/"]


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_keep_wcag_2_2_aa_and_fit_the_window(site, browser, catalog, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = browser.new_page(viewport={"width": width, "height": 900})
    levels = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    breaches, too_wide = [], []
    for path in pages(catalog):
        page.goto(site + path)
        found = axe.run(page, options=levels).response["violations"]
        breaches += [
            f"{path}: {breach['id']} at {breach['nodes'][0]['target']}"
            for breach in found
            if breach["id"] not in CORES_OWN
        ]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            too_wide.append(path)
    assert (breaches, too_wide) == ([], [])


def test_the_thai_font_is_the_one_shipped(site, browser):
    page = browser.new_page()
    page.goto(site + "/")
    page.evaluate("document.fonts.ready.then(() => true)")
    loaded = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)")
    assert "Sarabun" in {name.strip('"') for name in loaded}


def test_the_keyboard_reaches_content_language_and_search_in_that_order(site, browser):
    page = browser.new_page()
    page.goto(site + "/")
    reached = []
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.id")
        )
    assert reached[0] == "#content"
    assert reached.index("/en/") < reached.index("/dataset/") < reached.index("field-main-search")


def test_what_has_the_focus_is_seen(site, browser):
    page = browser.new_page()
    page.goto(site + "/")
    for _ in range(8):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        where = page.evaluate("document.activeElement.outerHTML.slice(0, 80)")
        assert outline != "none", where


def test_without_javascript_a_phone_can_navigate_search_and_change_language(site, browser, catalog):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(site + "/")
    assert page.locator(".main-navbar a[href='/organization/']").is_visible()
    page.fill("#field-main-search", "ระดับน้ำ")
    page.locator(".bmagov-search button").click()
    assert page.locator(f"a[href*='/dataset/{catalog['dataset']}']").first.is_visible()
    assert page.locator(".filters .nav-facet").first.is_visible()
    page.locator(".bmagov-languages a[lang=en]").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert "q=" in page.url


def test_paper_shows_the_content_alone(site, browser, catalog):
    page = browser.new_page()
    page.goto(f"{site}/dataset/{catalog['dataset']}")
    page.emulate_media(media="print")
    assert page.locator("h1").first.is_visible()
    for hidden in (".bmagov-topbar", ".site-footer", ".main-navbar", ".secondary"):
        assert not page.locator(hidden).first.is_visible(), hidden
