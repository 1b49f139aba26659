"""The editor of dictionaries in a real browser: keys, clipboard, undo, saving, two people, a phone."""

from __future__ import annotations

from typing import Any

import pytest

from ckan.tests.helpers import call_action

from ckanext.bmagov.tests.browser import SITE, let_go
from ckanext.bmagov.tests.factories import Dataset, resource

from .test_look import faults

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("with_plugins", "clean_db")]

COLUMNS = [
    {"name": "id", "type": "integer", "primary_key": True, "description": "เลขลำดับ"},
    {"name": "income", "label_th": "รายได้", "type": "number"},
]


@pytest.fixture
def file(page) -> tuple[str, str]:
    """Name of a dataset and id of its file."""
    dataset = Dataset(
        name="clinic", owner_org=call_action("organization_show", id="strategy")["id"], resources=[resource()]
    )
    let_go()
    return dataset["name"], dataset["resources"][0]["id"]


def save(file: tuple[str, str], columns: list[dict[str, Any]], **more: Any) -> None:
    call_action("bmagov_dictionary_update", id=file[1], columns=columns, **more)
    let_go()


def stored(file: tuple[str, str]) -> list[dict[str, Any]]:
    found = call_action("bmagov_dictionary_show", id=file[1])["tables"][0]["columns"]
    let_go()
    return found


def open_editor(page, file: tuple[str, str], width: int = 1440, query: str = "") -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{SITE}/dataset/{file[0]}/dictionary/{file[1]}/edit{query}", wait_until="networkidle")


def cell(page, row: int, column: int):
    return page.locator(f"[role=row][aria-rowindex='{row + 1}'] [aria-colindex='{column + 1}']")


def at(page) -> tuple[int, int]:
    """Row and column of the cell that has the focus."""
    return tuple(
        page.evaluate(
            "(() => { const c = document.activeElement; const r = c.closest('[aria-rowindex]');"
            " return [r.getAttribute('aria-rowindex') - 1, c.getAttribute('aria-colindex') - 1]; })()"
        )
    )


def write(page, text: str) -> None:
    """Type Thai, which the driver puts in without a key being pressed: the cell is opened first."""
    page.keyboard.press("F2")
    page.keyboard.type(text)


def paste(page, text: str) -> None:
    page.evaluate(
        "text => { const data = new DataTransfer(); data.setData('text/plain', text);"
        " document.activeElement.dispatchEvent(new ClipboardEvent('paste',"
        " { clipboardData: data, bubbles: true, cancelable: true })); }",
        text,
    )


def saved(page, file: tuple[str, str]) -> list[dict[str, Any]]:
    page.keyboard.press("Control+s")
    page.wait_for_url(lambda url: url.endswith(file[1]))
    return stored(file)


def test_a_dictionary_is_made_by_the_keyboard_alone(page, file):
    open_editor(page, file, query="?blank=1")
    while page.evaluate("document.activeElement.getAttribute('role')") != "gridcell":
        page.keyboard.press("Tab")
    page.keyboard.type("income")
    page.keyboard.press("Tab")
    write(page, "รายได้")
    page.keyboard.press("Tab")
    write(page, "ทศนิยม")
    assert page.locator("[role=listbox] [aria-selected=true] strong").text_content() == "จำนวนทศนิยม"
    page.keyboard.press("Tab")
    write(page, "รายได้ต่อเดือน")
    page.keyboard.press("Enter")
    assert at(page) == (2, 4)
    assert "1 จาก 1" in page.locator("[data-bmagov-count]").text_content()
    page.keyboard.press("Home")
    page.keyboard.type("year")
    page.keyboard.press("Escape")
    assert cell(page, 2, 1).text_content().strip() == ""
    page.keyboard.type("income")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    assert cell(page, 2, 1).get_attribute("aria-invalid") == "true"
    page.keyboard.press("Control+z")
    assert cell(page, 2, 1).get_attribute("aria-invalid") is None
    page.keyboard.press("Control+y")
    page.keyboard.press("F2")
    page.keyboard.type("_2")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    assert at(page) == (1, 1)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('[role=grid]')")
    page.keyboard.press("Control+s")
    page.wait_for_url(lambda url: url.endswith(file[1]))
    assert stored(file) == [
        {"name": "income_2"},
        {"name": "income", "label_th": "รายได้", "type": "number", "description": "รายได้ต่อเดือน"},
    ]


