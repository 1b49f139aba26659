"""Access and levels: what waits for a person's word, how their own requests ended, what they were given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.notices.actions.sources.asker import day, moment
from ckanext.bmagov.notices.domain.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ckanext.bmagov.notices.actions.sources.asker import Asker

PAGE_OF_REQUEST, PAGE_OF_LEVEL = "/access/request/", "/access/level-change/"


def lines(asker: Asker) -> Iterator[Line]:
    """Yield the lines; what they are about is named to who may read it."""
    requests, levels = "bmagov_access_request_list", "bmagov_level_change_list"
    for row in _rows(asker, requests, "to_answer"):
        yield _asked(row, PAGE_OF_REQUEST, tk._("A request for access waits for you"))
    for row in _rows(asker, levels, "to_answer"):
        yield _asked(row, PAGE_OF_LEVEL, tk._("A proposal of a lower level waits for you"))
    for row in _rows(asker, requests, "mine"):
        yield from _answered(row, PAGE_OF_REQUEST, tk._("Your request for access was answered"))
    for row in _rows(asker, levels, "mine"):
        yield from _answered(row, PAGE_OF_LEVEL, tk._("Your proposal of a lower level was answered"))
    for grant in asker.read("bmagov_grant_list") or ():
        yield _granted(grant)


def _rows(asker: Asker, action: str, which: str) -> list[dict[str, Any]]:
    listed = asker.read(action, which=which)
    return listed["results"] if listed else []


def _asked(row: Mapping[str, Any], page: str, said: str) -> Line:
    by = row["asked_by"]["id"] if row["asked_by"] else ""
    text = _with_title(said, row)
    return Line(
        "asked", row["id"], text, page + row["id"], tk._("Give an answer"), at=moment(row["asked_at"]), by=by,
    )  # fmt: skip


def _answered(row: Mapping[str, Any], page: str, said: str) -> Iterator[Line]:
    if row["answered_at"] and row["state"] != "withdrawn":
        by = row["answered_by"]["id"] if row["answered_by"] else ""
        text, at = _with_title(said, row), moment(row["answered_at"])
        yield Line("answered", row["id"], text, page + row["id"], tk._("Open and read"), at=at, by=by)


def _granted(grant: Mapping[str, Any]) -> Line:
    said = tk._("You have access to data until the last day")
    by = grant["granted_by"]["id"] if grant["granted_by"] else ""
    return Line(
        "granted", f"{grant['id']} {grant['until']}", _with_title(said, grant), "/dashboard/requests",
        tk._("Open and read"), due=day(grant["until"]), at=moment(grant["granted_at"]), by=by,
    )  # fmt: skip


def _with_title(said: str, row: Mapping[str, Any]) -> str:
    return f"{said}: {tk.h.bmagov_title(row['dataset'])}" if row["dataset"] else said
