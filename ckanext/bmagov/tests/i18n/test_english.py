"""The finder itself, so that the crawl cannot pass by being blind."""

from __future__ import annotations

import pytest

from ckanext.bmagov.tests.i18n.english import english_on


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>There are no datasets</p>", ["There are no datasets"]),
        ("<p>พบ 3 datasets found</p>", ["datasets found"]),
        ("<button>Cancel</button>", ["Cancel"]),
        ("<h1>404 Not Found</h1>", ["Not Found"]),
        ('<input placeholder="Search datasets...">', ["[placeholder] Search datasets"]),
        ('<input type="submit" value="Save">', ["[value] Save"]),
        ('<a data-bs-content="&lt;b&gt;Bold text&lt;/b&gt;">ช่วย</a>', ["[data-bs-content] Bold text"]),
        ("<title>เขต - Changes here - กทม.</title>", ["Changes here"]),
    ],
)
def test_english_is_found(html, found):
    assert english_on(html) == found


@pytest.mark.parametrize(
    "html",
    [
        "<p>ค้นหาชุดข้อมูล</p>",
        "<p>ดาวน์โหลด CSV, XLSX หรือ GeoJSON</p>",
        "<p>ใช้ CKAN Data API ได้</p>",
        "<p>Creative Commons Attribution Share-Alike</p>",
        "<p>https://example.go.th/open data@example.go.th bangkok-population demo_editor</p>",
        '<a lang="en" href="/en/">English version of this page</a>',
        "<pre>SELECT all FROM table</pre>",
        "<script>var text = 'Some english text';</script>",
        "<!-- Some english comment -->",
        '<option lang="en">English</option>',
    ],
)
def test_thai_names_addresses_and_code_are_let_through(html):
    assert english_on(html) == []
