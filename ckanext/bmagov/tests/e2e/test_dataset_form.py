"""The form in a real browser: filled in by the keyboard alone, with counts that follow."""

from __future__ import annotations

import pytest

from ckan.tests.helpers import call_action

from ckanext.bmagov.tests.browser import SITE, let_go

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("with_plugins", "clean_db")]


def focused(page) -> str:
    return page.evaluate("document.activeElement.name || document.activeElement.id")


def tab_to(page, name: str) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        if focused(page) == name:
            return
    pytest.fail(f"the keyboard does not reach {name}")


def test_a_draft_is_filled_in_by_the_keyboard_alone(page):
    page.goto(f"{SITE}/dataset/new?data_type=record", wait_until="networkidle")
    count = page.locator("nav [data-bmagov-count=identity]")
    assert count.text_content().strip() == "เหลือ 4 รายการ"
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    tab_to(page, "title")
    page.keyboard.type("ทะเบียนต้นไม้ใหญ่")
    assert count.text_content().strip() == "เหลือ 3 รายการ"

    tab_to(page, "objective")
    box = page.locator("#field-objective_other")
    assert not box.is_visible()
    while page.evaluate("document.activeElement.value") != "other":
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert box.is_visible()
    # The purpose is given now, but its words are not.
    assert count.text_content().strip() == "เหลือ 3 รายการ"
    page.keyboard.press("Tab")
    assert focused(page) == "objective_other"
    page.keyboard.type("ดูแลต้นไม้")
    assert count.text_content().strip() == "เหลือ 2 รายการ"

    tab_to(page, "update_frequency_unit")
    page.select_option("#field-update_frequency_unit", "never")
    assert not page.locator("#field-update_frequency_interval").is_visible()

    tab_to(page, "created_date")
    page.keyboard.type("1/10/2563")
    page.locator("#field-created_date-echo", has_text="1 ต.ค. 2563").wait_for()

    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/dataset/dataset-" in url)
    name = page.url.rsplit("/", 1)[-1]
    assert call_action("package_show", id=name)["objective_other"] == "ดูแลต้นไม้"


def test_errors_take_the_focus(page):
    page.goto(f"{SITE}/dataset/new?data_type=record", wait_until="networkidle")
    page.locator("button[value=publish]").focus()
    page.keyboard.press("Enter")
    page.locator("#bmagov-errors").wait_for()
    page.locator("#bmagov-errors:focus").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url.endswith("#field-title"))


def test_a_draft_saves_itself_and_what_is_not_saved_is_asked_about(page):
    page.clock.install()
    page.goto(f"{SITE}/dataset/new?data_type=record", wait_until="networkidle")
    page.fill("#field-title", "ทะเบียนคลอง")
    page.select_option("#field-owner_org", index=1)
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.clock.run_for(5_000)
    page.locator("[data-module=bmagov-form-keep]", has_text=":").wait_for()
    name = page.url.rsplit("/", 1)[-1]
    assert call_action("package_show", id=name)["title"] == "ทะเบียนคลอง"
    let_go()

    page.fill("#field-title", "ทะเบียนคลองทั้งหมด")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator(".bmagov-brand").click()
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    page.fill("#field-title_en", "Canals")
    page.locator("button[name=save][value=draft].btn").click()
    page.wait_for_url(lambda url: "/dataset/canals-" in url)
    assert call_action("package_show", id=page.url.rsplit("/", 1)[-1])["title"] == "ทะเบียนคลองทั้งหมด"
