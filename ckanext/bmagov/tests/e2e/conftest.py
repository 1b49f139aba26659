"""A site with some content, and a browser to look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.bmagov.tests import browser as guard
from ckanext.bmagov.tests.factories import Agency, Dataset

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def catalog(clean_db, clean_index, create_with_upload) -> dict[str, str]:
    """One dataset with a table, of one agency in one category; the token of one who may edit it."""
    admin = factories.SysadminWithToken()
    agency = Agency(kind="bureau", title="สำนักการระบายน้ำ", title_en="Drainage Department")
    category = factories.Group(title="การระบายน้ำและคุณภาพน้ำ", user=admin)
    dataset = Dataset(
        user=admin,
        owner_org=agency["id"],
        title="ระดับน้ำในคลองสายหลักรายชั่วโมงของสถานีวัดระดับน้ำทั้งหมด",
        groups=[{"name": category["name"]}],
    )
    table = create_with_upload(
        "สถานี,เวลา,ระดับน้ำ\nคลองแสนแสบ,08:00,0.42\nคลองลาดพร้าว,08:00,0.57\n".encode(),
        "levels.csv",
        {"user": admin["name"]},
        package_id=dataset["id"],
        name="ระดับน้ำย้อนหลัง 10 วัน",
        format="CSV",
    )
    guard.let_go()
    return {
        "dataset": dataset["name"],
        "resource": table["id"],
        "agency": agency["name"],
        "category": category["name"],
        "token": admin["token"],
    }


@pytest.fixture(scope="package")
def front() -> Iterator[guard.Front]:
    """A browser for all tests of this room."""
    with guard.front() as opened:
        yield opened


@pytest.fixture
def served(app, front) -> Iterator[guard.Front]:
    """The browser, to which the site of this test answers."""
    with front.shows(app.flask_app):
        yield front


@pytest.fixture
def site(served, catalog) -> str:
    """The address of a running site that has the catalog."""
    return served.address


@pytest.fixture
def browser(served) -> Any:
    """Chromium; what a test opens in it is closed afterwards."""
    return served.browser


@pytest.fixture
def page(served) -> Any:
    """A page of a browser in which an editor is logged in; the site answers under its configured address."""
    factories.User(name="keyboard", password="correct-horse-1")
    Agency(name="strategy", users=[{"name": "keyboard", "capacity": "editor"}])
    token = call_action("api_token_create", user="keyboard", name="e2e")["token"]
    guard.let_go()
    context = served.browser.new_context(
        viewport={"width": 360, "height": 800}, extra_http_headers={"Authorization": token}
    )
    return context.new_page()