def test_cells_from_excel_are_pasted_with_headings_and_breaks(page, file):
    save(file, COLUMNS)
    open_editor(page, file)
    cell(page, 2, 1).click()
    paste(page, 'b\tป้าย\tvarchar\t"สอง\nบรรทัด"\r\nc\t\tวันที่\t\r\n')
    assert saved(page, file)[1:] == [
        {"name": "b", "label_th": "ป้าย", "type": "text", "description": "สอง\nบรรทัด"},
        {"name": "c", "type": "date"},
    ]
    open_editor(page, file)
    cell(page, 1, 1).click()
    paste(page, "ชนิดข้อมูล\tชื่อคอลัมน์\tค่าต่ำสุด\tคีย์หลัก\nจำนวนเต็ม\tnumber\t1\tใช่")
    found = saved(page, file)
    assert found[0] == {
        "name": "number",
        "type": "integer",
        "minimum": "1",
        "primary_key": True,
        "description": "เลขลำดับ",
    }
    assert len(found) == 3


def test_what_the_server_refuses_is_shown_at_the_cell_and_nothing_is_lost(page, file):
    save(file, COLUMNS)
    open_editor(page, file)
    cell(page, 2, 3).click()
    write(page, "ชนิดแปลก")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    page.locator("[data-bmagov-problems] button").first.click()
    assert at(page) == (2, 3)
    assert "ชนิดแปลก" in cell(page, 2, 3).text_content()
    assert stored(file)[1]["type"] == "number"


def test_two_people_are_joined(page, file):
    save(file, COLUMNS)
    open_editor(page, file)
    cell(page, 2, 4).click()
    write(page, "ของฉัน")
    page.keyboard.press("Enter")
    save(file, [COLUMNS[0], {**COLUMNS[1], "unit": "บาท"}], version=1)
    page.keyboard.press("Control+s")
    page.locator("[data-bmagov-take=merge]").click()
    assert stored(file)[1].get("description") is None
    found = saved(page, file)
    assert (found[1]["unit"], found[1]["description"]) == ("บาท", "ของฉัน")


def test_leaving_with_changes_is_asked_about(page, file):
    save(file, COLUMNS)
    open_editor(page, file)
    cell(page, 2, 4).click()
    write(page, "ยังไม่บันทึก")
    page.keyboard.press("Enter")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{SITE}/about")
    assert asked == ["beforeunload"]


def test_on_a_phone_columns_are_cards(page, file):
    save(file, COLUMNS)
    open_editor(page, file, width=360)
    page.locator(".bmagov-card-head").nth(1).click()
    page.locator(".bmagov-card-body textarea").first.fill("รายได้ต่อเดือน")
    page.locator(".bmagov-card-tools button", has_text="เลื่อนขึ้น").click()
    page.locator("[data-do=add]").click()
    page.keyboard.type("third")
    small = page.evaluate(
        "[...document.querySelectorAll('.bmagov-editor button, .bmagov-editor input, .bmagov-editor select')]"
        ".filter(e => e.offsetParent && e.type !== 'checkbox' && !e.closest('.visually-hidden')"
        " && !e.matches('.visually-hidden')).map(e => e.getBoundingClientRect().height).filter(h => h < 43.5)"
    )
    assert small == []
    page.locator("[data-bmagov-save]").click()
    page.wait_for_url(lambda url: url.endswith(file[1]))
    assert [one["name"] for one in stored(file)] == ["income", "id", "third"]


def test_only_rows_in_sight_are_in_the_page(page, file):
    save(file, [{"name": f"c{n}", "type": "text"} for n in range(300)])
    open_editor(page, file)
    cell(page, 1, 1).click()
    page.keyboard.press("Control+End")
    assert at(page)[0] == 300
    assert page.locator(".bmagov-grid-body [role=row]").count() < 60
    assert page.locator("[role=grid]").get_attribute("aria-rowcount") == "301"


def test_the_pages_keep_wcag(page, file):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    tables = [
        {"name": "a", "columns": [*COLUMNS, {"name": "b", "references": "b.id"}]},
        {"name": "b", "columns": [{"name": "id", "allowed": [{"value": "1", "label_th": "หนึ่ง"}]}]},
    ]
    call_action("bmagov_dictionary_update", id=file[1], tables=tables)
    save(file, COLUMNS, version=1)
    call_action("bmagov_dictionary_update", id=file[1], tables=tables, version=2)
    let_go()
    of_file = f"/dataset/{file[0]}/dictionary/{file[1]}"
    paths = ("", "/edit", "/versions", "/diff", "/delete", "?version=2")
    found = []
    for path in (*(of_file + path for path in paths), f"/en{of_file}/edit", f"/dataset/{file[0]}/dictionary"):
        page.goto(SITE + path, wait_until="networkidle")
        found += faults(page, axe, path)
    assert found == []
