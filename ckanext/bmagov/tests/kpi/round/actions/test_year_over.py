"""A year that is over takes nothing in, but for what was returned and what the site itself brings."""

from __future__ import annotations

import datetime as dt

import pytest
from freezegun import freeze_time

import ckan.plugins.toolkit as tk

from ckanext.bmagov.tests.kpi.office import ABOUT, SIGNED, WHY, YEAR, Office, keep_open

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")

OVER = "2027-11-05T09:00:00+00:00"
"""The report of the year was due on 31 October 2570."""

WRITTEN = (
    ("progress_create", {"day": "28/9/2570", "text": "นำเข้าข้อมูลแล้ว"}),
    ("use_create", {"kind": "inside", "description": "ใช้วางแผนสื่อ"}),
    ("deliverable_create", {"kind": "evidence", "title": "หลักฐาน", "url": "https://example.com/a"}),
    ("proposal_update", {"title": "ฐานข้อมูลสื่อ", "origin": "new"}),
)


@pytest.fixture
def office(with_plugins) -> Office:
    return Office()


@pytest.mark.parametrize(("action", "given"), WRITTEN)
def test_after_the_last_day_for_the_report_nothing_is_taken(office: Office, action, given):
    with freeze_time(OVER), pytest.raises(tk.ValidationError, match="YEAR-OVER"):
        office.call("admin", action, **given)
    with freeze_time(OVER):
        assert office.call("admin", "round_show")["over"]
        assert not office.call("admin", "round_show")["editable"]
        tk.get_action(f"bmagov_{action}")({"ignore_auth": True, "user": ""}, {**ABOUT, **given})


def test_what_was_returned_and_a_deadline_that_was_moved_open_it_again(office: Office):
    office.come_to("start_review")
    day = dt.date(2027, 11, 30).isoformat()
    office.decide("auditor", "return", note=WHY, due=day)
    action, given = WRITTEN[0]
    with freeze_time(OVER):
        assert office.call("admin", action, **given)["day"] == "2027-09-28"


def test_a_deadline_that_was_moved_opens_it_again(office: Office):
    keep_open(YEAR)
    action, given = WRITTEN[0]
    with freeze_time(OVER):
        assert office.call("admin", action, **given)["day"] == "2027-09-28"
        assert office.decide("admin", "submit", **SIGNED)["state"] == "submitted"
