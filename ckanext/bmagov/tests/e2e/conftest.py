"""A site with some content, and a browser to look at it."""

from __future__ import annotations

import shutil
import threading
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.bmagov.tests import browser as guard
from ckanext.bmagov.tests.factories import Agency, Dataset

if TYPE_CHECKING:
    from collections.abc import Iterator

SITE = "http://test.ckan.net"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


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


@pytest.fixture
def site(app, catalog) -> Iterator[str]:
    """The address of a running site that has the catalog."""
    server = make_server("127.0.0.1", 0, app.flask_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def browser():
    """Chromium; the test is skipped where there is none."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    guard.install()
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def page(app):
    """A page of a browser in which an editor is logged in; the site answers under its configured address."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    factories.User(name="keyboard", password="correct-horse-1")
    Agency(name="strategy", users=[{"name": "keyboard", "capacity": "editor"}])
    token = call_action("api_token_create", user="keyboard", name="e2e")["token"]
    server = make_server("127.0.0.1", 0, app.flask_app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    guard.install()
    guard.let_go()
    to_us = f"--host-resolver-rules=MAP test.ckan.net 127.0.0.1:{server.server_port}"
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, to_us])
        context = browser.new_context(
            viewport={"width": 360, "height": 800}, extra_http_headers={"Authorization": token}
        )
        opened = context.new_page()
        yield opened
        browser.close()
    server.shutdown()
