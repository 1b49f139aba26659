"""An agency that ended in another keeps its past, and its successor gets its duties from that day (K-D6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core

from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.kpi.common.services.agencies import find_scored, scored_agencies
from ckanext.bmagov.kpi.score.services import facts
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.kpi.office import ABOUT, NAME, Office

CODE = "25000000"
READS = (
    "bmagov_scorecard_show",
    "bmagov_round_show",
    "bmagov_report_show",
    "bmagov_outcome_show",
    "bmagov_progress_list",
    "bmagov_deliverable_list",
)


@pytest.fixture
def merged(clean_db, clean_index, rules):
    """An office that handed in, and ended two days ago in another."""
    office = Office()
    office.call("editor", "progress_create", day=today().isoformat(), text="ดำเนินการตามแผนแล้ว")
    office.heirs = {role: core.User()["name"] for role in ("admin", "editor")}
    users = [{"name": name, "capacity": role} for role, name in office.heirs.items()]
    office.heir = factories.Agency(name="heir", kind="bureau", code8=CODE, users=users)["id"]
    group = model.Group.get(NAME)
    ended = (today() - dt.timedelta(days=2)).isoformat()
    group.extras = {
        **group.extras,
        "code8": "18000000",
        "agency_status": "historic",
        "successor_codes": CODE,
        "ended_on": ended,
    }
    model.Session.commit()
    return office


def read(user: str, action: str):
    return tk.get_action(action)({"user": user}, dict(ABOUT))


def test_its_record_stays_readable_for_auditors_its_own_people_and_who_heads_the_successor(merged):
    for action in READS:
        for user in (merged.names["auditor"], merged.names["admin"], merged.heirs["admin"]):
            assert read(user, action) is not None, action
        with pytest.raises(tk.ObjectNotFound):
            read(merged.heirs["editor"], action)


def test_it_stays_in_the_years_that_it_was_measured_in_and_no_other(merged, rules):
    def ids(year_rules):
        return {agency.node.id for agency in scored_agencies(model.Session, year_rules)}

    assert merged.agency in ids(rules)
    assert merged.agency not in ids(replace(rules, fiscal_year=2569))


def test_duties_are_the_successors_from_the_day_after(merged, rules):
    heir = find_scored(model.Session, rules, merged.heir)
    old = find_scored(model.Session, rules, merged.agency)
    assert heir
    assert old
    assert heir.carries == (merged.heir, merged.agency)
    now = dt.datetime.now(dt.UTC)
    owed = facts.collect(model.Session, heir, rules, now).obligations
    assert [duty.added_on for duty in owed] == [today() - dt.timedelta(days=1)]
    assert old.until(now).date() < now.date()
    before = find_scored(model.Session, replace(rules, fiscal_year=2569), merged.heir)
    assert before
    assert before.carries == (merged.heir,)
