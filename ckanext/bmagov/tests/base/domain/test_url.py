from __future__ import annotations

from urllib.parse import unquote_to_bytes

import pytest

from ckanext.bmagov.base.domain.url import WEB_PORTS, clean_url, is_own_address, url_problem


@pytest.mark.parametrize(
    "url",
    ["https://data.bangkok.go.th/a?b=1#c", "HTTP://example.org", "http://8.8.8.8/x", "http://[2001:4860:4860::8888]/",
     "http://[64:ff9b::808:808]/", "http://[::ffff:8.8.8.8]/", "http://[2002:808:808::1]/", "http://ก.ไทย/",
     "https://4chan.example.org/", "http://1.1.1.1.example.org/"],
)  # fmt: skip
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
     "localhost", "solr", "db.local", "metadata.google.internal", "[::ffff:127.0.0.1]", "localhost.",
     # IPv4 addresses inside IPv6 ones: NAT64, compatible, 6to4, ISATAP; Teredo leads anywhere
     "[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[::127.0.0.1]", "[::8.8.8.8]", "[2002:7f00:1::1]",
     "[2002:a00:1::]",
     "[2001:4860::5efe:10.0.0.1]", "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
     # groups, nobody's, shared, documentation, reserved, link-local
     "224.0.0.1", "239.255.255.250", "[ff02::1]", "[ff0e::1]", "0.0.0.0", "0.1.2.3", "100.64.0.1",
     "192.0.2.1",
     "198.51.100.7", "203.0.113.9", "[2001:db8::1]", "240.0.0.1", "255.255.255.255",
     "192.88.99.1", "198.18.0.1",
     "[fe80::1]", "[fc00::1]", "[fec0::1]", "[::]", "[100::1]", "[4000::1]",
     # numbers in disguise
     "017700000001", "0x7f000001", "127.1", "010.0.0.1", "0x0a.0.0.1", "127.0.0.1.", "1.2.3.4.5",
     "%31%32%37.0.0.1",
     "１２７.0.0.1", "127。0。0。1", "８.8", "printer.lan", "1.0.0.127.in-addr.arpa"],
)  # fmt: skip
def test_machines_of_an_inner_network_are_refused(host):
    assert url_problem(f"http://{host}/x", public_only=True) == "URL-NOT-ALLOWED"


def test_blanks_that_come_with_copying_are_left_out():
    assert clean_url(" https://example.org/\n a.csv ") == "https://example.org/a.csv"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ต\u0e4d\u0e32บล.csv", "ต\u0e4d\u0e32บล.csv"),  # sara am in two parts
        ("เเผนที่.csv", "เเผนที่.csv"),  # sara e twice
        ("๒๕๖๙ “ก”…", "๒๕๖๙%20“ก”…"),
        ("ก\u00a0ข", "ก%C2%A0ข"),
        ("x\u200by", "x%E2%80%8By"),
        ("a%20b+c", "a%20b+c"),
    ],
)
def test_an_address_keeps_its_bytes(typed, stored):
    address = f"https://data.example.go.th/{stored}"
    assert clean_url(f"https://data.example.go.th/{typed}") == address
    assert clean_url(address) == address
    assert unquote_to_bytes(address) == unquote_to_bytes(f"https://data.example.go.th/{typed}")


@pytest.mark.parametrize(
    "url", ["https://data example.go.th/", "https://a.example.go.th/<id>", "https://a.example.go.th/a\\b"]
)
def test_what_cannot_be_an_address_is_refused(url):
    assert url_problem(clean_url(url)) == "URL-FORMAT"


@pytest.mark.parametrize(
    ("url", "code"),
    [("http://example.org/", ""), ("https://example.org/", ""), ("https://example.org:443/", ""),
     ("http://example.org:22/", "URL-PORT"), ("https://example.org:6379/", "URL-PORT"),
     ("http://example.org:0/", ""),
     ("http://example.org:8080/", "")],
)  # fmt: skip
def test_only_the_ports_that_are_meant(url, code):
    assert url_problem(url, public_only=True, ports=WEB_PORTS | {8080}) == code


SITE = "https://data.bangkok.go.th"


@pytest.mark.parametrize(
    "text", ["/", "/dataset/x?a=1#c", "/th/dataset/น้ำ", SITE, f"{SITE}/", f"{SITE}/user/me"]
)
def test_pages_of_the_site_may_be_returned_to(text):
    assert is_own_address(text, SITE)


@pytest.mark.parametrize(
    "text",
    ["", "evil", "//evil.example", "/\\evil.example", "\\\\evil", f"{SITE}.evil.example/",
     f"{SITE}@evil.example/",
     f"{SITE}//evil.example", "https://evil.example/", "javascript:alert(1)",
     "/\t/evil", "/a\r\nX: y", " //evil",
     "http://data.bangkok.go.th/"],
)  # fmt: skip
def test_nothing_else_may(text):
    assert not is_own_address(text, SITE)
