"""What counts as use of a dataset, and who shows it. Numbers only: nothing about a person is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping


class Use(StrEnum):
    """The ways a dataset is used; each is a column of the counter."""

    VIEW = "views"
    """The dataset's page was read in a browser."""
    DOWNLOAD = "downloads"
    """A file was fetched, by a person or by a person's script."""
    API_CALL = "api_calls"
    """A program asked the API for the dataset, a resource or rows of a table."""


@dataclass(frozen=True)
class Visit:
    """What the rule needs to know of a request, as HTTP states it."""

    method: str
    status: int
    user_agent: str = ""
    range: str = ""
    """`Range` header: players and resuming clients fetch one file in many pieces."""
    fetch_mode: str = ""
    """`Sec-Fetch-Mode`: tells a click from a picture or a script that loads the same address."""
    purpose: str = ""
    """`Sec-Purpose` or `Purpose`: a browser that loads ahead has no reader yet."""


CRAWLERS = re.compile(
    r"bot\b|bot[/;_-]|crawl|spider|slurp|archiver|facebookexternalhit|preview|monitor|pingdom|uptime|lighthouse"
    r"|headlesschrome|validator|linkcheck",
    re.IGNORECASE,
)
"""Programs that visit everything. They name themselves so; one that lies is counted."""

SCRIPTS = re.compile(
    r"^$|curl|wget|python|aiohttp|httpx|java/|okhttp|go-http-client|ruby|perl|libwww|node-fetch|axios|postman|powershell",
    re.IGNORECASE,
)
"""Programs that people write: they download and call the API, but do not read pages."""

ANSWERED = {Use.VIEW: {200}, Use.DOWNLOAD: {200, 206, 301, 302, 303, 307, 308}, Use.API_CALL: {200}}
"""Statuses that gave the user what was asked for; a redirect leads to the file."""


def counts(use: Use, visit: Visit) -> bool:
    """Tell whether this visit is one use of that kind."""
    if visit.status not in ANSWERED[use] or CRAWLERS.search(visit.user_agent):
        return False
    if use is Use.API_CALL:
        return True
    if visit.method != "GET" or "prefetch" in visit.purpose.lower():
        return False
    if use is Use.VIEW:
        return not SCRIPTS.search(visit.user_agent)
    is_click = visit.fetch_mode in ("", "navigate")
    is_first_piece = not visit.range or visit.range.replace(" ", "").startswith("bytes=0-")
    return is_click and is_first_piece


BURST_LEAST = 20
"""People on one day; fewer are never a burst. Ours."""

BURST_TIMES = 10
"""So many times what is usual is a burst. Ours."""

BURST_DAYS = 28
"""Days before and after, from which is told what is usual: the median of those on which anybody came."""


def shows_a_person(use: Use, visit: Visit) -> bool:
    """Tell whether a use that counts shows that somebody uses the data: not a page read, not a script.

    Programs that name themselves are somebody's application; tools that anybody calls in a loop are not.
    """
    return use in (Use.DOWNLOAD, Use.API_CALL) and not SCRIPTS.search(visit.user_agent)


def bursts(people: Mapping[dt.date, int]) -> tuple[dt.date, ...]:
    """Return the days on which far more people came than is usual, in order: for somebody to look at.

    :param people: by day; a day that is not there had none
    """
    days = []
    for day in sorted(people):
        if people[day] < BURST_LEAST:
            continue
        around = [
            count for other, count in people.items() if count and 0 < abs((other - day).days) <= BURST_DAYS
        ]
        if people[day] > BURST_TIMES * (median(around) if around else 0):
            days.append(day)
    return tuple(days)
