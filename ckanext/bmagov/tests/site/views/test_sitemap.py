from __future__ import annotations

import importlib
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from ckan.tests import factories as core

from ckanext.bmagov.tests import factories

if TYPE_CHECKING:
    from ckan.tests.helpers import CKANTestApp

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
SITE = "http://test.ckan.net"


def urls(app: CKANTestApp, path: str = "/sitemap.xml", kind: str = "url") -> list[str]:
    answer = app.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/xml")
    found = ET.fromstring(answer.get_data(as_text=True)).findall(f"s:{kind}/s:loc", NS)
    return [one.text or "" for one in found]


def test_it_lists_pages_agencies_categories_and_open_datasets(app: CKANTestApp):
    agency = factories.Agency()
    topic = core.Group()
    dataset = factories.Dataset(owner_org=agency["id"])
    draft = factories.Dataset(owner_org=agency["id"], state="draft")
    found = urls(app)
    assert {f"{SITE}/", f"{SITE}/dataset/", f"{SITE}/organization/", f"{SITE}/codelists"} <= set(found)
    assert f"{SITE}/organization/{agency['name']}" in found
    assert f"{SITE}/group/{topic['name']}" in found
    assert found[-1] == f"{SITE}/dataset/{dataset['name']}"
    assert not any(draft["name"] in url for url in found)
    assert len(found) == len(set(found))


def test_every_address_answers(app: CKANTestApp):
    factories.Dataset(owner_org=factories.Agency()["id"])
    for url in urls(app):
        assert app.get(url.removeprefix(SITE), follow_redirects=False).status_code == 200, url


def test_the_language_of_the_asker_changes_nothing(app: CKANTestApp):
    factories.Dataset(owner_org=factories.Agency()["id"])
    assert urls(app, "/en/sitemap.xml") == urls(app)


def test_more_than_a_file_can_hold_is_an_index_of_files(app: CKANTestApp, monkeypatch: pytest.MonkeyPatch):
    agency = factories.Agency()["id"]
    for _number in range(4):
        factories.Dataset(owner_org=agency)
    whole = urls(app)
    monkeypatch.setattr(importlib.import_module("ckanext.bmagov.site.views.sitemap"), "MOST_ADDRESSES", 3)
    files = urls(app, kind="sitemap")
    assert files[0] == f"{SITE}/sitemap.xml?page=1"
    parts = [urls(app, url.removeprefix(SITE)) for url in files]
    assert [url for part in parts for url in part] == whole
    assert max(map(len, parts)) == 3
    for page in ("0", "-1", "x", str(len(files) + 1), ""):
        assert app.get(f"/sitemap.xml?page={page}").status_code == 404


def test_robots_are_told_where_it_is(app: CKANTestApp):
    said = app.get("/robots.txt").get_data(as_text=True)
    assert f"\nSitemap: {SITE}/sitemap.xml\n" in said + "\n"
    assert "Disallow: /api/" in said
