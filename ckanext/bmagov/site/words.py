"""What the pages on the API call the parts of the catalog."""

from __future__ import annotations

import ckan.plugins.toolkit as tk


def capability_title(name: str) -> str:
    """Return the title of a capability, as a heading of the reference; its name where there is none."""
    return {
        "base": tk._("Code lists and dates"),
        "agencies": tk._("Agencies"),
        "access": tk._("Access, requests and logs"),
        "files": tk._("Files and their freshness"),
        "metadata": tk._("Descriptions of datasets"),
        "dictionary": tk._("Data dictionaries and checks of data"),
        "usage": tk._("Use of datasets"),
        "kpi": tk._("The KPI on data"),
        "site": tk._("The site itself"),
    }.get(name, name)


def room_title(name: str) -> str:
    """Return the title of a part of a capability; its name where there is none."""
    return {
        "validation": tk._("Checks of data"),
        "rules": tk._("Rule sets"),
        "register": tk._("Register of obligations"),
        "evidence": tk._("What an agency hands in"),
        "score": tk._("Scores"),
        "round": tk._("The yearly round"),
        "report": tk._("The yearly report"),
        "oversight": tk._("Audit and published results"),
    }.get(name, name)
