"""The audit's pages in a real browser, in both languages: accessible, no wider than a phone."""

from __future__ import annotations

import pytest

from ckanext.bmagov.tests.e2e.test_look import faults
from ckanext.bmagov.tests.e2e.test_workspace import office  # noqa: F401 - a fixture
from ckanext.bmagov.tests.kpi.evidence.views.test_workspace import AGENCY, ROOT

pytestmark = pytest.mark.e2e

PAGES = (
    "/kpi/2570",
    f"/kpi/2570/{AGENCY}",
    "/kpi/queue",
    "/kpi/2570/risk",
    "/kpi/register",
    "/kpi/register/new",
    "/kpi/register/import",
    "/kpi/calendar/2570",
    "/kpi/2570/public",
    "/kpi/rules",
    "/kpi/rules/database/2570/1",
    "/kpi/rules/compare?a=database/2564/1&b=database/2570/1",
    "/kpi/rules/database/2570/1/try?run=1",
    "/kpi/rules/draft",
    f"{ROOT}/governance",
    f"{ROOT}/systems",
    f"{ROOT}/register",
    f"{ROOT}/report",
)


@pytest.mark.parametrize("language", ["", "/en"], ids=["th", "en"])
def test_pages_keep_wcag_2_2_aa_and_fit_a_phone(office, served, language):  # noqa: F811
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    headers = {"Authorization": office.tokens["auditor"]["token"]}
    page = served.browser.new_context(extra_http_headers=headers).new_page()
    found = []
    for path in PAGES:
        answer = page.goto(f"{served.address}{language}{path}")
        assert answer.ok, f"{path}: {answer.status}"
        found += faults(page, axe, path)
    assert found == []
