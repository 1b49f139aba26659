from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from werkzeug.http import parse_options_header

from ckanext.bmagov.base.domain.file_name import LONGEST_NAME, file_name
from ckanext.bmagov.site.domain.web_headers import (
    HEADERS,
    INLINE,
    SANDBOX,
    Kind,
    SiteOfHeaders,
    disposition,
    headers_of,
    media_type,
    page_policy,
    parse_frames,
    parse_origin,
    parse_sources,
    typed,
)

PLAIN = SiteOfHeaders()


def directives(policy: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in policy.split(";"))}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_policy_and_nothing_is_guessed(kind: Kind):
    headers = headers_of(kind, PLAIN)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert directives(headers["Content-Security-Policy"])["default-src"] == ["'none'"]


@pytest.mark.parametrize("kind", [Kind.PAGE, Kind.VIEW])
def test_pages_run_no_code_but_that_of_the_site(kind: Kind):
    policy = directives(page_policy(kind, PLAIN))
    assert policy["script-src"] == ["'self'"]
    assert policy["base-uri"] == policy["object-src"] == ["'none'"]
    assert policy["form-action"] == policy["frame-ancestors"] == ["'self'"]
    assert "'unsafe-inline'" not in policy["style-src"]


def test_bytes_are_put_in_a_box():
    assert HEADERS[Kind.BYTES]["Content-Security-Policy"] == SANDBOX == "sandbox; default-src 'none'"


def test_only_views_are_framed_elsewhere_and_only_where_the_site_says():
    site = SiteOfHeaders(frames=("https://www.example.go.th",))
    view = headers_of(Kind.VIEW, site)
    assert directives(view["Content-Security-Policy"])["frame-ancestors"] == [
        "'self'",
        "https://www.example.go.th",
    ]
    assert "X-Frame-Options" not in view
    page = headers_of(Kind.PAGE, site)
    assert directives(page["Content-Security-Policy"])["frame-ancestors"] == ["'self'"]
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    anywhere = page_policy(Kind.VIEW, SiteOfHeaders(frames=("*",)))
    assert directives(anywhere)["frame-ancestors"] == ["*"]


def test_another_name_of_the_site_and_the_host_for_files_are_allowed_where_they_are_needed():
    policy = directives(
        page_policy(Kind.PAGE, SiteOfHeaders(origin="https://data.example", files="https://files.example"))
    )
    assert policy["script-src"] == ["'self'", "https://data.example"]
    assert "https://files.example" in policy["connect-src"]
    assert "https://files.example" not in policy["script-src"]
    assert policy["object-src"] == ["'none'"]


def test_sources_are_added_to_their_directive():
    parsed = parse_sources(
        "img-src https://tiles.example/v1/ https://*.maps.example; script-src 'sha256-" + "A" * 43 + "='"
    )
    site = SiteOfHeaders(sources=tuple((name, tuple(values)) for name, values in parsed.items()))
    policy = directives(page_policy(Kind.PAGE, site))
    assert policy["img-src"][-2:] == ["https://tiles.example/v1/", "https://*.maps.example"]
    assert policy["script-src"] == ["'self'", "'sha256-" + "A" * 43 + "='"]


@pytest.mark.parametrize(
    "text",
    [
        "script-src 'unsafe-inline'",
        "script-src 'unsafe-eval'",
        "script-src 'strict-dynamic'",
        "script-src 'nonce-abc'",
        "script-src *",
        "script-src https:",
        "script-src data:",
        "script-src https://*/",
        "script-src https://a.example\nX-Other: 1",
        "img-src https://a.example,https://b.example",
        "default-src https://a.example",
        "base-uri https://a.example",
        "frame-ancestors https://a.example",
        "img-src",
        "https://a.example",
        "img-src javascript://a.example",
        "img-src 'sha256-" + "A" * 43 + "='",
    ],
)
def test_what_would_open_the_policy_is_refused(text: str):
    with pytest.raises(ValueError):
        parse_sources(text)


def test_nothing_to_add_is_nothing():
    assert parse_sources("") == parse_sources(" ; ") == {}


@pytest.mark.parametrize(
    "text", ["example.go.th", "https://a.example/path", "'self'", "https:", "javascript:x"]
)
def test_frames_are_named_by_origin(text: str):
    with pytest.raises(ValueError):
        parse_frames(text)


