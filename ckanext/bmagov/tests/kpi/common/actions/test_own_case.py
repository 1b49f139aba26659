"""Own case: actor and subject in one agency, for every action that only auditors may do."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core

from ckanext.bmagov import capabilities
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.access.actions.people import AUDIT, People

if TYPE_CHECKING:
    from collections.abc import Iterator

YEAR = 2570
REASON = "ตรวจแล้วตามเอกสาร"

CONCERN_ALL = {
    "bmagov_ruleset_check": "rules are for all agencies",
    "bmagov_ruleset_create": "rules are for all agencies",
    "bmagov_ruleset_discard": "rules are for all agencies",
    "bmagov_ruleset_publish": "rules are for all agencies",
    "bmagov_ruleset_simulate": "tells what rules would do, decides nothing",
    "bmagov_guideline_create": "guidelines are for all agencies",
    "bmagov_guideline_withdraw": "guidelines are for all agencies",
    "bmagov_kpi_release_create": "results of all agencies that are closed; it judges nothing anew",
    "bmagov_link_check": "a machine looks at addresses of all agencies",
    "bmagov_document_read": "a machine reads documents of all agencies",
    "bmagov_scorecard_update": "a machine scores all agencies",
    "bmagov_round_list": "reading",
    "bmagov_kpi_result_list": "reading",
}
"""Auditors' actions that judge no single agency."""

DECISIONS = ("start_review", "return", "verify", "take_facts", "no_register", "sign_off", "close", "revise")


