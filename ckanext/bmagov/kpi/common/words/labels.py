"""Names of the KPI's states, documents, uses, roles and events, in the reader's language."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.kpi.register.domain.register_list import KINDS
from ckanext.bmagov.kpi.round.domain.periods import QUARTERS


def state_label(state: str) -> str:
    """Return the name of a state."""
    return {
        "pass": tk._("Reached"),
        "partial": tk._("Partly reached"),
        "fail": tk._("Not reached"),
        "unknown": tk._("Could not be seen"),
        "not_applicable": tk._("Does not apply"),
    }[state]


def document_label(kind: str) -> str:
    """Return the name of a kind of document."""
    return {
        "working_group_order": tk._("Order appointing the data governance working group"),
        "development_plan": tk._("Database development plan"),
        "data_catalog_list": tk._("List of the agency's data"),
        "import_report": tk._("Report of the import (step 4)"),
        "use_report": tk._("Report of results and uses (step 5)"),
        "evidence": tk._("Evidence"),
    }.get(kind, kind)


def use_label(kind: str) -> str:
    """Return the name of a kind of use."""
    return {
        "inside": tk._("Inside the agency"),
        "between": tk._("Between BMA agencies"),
        "outside": tk._("Agencies outside the BMA"),
        "public": tk._("The public"),
    }.get(kind, kind)


def origin_label(origin: str) -> str:
    """Return the name of a database's origin."""
    return {
        "new": tk._("New database"),
        "widened": tk._("Existing database, widened"),
        "from_earlier_plan": tk._("From an earlier plan, not developed then"),
    }.get(origin, origin)


def round_state_label(state: str) -> str:
    """Return the name of a round's state."""
    return {
        "draft": tk._("In preparation"),
        "submitted": tk._("Submitted"),
        "under_review": tk._("Under review"),
        "returned": tk._("Returned to be mended"),
        "verified": tk._("Verified"),
        "signed_off": tk._("Signed off"),
        "closed": tk._("Closed"),
    }[state]


def round_event_label(event: str) -> str:
    """Return the name of what happens to a round."""
    return {
        "submit": tk._("Hand in the report"),
        "start_review": tk._("Start the review"),
        "return": tk._("Return to be mended"),
        "verify": tk._("Verify"),
        "object": tk._("Object"),
        "waive": tk._("Waive the objection"),
        "take_facts": tk._("Take new facts"),
        "no_register": tk._("Say why there is no register"),
        "sign_off": tk._("Sign off"),
        "close": tk._("Close the round"),
    }[event]


def period_label(period: str) -> str:
    """Return the name of what was kept: a quarter of the year, a hand-in with its number, the sign-off."""
    if period in QUARTERS:
        return tk._("Quarter {n}").format(n=period[1:])
    kind, _, number = period.partition("-")
    label = {
        "submitted": tk._("Hand-in"),
        "objected": tk._("Objection"),
        "retaken": tk._("New facts"),
        "signed_off": tk._("Sign-off"),
    }.get(kind, kind)
    return f"{label} ({number})" if number else label


def role_label(role: str) -> str:
    """Return the name of a role."""
    return {
        "agency_editor": tk._("Editor of the agency"),
        "agency_admin": tk._("Responsible person of the agency"),
        "auditor": tk._("Auditor"),
        "supervisor": tk._("Audit supervisor"),
    }[role]


def obligation_kind_label(kind: str) -> str:
    """Return the name of a kind of obligation."""
    code = KINDS.get(kind)
    return code.label(lang()) if code else kind


def standing_label(standing: str) -> str:
    """Return how far a part of an agency's data governance is."""
    return {
        "complete": tk._("Complete"),
        "partly": tk._("Partly in place"),
        "none": tk._("Nothing yet"),
        "unknown": tk._("Could not be seen"),
    }[standing]


def day_label(day: str) -> str:
    """Return how data stood on days of a year."""
    return {
        "current": tk._("Current"),
        "overdue": tk._("Overdue"),
        "late": tk._("Long overdue or no data"),
        "undeclared": tk._("No frequency to judge by"),
        "unknown": tk._("Not known"),
        "waiting": tk._("Not due yet"),
    }[day]
