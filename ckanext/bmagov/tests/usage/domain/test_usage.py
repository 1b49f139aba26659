"""What counts as use."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from ckanext.bmagov.usage.domain import Use, Visit, bursts, counts, shows_a_person

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PERSON = Visit(method="GET", status=200, user_agent=FIREFOX, fetch_mode="navigate")


def visit(**changes) -> Visit:
    return dataclasses.replace(PERSON, **changes)


@pytest.mark.parametrize("use", list(Use))
def test_a_person_with_a_browser_counts(use):
    assert counts(use, PERSON)


@pytest.mark.parametrize("use", list(Use))
@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "facebookexternalhit/1.1",
        "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
        "SomeSpider/1.0",
    ],
)
def test_a_crawler_never_counts(use, agent):
    assert not counts(use, visit(user_agent=agent))


@pytest.mark.parametrize(
    "agent", ["", "curl/8.5.0", "python-requests/2.32", "Wget/1.21", "Go-http-client/2.0"]
)
def test_a_script_downloads_and_calls_but_does_not_read_pages(agent):
    assert not counts(Use.VIEW, visit(user_agent=agent))
    assert counts(Use.DOWNLOAD, visit(user_agent=agent, fetch_mode=""))
    assert counts(Use.API_CALL, visit(user_agent=agent, fetch_mode="", method="POST"))


@pytest.mark.parametrize("status", [301, 304, 403, 404, 500, 503])
def test_a_page_that_was_not_shown_is_not_read(status):
    assert not counts(Use.VIEW, visit(status=status))


@pytest.mark.parametrize(
    ("status", "expected"), [(200, True), (302, True), (304, False), (403, False), (404, False)]
)
def test_a_download_is_a_file_or_the_way_to_it(status, expected):
    assert counts(Use.DOWNLOAD, visit(status=status)) is expected


@pytest.mark.parametrize("mode", ["cors", "no-cors", "same-origin"])
def test_a_preview_that_loads_the_file_is_no_download(mode):
    assert not counts(Use.DOWNLOAD, visit(fetch_mode=mode))


def test_a_file_fetched_in_pieces_is_one_download():
    pieces = [
        counts(Use.DOWNLOAD, visit(status=206, range=f"bytes={start}-{start + 99}"))
        for start in (0, 100, 200)
    ]
    assert pieces == [True, False, False]


def test_asking_for_the_headers_alone_is_no_use():
    assert not counts(Use.VIEW, visit(method="HEAD"))
    assert not counts(Use.DOWNLOAD, visit(method="HEAD"))


def test_a_page_loaded_ahead_has_no_reader_yet():
    assert not counts(Use.VIEW, visit(purpose="prefetch;prerender"))


@pytest.mark.parametrize(
    ("use", "agent", "somebody"),
    [
        (Use.DOWNLOAD, "Mozilla/5.0", True),
        (Use.API_CALL, "BusApp/2.0 (+https://bus.example.org)", True),
        (Use.VIEW, "Mozilla/5.0", False),
        (Use.DOWNLOAD, "python-requests/2.32", False),
        (Use.API_CALL, "curl/8.0", False),
        (Use.API_CALL, "", False),
    ],
)
def test_who_shows_that_data_are_used(use, agent, somebody):
    assert shows_a_person(use, Visit("GET", 200, agent)) is somebody


DAY = dt.date(2026, 11, 29)


def days(*counts: int) -> dict[dt.date, int]:
    """Return counts of the days that end today, the last one today."""
    return {DAY - dt.timedelta(days=back): count for back, count in enumerate(reversed(counts)) if count}


@pytest.mark.parametrize(
    ("counts", "flagged"),
    [
        ([3] * 30 + [400], True),
        ([0] * 30 + [25], True),  # from nothing
        ([0] * 30 + [19], False),  # few are never a burst
        ([50] * 30 + [400], False),  # well used, and a good day
        ([50] * 30 + [501], True),
        ([], False),
    ],
)
def test_a_burst_is_far_more_than_usual(counts, flagged):
    assert bursts(days(*counts)) == ((DAY,) if flagged else ())