def judged(agency: str, duty: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the auditors' actions that judge an agency, with what a call of each takes."""
    year = {"id": agency, "fiscal_year": YEAR}
    word = {**year, "version": 1, "criterion": "1.1", "reason": REASON}
    change = {"id": duty["id"], "version": duty["version"]}
    decided = {**year, "version": 1, "note": REASON, "due": "2027-09-30"}
    return {
        **{f"bmagov_round_{one}": decided for one in DECISIONS},
        "bmagov_criterion_override": {**word, "share": "0.5"},
        "bmagov_criterion_confirm": word,
        "bmagov_audit_note_create": {**year, "text": REASON},
        "bmagov_deadline_move": {
            **year, "step": "report", "before": "2027-09-30", "after": "2027-10-30", "reason": REASON,
        },
        "bmagov_deadline_try": {**year, "step": "report", "after": "2027-10-30"},
        "bmagov_proposal_judge": {**year, "item": "none", "accepted": True, "reason": REASON},
        "bmagov_system_link_confirm": {**year, "item": "none"},
        "bmagov_obligation_create": {
            "agency": agency, "kind": "spatial", "title": "แผนที่ทางเท้า", "added_year": YEAR,
        },
        "bmagov_obligation_update": {**change, "title": "ชื่อใหม่"},
        "bmagov_obligation_remove": {**change, "reason": REASON},
        "bmagov_obligation_import": {
            "content": f"หน่วยงาน,ประเภท,ชื่อชุดข้อมูล\n{agency},spatial,ทางจักรยาน\n",
            "fiscal_year": YEAR,
            "dry_run": True,
        },
    }  # fmt: skip


EITHER_SIDE = {
    "bmagov_obligation_propose": "speaks for the agency then (test below)",
    "bmagov_obligation_confirm": "speaks for the agency then (test below)",
    "bmagov_system_link_withdraw": "an editor takes back what the own agency declared",
}

DAYS = {
    "bmagov_deliverable_create": (
        "received_on",
        {"kind": "development_plan", "url": "https://a.example.org/"},
    ),
    "bmagov_use_create": ("declared_on", {"kind": "inside", "description": "วางแผน"}),
    "bmagov_proposal_update": ("proposed_on", {"title": "ฐานข้อมูล", "origin": "new"}),
}


@pytest.fixture
def people(with_plugins, clean_db, clean_index) -> People:
    made = People({role: core.User() for role in ("editor", "admin", "auditor", "chief", "both")})
    roles = {
        "owner": {"editor": "editor", "admin": "admin", "both": "editor"},
        "other": {},
        "audit": {"auditor": "editor", "chief": "admin", "both": "admin"},
    }
    for agency, who in roles.items():
        users = [{"name": made.name(role), "capacity": capacity} for role, capacity in who.items()]
        more = {"name": AUDIT} if agency == "audit" else {}
        made.agencies[agency] = factories.Agency(kind="bureau", users=users, **more)
    return made


def duty_of(agency_id: str) -> dict[str, Any]:
    site: Any = {"ignore_auth": True, "user": ""}
    given = {"agency": agency_id, "kind": "spatial", "title": "แผนที่น้ำ", "added_year": YEAR}
    return tk.get_action("bmagov_obligation_create")(site, given)


def said(people: People, role: str, action: str, params: dict[str, Any]) -> str:
    """Return what an action says when it refuses; empty when it does not."""
    try:
        people.call(role, action, **params)
    except (tk.NotAuthorized, tk.ValidationError, tk.ObjectNotFound) as error:
        model.Session.rollback()
        return str(getattr(error, "error_dict", "") or error.message or error)
    return ""


def auditors_actions() -> Iterator[str]:
    """Return the actions whose access function asks for an auditor or a supervisor."""
    for name, function in capabilities.auth_functions().items():
        source = inspect.getsource(function)
        if any(word in source for word in ("only_auditors", "only_supervisors", "judges(")):
            yield name


def test_no_auditors_action_is_left_out():
    known = {*CONCERN_ALL, *judged("x", {"id": "", "version": 1}), *EITHER_SIDE}
    assert {*auditors_actions()} - known == set(), "does it judge an agency? Then ask it here"


@pytest.mark.parametrize("action", judged("x", {"id": "", "version": 1}))
def test_nobody_judges_their_own_agency(people: People, action: str):
    """The same person, for the own agency and for another; and a colleague for whom it is another's."""
    own = people.agencies["owner"]
    params = judged(own["name"], duty_of(own["id"]))[action]
    assert "OWN-CASE" in said(people, "both", action, params)
    assert "OWN-CASE" not in said(people, "chief", action, params)
    other = people.agencies["other"]
    params = judged(other["name"], duty_of(other["id"]))[action]
    refused = said(people, "both", action, params)
    assert "OWN-CASE" not in refused
    assert "Only " not in refused


@pytest.mark.parametrize("action", judged("x", {"id": "", "version": 1}))
def test_the_office_that_audits_is_judged_by_who_is_named(
    people: People, action: str, ckan_config: Any, monkeypatch: pytest.MonkeyPatch
):
    own = people.agencies["audit"]
    params = judged(own["name"], duty_of(own["id"]))[action]
    refused = said(people, "chief", action, params)
    assert "OWN-CASE" in refused
    assert "ckanext.bmagov.audit_own_agency_reviewers" in refused
    monkeypatch.setitem(ckan_config, "ckanext.bmagov.audit_own_agency_reviewers", [people.name("both")])
    refused = said(people, "chief", action, params)
    assert people.users["both"]["display_name"] in refused, "it says who can"
    assert "OWN-CASE" not in said(people, "both", action, params)


def test_who_works_in_an_office_of_an_agency_does_not_judge_it(people: People):
    office = factories.Agency(
        kind="office",
        parent=people.agencies["other"]["name"],
        users=[{"name": people.name("chief"), "capacity": "member"}],
    )
    assert office
    params = {"id": people.agencies["other"]["name"], "fiscal_year": YEAR, "text": REASON}
    assert "OWN-CASE" in said(people, "chief", "bmagov_audit_note_create", params)


@pytest.mark.parametrize("action", DAYS)
def test_nobody_vouches_for_a_day_of_their_own_agency(people: People, action: str):
    field, params = DAYS[action]
    params = {"id": people.agencies["owner"]["name"], "fiscal_year": YEAR, **params, field: "2026-10-05"}
    assert "OWN-CASE" in said(people, "both", action, params)
    assert "FIELD-READ-ONLY" in said(people, "editor", action, params)
    own = {**params, "id": people.agencies["audit"]["name"]}
    for role in ("auditor", "chief"):
        assert "OWN-CASE" in said(people, role, action, own)


def test_who_is_named_judges_and_does_not_vouch(
    people: People, ckan_config: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(ckan_config, "ckanext.bmagov.audit_own_agency_reviewers", [people.name("chief")])
    field, params = DAYS["bmagov_deliverable_create"]
    params = {"id": AUDIT, "fiscal_year": YEAR, **params, field: "2026-10-05"}
    assert "OWN-CASE" in said(people, "chief", "bmagov_deliverable_create", params)


@pytest.mark.parametrize("action", ["bmagov_deliverable_create", "bmagov_use_create"])
def test_an_auditor_of_another_agency_enters_what_came_on_paper(people: People, action: str):
    field, params = DAYS[action]
    params = {"id": people.agencies["owner"]["name"], "fiscal_year": YEAR, **params}
    assert said(people, "auditor", action, params), "without a day to vouch for it is the agency's work"
    made = people.call("auditor", action, **params, **{field: "2026-10-05"})
    assert "2026-10-05" in str(made)


def test_in_the_register_who_belongs_to_the_agency_speaks_for_it_only(people: People):
    """Else one person could agree on a frequency with themselves, or a colleague with a colleague."""
    duty = duty_of(people.agencies["owner"]["id"])
    given = {"frequency_unit": "year", "id": duty["id"], "version": duty["version"]}
    duty = people.call("both", "bmagov_obligation_propose", **given)
    assert duty["proposed"]["side"] == "agency"
    change = {"id": duty["id"], "version": duty["version"]}
    for role in ("both", "editor", "admin"):
        assert "AGREEMENT-SELF" in said(people, role, "bmagov_obligation_confirm", change)
    assert people.call("auditor", "bmagov_obligation_confirm", **change)["agreement"]


def test_nobody_accepts_a_database_that_they_proposed(
    people: People, ckan_config: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(
        ckan_config, "ckanext.bmagov.audit_own_agency_reviewers", [people.name("chief"), people.name("both")]
    )
    year = {"id": AUDIT, "fiscal_year": YEAR}
    made = people.call(
        "chief", "bmagov_proposal_update", **year, title="ฐานข้อมูล", origin="new", importance="ก"
    )
    word = {**year, "item": made["id"], "accepted": True, "reason": REASON}
    assert "OWN-CASE" in said(people, "chief", "bmagov_proposal_judge", word)
    assert people.call("both", "bmagov_proposal_judge", **word)["accepted"] is True
