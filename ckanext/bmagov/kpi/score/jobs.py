"""Scores in the background: what changed, soon; everything, every night."""

from __future__ import annotations

import logging
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import dictionary, files, tables
from ckanext.bmagov.base.domain.calendar import FiscalYear
from ckanext.bmagov.base.events import emit
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.services import session_end
from ckanext.bmagov.kpi.rules.services.rules import years
from ckanext.bmagov.kpi.score.services import wake

log = logging.getLogger(__name__)


@session_end.ended
def changed() -> None:
    """Score the agencies where something happened, in the fiscal year that runs.

    A queue that lost what it held has forgotten the next night, too: it is planned again, if it must be.
    """
    wake.plan_night()
    _score(changed=True)


@session_end.ended
def nightly() -> None:
    """Score all agencies, as data age by the day. The next night is planned first, come what may."""
    wake.plan_night()
    _read_files()
    _see_to_checks()
    _see_to_tables()
    _look_at_links()
    _read_documents()
    _score(changed=False)
    emit("night")


@session_end.ended
def help_scoring(kpi: str, fiscal_year: int) -> None:
    """Take a share of a run that is at work."""
    result = _act("bmagov_scorecard_update", {"kpi": kpi, "fiscal_year": fiscal_year, "join": True})
    log.info("KPI %s %s: helped with %s", kpi, fiscal_year, result)


def _read_files() -> None:
    """Read uploaded files whose call was lost, and measure those that nobody has, before they are scored.

    A fault of one stops no score.
    """
    try:
        files.work_all()
        files.measure_all()
    except Exception:
        log.exception("Files could not be read")


def _see_to_tables() -> None:
    """Wake workers for tables whose call was lost, and have those tried again that the site itself failed."""
    try:
        tables.ask_for_the_night()
    except Exception:
        log.exception("Tables could not be looked after")


def _see_to_checks() -> None:
    """Wake workers for checks whose call was lost, and delete what was prepared of checks that are past."""
    try:
        dictionary.send_all()
        dictionary.sweep(model.Session)
    except Exception:
        log.exception("Checks of data could not be looked after")
        session_end.undo()


def _look_at_links() -> None:
    """Look at addresses that count as evidence; a fault of one stops no other, and no score."""
    try:
        _act("bmagov_link_check", {})
    except Exception:
        log.exception("Addresses could not be looked at")
        session_end.undo()


def _read_documents() -> None:
    """Read documents that wait, before they are scored; a fault of one stops no score."""
    try:
        _act("bmagov_document_read", {})
    except Exception:
        log.exception("Documents could not be read")
        session_end.undo()


def _score(*, changed: bool) -> None:
    current = FiscalYear.of(today()).year
    for kpi, fiscal_year in years(model.Session):
        if fiscal_year == current:
            data = {"kpi": kpi, "fiscal_year": fiscal_year, "changed": changed}
            result = _act("bmagov_scorecard_update", data)
            log.info("KPI %s %s: %s", kpi, fiscal_year, result)


def _act(action: str, data: dict[str, object]) -> Any:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return tk.get_action(action)({"user": user, "ignore_auth": True}, data)
