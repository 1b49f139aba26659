"""An agency's workspace in a real browser: accessible, no wider than a phone, complete on paper."""

from __future__ import annotations

import pytest

from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.browser import let_go
from ckanext.bmagov.tests.e2e.test_look import faults
from ckanext.bmagov.tests.kpi.evidence.views.test_workspace import ROOT, Office

pytestmark = pytest.mark.e2e


@pytest.fixture
def office(with_plugins, clean_db, clean_index, app, ckan_config, tmp_path, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))
    office = Office(app)
    dataset = factories.Dataset(owner_org=office.agency, title="การพัฒนาสื่อสังคมออนไลน์เชิงรุก")
    office.upload()
    office.act(
        "editor", "proposal_update", title="ฐานสื่อ", origin="new", importance="ก", dataset=dataset["name"]
    )
    office.act("editor", "progress_create", day="28/10/2569", text="แต่งตั้งคณะทำงาน", percent="10")
    office.act("editor", "use_create", kind="inside", description="ใช้วางแผน", evidence=["http://a.go.th/"])
    let_go()
    return office


@pytest.fixture
def look(office, served):
    """Open a page of the workspace as somebody."""

    def opened(who, path="", language=""):
        headers = {"Authorization": office.tokens[who]["token"]}
        page = served.browser.new_context(extra_http_headers=headers).new_page()
        answer = page.goto(f"{served.address}{language}{ROOT}{path}")
        assert answer.ok, f"{path}: {answer.status}"
        return page

    return opened


def test_pages_keep_wcag_2_2_aa_and_fit_a_phone(look):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    asked = [("editor", one) for one in ("", "/documents", "/progress", "/uses", "/database", "/words")]
    found = []
    for who, path in (*asked, ("admin", "/submit"), ("auditor", "")):
        found += faults(look(who, path), axe, path or "/")
    assert found == []


def test_paper_shows_results_and_reasons_without_forms(look):
    page = look("editor")
    page.emulate_media(media="print")
    assert page.locator(".bmagov-kpi-figures").is_visible()
    assert page.locator("#criterion-2\\.1\\.1").is_visible()
    for hidden in (".bmagov-kpi-nav", ".bmagov-kpi-years"):
        assert not page.locator(hidden).first.is_visible(), hidden