def test_frames():
    assert parse_frames("https://a.example https://*.b.example:8443 *") == [
        "https://a.example",
        "https://*.b.example:8443",
        "*",
    ]


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("", ""),
        ("https://Files.Example.go.th/", "https://files.example.go.th"),
        ("http://127.0.0.1:5001", "http://127.0.0.1:5001"),
    ],
)
def test_an_origin_is_written_as_browsers_do(text: str, origin: str):
    assert parse_origin(text) == origin


@pytest.mark.parametrize(
    "text", ["files.example", "ftp://a.example", "https://a.example/x", "https://a b", "https://"]
)
def test_what_is_no_origin_is_refused(text: str):
    with pytest.raises(ValueError):
        parse_origin(text)


HOSTILE = [
    "text/html",
    "TEXT/HTML; charset=utf-8",
    "image/svg+xml",
    "application/xhtml+xml",
    "application/xml",
    "text/xml",
    "application/rss+xml",
    "text/xsl",
    "application/mathml+xml",
    "message/rfc822",
    "multipart/related",
    "text/javascript",
    "application/javascript",
    "application/x-shockwave-flash",
    "application/zip",
    "application/octet-stream",
    "application/json",
    "text/css",
    "text/markdown",
    "text/vtt",
    "application/vnd.ms-excel",
    "",
    "nonsense",
    "text/plain/html",
    "image/png, text/html",
    "text/html;text/plain",
]


@pytest.mark.parametrize("content_type", HOSTILE)
def test_what_may_run_is_kept_as_a_file(content_type: str):
    assert disposition(content_type, "a.csv").startswith("attachment")


@pytest.mark.parametrize("content_type", INLINE)
def test_what_cannot_run_is_opened_unless_it_is_meant_to_be_kept(content_type: str):
    assert disposition(content_type, "a") == 'inline; filename="a"'
    assert disposition(content_type, "a", keep=True) == 'attachment; filename="a"'


@pytest.mark.parametrize(
    ("content_type", "complete"),
    [
        ("text/plain", "text/plain; charset=utf-8"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/csv; charset=windows-874", "text/csv; charset=windows-874"),
        ("image/png", "image/png"),
        ("", "application/octet-stream"),
        ("nonsense", "application/octet-stream"),
        ("text/html, image/png", "application/octet-stream"),
        ("application/pdf", "application/pdf"),
    ],
)
def test_a_type_leaves_nothing_to_guess(content_type: str, complete: str):
    assert typed(content_type) == complete
    assert media_type(complete) == complete.split(";", maxsplit=1)[0]


def test_the_encoding_that_was_read_goes_before_what_is_said():
    assert typed("text/csv; charset=utf-8", "windows-874") == "text/csv; charset=windows-874"
    assert typed("application/zip", "windows-874") == "application/zip"


NAMES = [
    "รายงานประจำปี ๒๕๖๙.csv",
    "ข้อมูล; filename=x.html",
    'a"b.csv',
    "a\\b.csv",
    "a\r\nSet-Cookie: x=1.csv",
    "a\x00b.csv",
    "\u202egpj.exe",
    "../../etc/passwd",
    "100%.csv",
    "จ" * 400 + ".csv",
    "x.html.csv",
    "\ud800bad.csv",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_keeps_its_script_and_ends_no_header(name: str):
    header = disposition("text/csv", name)
    assert header.isascii()
    assert header.isprintable()
    what, options = parse_options_header(header)
    assert what == "inline"
    assert options["filename"] == file_name(name)
    assert set(options) == {"filename"}
    assert len(options["filename"]) <= LONGEST_NAME


def test_a_thai_name_is_there_twice_for_old_and_new_programs():
    header = disposition("application/zip", "ข้อมูล.zip")
    assert header.startswith("attachment; filename=\"file.zip\"; filename*=UTF-8''")
    coded = re.search(r"UTF-8''(\S+)$", header)
    assert coded
    assert unquote(coded[1]) == "ข้อมูล.zip"


@pytest.mark.parametrize("name", ["", "...", "\r\n", "/"])
def test_without_a_name_only_what_to_do_is_told(name: str):
    assert disposition("text/html", name) == "attachment"
