from __future__ import annotations

import pytest

from ckanext.bmagov.domain.url import clean_url, url_problem


@pytest.mark.parametrize(
    "url", ["https://data.bangkok.go.th/a?b=1#c", "HTTP://example.org", "http://8.8.8.8/x"]
)
def test_addresses_of_the_web_are_fine(url):
    assert url_problem(url, public_only=True) == ""


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "vbscript:x", "data:text/html,x", "//evil.example", "file:///etc/passwd",
     "gopher://x.example", "ftp://x.example", "report.csv"],
)  # fmt: skip
def test_other_schemes_are_refused(url):
    assert url_problem(url) == "URL-SCHEME"


@pytest.mark.parametrize("url", ["http://", "http://[::1", "http://a.example:port/"])
def test_what_is_no_address_is_refused(url):
    assert url_problem(url) == "URL-FORMAT"


@pytest.mark.parametrize(
    "host",
    ["169.254.169.254", "127.0.0.1:8983", "[::1]", "0x7f.1", "2130706433", "10.0.0.1", "192.168.1.1",
     "localhost", "solr", "db.local", "metadata.google.internal", "[::ffff:127.0.0.1]", "localhost."],
)  # fmt: skip
def test_machines_of_an_inner_network_are_refused(host):
    assert url_problem(f"http://{host}/x", public_only=True) == "URL-NOT-ALLOWED"


def test_blanks_that_come_with_copying_are_left_out():
    assert clean_url(" https://example.org/\n a.csv ") == "https://example.org/a.csv"
