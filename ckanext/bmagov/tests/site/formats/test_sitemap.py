from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET

from ckanext.bmagov.site.formats import Address, render, render_index

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def test_addresses_with_and_without_a_time():
    text = render(
        [
            Address("https://d.go.th/?a=1&b=2"),
            Address("https://d.go.th/x", dt.datetime.fromisoformat("2026-01-31T08:05")),
        ]
    )
    root = ET.fromstring(text)
    assert [one.text for one in root.findall("s:url/s:loc", NS)] == [
        "https://d.go.th/?a=1&b=2",
        "https://d.go.th/x",
    ]
    assert [one.text for one in root.findall("s:url/s:lastmod", NS)] == ["2026-01-31T08:05:00Z"]


def test_an_empty_catalog_has_a_sitemap():
    assert ET.fromstring(render([])).tag.endswith("urlset")


def test_an_index_names_its_files():
    root = ET.fromstring(render_index(["https://d.go.th/sitemap.xml?page=1&x"]))
    assert root.find("s:sitemap/s:loc", NS).text == "https://d.go.th/sitemap.xml?page=1&x"  # pyright: ignore[reportOptionalMemberAccess]
