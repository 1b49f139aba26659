"""Addresses are asked without being led into the inner network."""

from __future__ import annotations

import http.server
import threading

import pytest

from ckanext.bmagov.kpi.evidence.readers import link


class Handler(http.server.BaseHTTPRequestHandler):
    answers: dict[str, tuple[int, str]] = {  # noqa: RUF012 - a table of answers
        "/there": (200, ""),
        "/gone": (404, ""),
        "/broken": (500, ""),
        "/moved": (302, "/there"),
        "/inwards": (302, "http://169.254.169.254/latest/meta-data"),
        "/file": (302, "file:///etc/passwd"),
        "/round": (302, "/round"),
        "/no-head": (405, ""),
    }

    def do_HEAD(self):
        status, location = self.answers[self.path]
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.end_headers()

    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, format, *args):  # noqa: A002 - the name it has
        """Say nothing."""


@pytest.fixture
def server(monkeypatch):
    """A server that stands for one of the public internet."""
    found = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=found.serve_forever, daemon=True).start()
    real = link._public_address
    monkeypatch.setattr(
        link,
        "_public_address",
        lambda host, port: "127.0.0.1" if host == "data.example.go.th" else real(host, port),
    )
    yield f"http://data.example.go.th:{found.server_port}"
    found.shutdown()
    found.server_close()


@pytest.mark.parametrize(
    ("path", "answered"),
    [
        ("/there", True),
        ("/gone", False),
        ("/broken", None),
        ("/moved", True),
        ("/inwards", None),
        ("/file", None),
        ("/round", None),
        ("/no-head", True),
    ],
)
def test_what_an_address_says(server, path, answered):
    assert link.ask(server + path, [int(server.rpartition(":")[2])]).answered is answered


def test_other_ports_than_those_of_the_web_are_not_asked(server):
    assert link.ask(f"{server}/there").answered is None


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8983/solr",
        "http://[::1]/",
        "http://0x7f.1/",
        "http://localhost/",
        "http://169.254.169.254/",
        "http://10.0.0.1/",
        "ftp://example.go.th/",
        "http://[64:ff9b::7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://224.0.0.1/",
        "http://8.8.8.8:22/",
    ],
)
def test_the_inner_network_is_never_asked(url, monkeypatch):
    def asked(*args, **more):
        pytest.fail("a connection was made")

    monkeypatch.setattr(link, "_head", asked)
    assert link.ask(url).answered is None


@pytest.mark.parametrize("inner", ["10.0.0.1", "64:ff9b::a00:1", "::10.0.0.1", "fe80::1%eth0", "239.1.1.1"])
def test_a_name_that_stands_for_an_inner_address_is_not_asked(monkeypatch, inner):
    monkeypatch.setattr(
        link.socket,
        "getaddrinfo",
        lambda *args, **more: [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", (inner, 80))],
    )
    assert link._public_address("rebind.example.com", 80) is None
