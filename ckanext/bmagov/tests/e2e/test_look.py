"""The look, in a real browser: accessible, no wider than the window, usable without a mouse or a script."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.e2e

WIDTHS = (360, 1440)

CORES_OWN = {"label-content-name-mismatch"}
"""Breaches in core's templates: facets whose `aria-label` does not repeat their text."""

LEVELS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def public_pages(catalog: dict[str, str]) -> list[str]:
    dataset = f"/dataset/{catalog['dataset']}"
    return [
        "/",
        "/en/",
        "/dataset/",
        "/en/dataset/?data_type=record",
        "/dataset/?q=ไม่มีคำนี้แน่นอน&data_type=record",
        "/organization/",
        f"/organization/{catalog['agency']}",
        "/group/",
        f"/group/{catalog['category']}",
        dataset,
        f"{dataset}/resource/{catalog['resource']}",
        "/codelists",
        "/dictionaries",
        "/about",
        "/api-guide",
        "/en/api-guide/files",
        "/user/login",
    ]


def pages_of_an_editor(catalog: dict[str, str]) -> list[str]:
    dataset = f"/dataset/{catalog['dataset']}"
    return ["/dashboard/work", dataset, f"/en{dataset}/resource/{catalog['resource']}"]


END_OF_MOTION = """document.getAnimations()
    .filter((motion) => motion.effect.getComputedTiming().endTime !== Infinity)
    .forEach((motion) => motion.finish())"""
"""Shows the page as it is after its fading and sliding: a colour halfway is nobody's choice."""


def faults(page, axe, path: str) -> list[str]:
    """What the open page breaks at each width: rules of WCAG, and the width itself."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(END_OF_MOTION)
        breaches = axe.run(page, options=LEVELS).response["violations"]
        found += [
            f"{path} at {width}: {breach['id']} at {breach['nodes'][0]['target']}"
            for breach in breaches
            if breach["id"] not in CORES_OWN
        ]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{path} is wider than {width}")
    return found


def test_pages_keep_wcag_2_2_aa_and_fit_the_window(site, browser, catalog):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    visitor = browser.new_context().new_page()
    editor = browser.new_context(extra_http_headers={"Authorization": catalog["token"]}).new_page()
    found = []
    for page, paths in ((visitor, public_pages(catalog)), (editor, pages_of_an_editor(catalog))):
        for path in paths:
            answer = page.goto(site + path)
            assert answer.ok, f"{path}: {answer.status}"
            found += faults(page, axe, path)
    assert found == []


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
    with page.expect_navigation():
        page.locator(".bmagov-search button").click()
    assert page.locator(f"a[href*='/dataset/{catalog['dataset']}']").first.is_visible()
    facet = page.locator(".filters .nav-facet").first
    assert not facet.is_visible()
    page.locator(".bmagov-show-filters").click()
    facet.wait_for()
    page.locator(".bmagov-hide-filters").click()
    with page.expect_navigation():
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
