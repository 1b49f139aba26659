"""A map in a real browser: drawn, reached by the keyboard, on a phone, and when its shapes do not come."""

from __future__ import annotations

import json

import pytest

from ckan.tests.factories import Sysadmin

from ckanext.bmagov.tests.browser import SITE, let_go
from ckanext.bmagov.tests.factories import Dataset

from .test_look import faults

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")]

PARKS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [100.54 + number / 100, 13.73]},
            "properties": {"ชื่อสวน": f"สวนที่ {number}", "ประเภท": "สวนสาธารณะ"},
        }
        for number in range(1, 4)
    ],
}


@pytest.fixture
def address(create_with_upload) -> str:
    """Where the file is shown."""
    editor = Sysadmin()
    dataset = Dataset(name="parks", user=editor, resources=[])
    data = json.dumps(PARKS, ensure_ascii=False).encode()
    given = {"package_id": dataset["id"], "name": "สวนสาธารณะ"}
    file = create_with_upload(data, "parks.geojson", {"user": editor["name"]}, **given)
    let_go()
    return f"{SITE}/dataset/parks/resource/{file['id']}"


def test_a_map_is_drawn_and_its_places_are_reached_by_the_keyboard(page, address):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page.goto(f"{address}?map_column=ประเภท")
    page.wait_for_selector(".bmagov-map-drawn")
    assert page.locator(".bmagov-map canvas").count() == 1
    assert "สวนสาธารณะ (3)" in page.locator(".bmagov-map-legend").inner_text()
    page.locator(".bmagov-map-table summary").focus()
    page.keyboard.press("Enter")
    page.locator("[data-bmagov-place='2']").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".leaflet-popup-content")
    assert "สวนที่ 2" in page.locator(".leaflet-popup-content").inner_text()
    assert page.evaluate("document.activeElement.classList.contains('bmagov-map')")
    assert faults(page, axe, "the map") == []


def test_a_map_whose_shapes_do_not_come_says_so_and_leaves_the_table(page, address):
    page.route("**/api/3/action/bmagov_map_show**", lambda route: route.abort())
    page.goto(address)
    page.wait_for_selector(".bmagov-map-failed")
    assert page.locator(".bmagov-map-table tbody tr").count() == 3
