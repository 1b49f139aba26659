"""Many files dropped on the form at once: a row each, and one that is not taken holds no other up."""

from __future__ import annotations

import pytest

from ckan.tests.helpers import call_action

from ckanext.bmagov.tests.browser import SITE, let_go
from ckanext.bmagov.tests.factories import Draft

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("with_plugins", "clean_db")]

FILES = {
    "ประชากร_2569.csv": "เขต,จำนวน\nบางรัก,1\n",
    "form.exe": "MZ\x00\x00",
    "โรงเรียน รายเขต.csv": "เขต,โรงเรียน\nบางรัก,2\n",
}

DROP = """files => {
  const dropped = new DataTransfer();
  Object.entries(files).forEach(([name, text]) => dropped.items.add(new File([text], name)));
  const options = { dataTransfer: dropped, bubbles: true, cancelable: true };
  document.querySelector('[data-module=bmagov-form-files]').dispatchEvent(new DragEvent('drop', options));
}"""


def test_each_has_a_row_and_one_that_is_refused_is_told_in_its_own(page):
    agency = call_action("organization_show", id="strategy")
    draft = Draft(owner_org=agency["id"])
    let_go()
    page.goto(f"{SITE}/dataset/{draft['name']}/resource/new", wait_until="networkidle")
    page.evaluate(DROP, FILES)
    rows = page.locator("[data-bmagov-files] li")
    names = [box.input_value() for box in rows.locator("input").all()]
    assert names == ["ประชากร 2569", "form", "โรงเรียน รายเขต"]
    assert not page.locator("#field-name").is_visible()
    rows.nth(2).locator("input").fill("โรงเรียนในกรุงเทพมหานคร")

    page.locator("button.btn[value=done]").click()
    page.locator("[data-bmagov-files] li.has-error").wait_for()
    rows.nth(2).locator("span", has_text="บันทึกแล้ว").wait_for()
    assert "โปรแกรม" in rows.nth(1).text_content()
    stored = call_action("package_show", id=draft["id"])["resources"]
    assert [file["name"] for file in stored] == ["ประชากร 2569", "โรงเรียนในกรุงเทพมหานคร"]
    assert [file["format"] for file in stored] == ["CSV", "CSV"]
