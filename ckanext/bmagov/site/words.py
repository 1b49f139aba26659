"""What the pages on the API call the parts of the catalog, and what is said of the state of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.message import N_

if TYPE_CHECKING:
    from ckanext.bmagov.site.domain.site_state import Part

_STATES: Final = {
    "DATABASE-UP": N_("PostgreSQL answers."),
    "DATABASE-AWAY": N_("PostgreSQL does not answer: no page opens. Start it."),
    "SEARCH-UP": N_("Solr answers."),
    "SEARCH-AWAY": N_("Solr does not answer: nobody can search or save. Start it."),
    "QUEUE-UP": N_("Redis answers."),
    "QUEUE-AWAY": N_("Redis does not answer: background work stands still. Start it."),
    "WORKERS": N_("Workers for background jobs: {count}."),
    "WORKERS-NONE": N_(
        "No worker runs: scores, checks of data and mails wait. Start one with `ckan jobs worker`."
    ),
    "QUEUE": N_("Jobs that wait in the queue {name}: {count}."),
    "QUEUE-LATE": N_(
        "The first of {count} jobs in the queue {name} has waited for {hours} hours. Look into the worker's"
        " log, or start one more worker."
    ),
    "SCORES": N_("Scores were made {hours} hours ago."),
    "SCORES-NONE": N_("No scores were made yet. Run `ckan bmagov kpi score`."),
    "SCORES-OLD": N_(
        "Scores are {hours} hours old: the last night did not run. See whether a worker runs, then run"
        " `ckan bmagov kpi score`."
    ),
    "SCORES-FAILED": N_(
        "The last run could not score {count} agencies: {agencies}. Their scores are older. Look into the"
        " worker's log."
    ),
    "INDEX": N_("The index holds all {datasets} datasets."),
    "INDEX-DRIFT": N_(
        "The index holds {indexed} datasets, the catalog {datasets}. Run `ckan bmagov search reconcile`."
    ),
    "INDEX-OUTDATED": N_(
        "{count} datasets were indexed by an earlier version. Run `ckan search-index rebuild`."
    ),
    "DOCUMENTS": N_("Documents are stored where they were."),
    "DOCUMENTS-AWAY": N_(
        "None of the documents that agencies handed in lies below ckan.storage_path: is the disk mounted?"
    ),
    "DISK": N_("Free on the disk of files: {free} of {total} GB."),
    "DISK-FULL": N_("Only {free} of {total} GB are free on the disk of files. Make room."),
    "MAIL-NONE": N_("No mail is sent: smtp.server is not set."),
    "MIGRATIONS-WAIT": N_(
        "The tables are of version {database}, the code of {code}. Run `ckan db upgrade -p bmagov`."
    ),
}
"""Code of a part of the site (`domain/site_state.py`) -> what is said of it."""


def state_text(part: Part) -> str:
    """Return the sentence of a part of the site's state, in the language of who asks."""
    return tk._(_STATES[part.code]).format(**part.params)


def capability_title(name: str) -> str:
    """Return the title of a capability, as a heading of the reference; its name where there is none."""
    return {
        "base": tk._("Code lists and dates"),
        "agencies": tk._("Agencies"),
        "access": tk._("Access, requests and logs"),
        "files": tk._("Files and their freshness"),
        "metadata": tk._("Descriptions of datasets"),
        "dictionary": tk._("Data dictionaries and checks of data"),
        "tables": tk._("Tables and their rows"),
        "downloads": tk._("Ways to download"),
        "visuals": tk._("Maps of data"),
        "usage": tk._("Use of datasets"),
        "kpi": tk._("The KPI on data"),
        "exchange": tk._("GD Catalog and other machines"),
        "notices": tk._("Notices"),
        "site": tk._("The site itself"),
    }.get(name, name)


def room_title(name: str) -> str:
    """Return the title of a part of a capability; its name where there is none."""
    return {
        "validation": tk._("Checks of data"),
        "gdc": "GD Catalog",
        "rules": tk._("Rule sets"),
        "register": tk._("Register of obligations"),
        "evidence": tk._("What an agency hands in"),
        "score": tk._("Scores"),
        "round": tk._("The yearly round"),
        "release": tk._("Open data of results"),
        "report": tk._("The yearly report"),
        "oversight": tk._("Audit and published results"),
    }.get(name, name)
