"""Quarters of a year: kept once, shown as they were, and told as not measured where nothing was kept."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from freezegun import freeze_time

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.kpi.common.services.agencies import find_scored
from ckanext.bmagov.kpi.round.model import Snapshot
from ckanext.bmagov.kpi.rules.services import rules as rule_service
from ckanext.bmagov.kpi.score.services import quarters
from ckanext.bmagov.tests.kpi.office import LOCAL, NAME, YEAR, Office
from ckanext.bmagov.tests.tampering import tamper

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")

PLACE = f"/organization/{NAME}/kpi/{YEAR}/quarters"


@pytest.fixture
def office(with_plugins) -> Office:
    return Office()


def keep(*days: tuple[int, int, int]) -> None:
    """Keep the quarters that ended on these days, with a new duty between them."""
    for day in days:
        rules = rule_service.in_force(model.Session, "database", YEAR, dt.date(*day))
        assert rules
        scored = find_scored(model.Session, rules, NAME)
        assert scored
        moment = dt.datetime(*day, 20, tzinfo=dt.UTC)
        quarters.keep_ended(model.Session, scored, rules, moment)
        model.Session.commit()


@pytest.fixture
def kept(office: Office) -> Office:
    """Two quarters; in the second a duty came that nobody keeps."""
    keep((2026, 12, 31))
    office.duty(title="ทะเบียนใหม่")
    keep((2027, 3, 31))
    return office


class TestActions:
    def test_they_are_listed_with_the_day_that_they_tell_of(self, kept: Office):
        listed = kept.call("editor", "snapshot_list")
        assert [item["period"] for item in listed] == ["q1", "q2"]
        assert [item["as_of"][:10] for item in listed] == ["2026-12-31", "2027-03-31"]
        assert all(item["whole"] and item["is_quarter"] for item in listed)

    def test_one_tells_what_differs_from_the_quarter_before(self, kept: Office):
        shown = kept.call("editor", "snapshot_show", period="q2")
        assert shown["before"] == "q1"
        subjects = {subject["title"] for change in shown["changes"] for subject in change["subjects"]}
        assert "ทะเบียนใหม่" in subjects
        first = kept.call("editor", "snapshot_show", period="q1")
        assert (first["before"], first["changes"]) == (None, [])
        assert first["card"]["result"] == first["result"]

    def test_what_changes_later_changes_nothing_of_it(self, kept: Office):
        before = kept.call("auditor", "snapshot_show", period="q2")
        kept.change_the_catalog()
        after = kept.call("auditor", "snapshot_show", period="q2")
        assert (after["result"], after["digest"]) == (before["result"], before["digest"])

    def test_of_a_quarter_that_was_not_kept_there_is_nothing(self, kept: Office):
        for period in ("q3", "there-is-none"):
            with pytest.raises(tk.ObjectNotFound):
                kept.call("auditor", "snapshot_show", period=period)

    def test_what_was_touched_is_told(self, kept: Office):
        tamper(
            "UPDATE bmagov_snapshot SET card = jsonb_set(card, '{result}', '\"99.99\"') WHERE period = 'q1'"
        )
        whole = {item["period"]: item["whole"] for item in kept.call("auditor", "snapshot_list")}
        assert whole == {"q1": False, "q2": True}

    def test_a_hand_in_is_kept_beside_them(self, kept: Office):
        kept.come_to("submit")
        periods = [item["period"] for item in kept.call("auditor", "snapshot_list")]
        assert periods == ["q1", "q2", "submitted-2"]
        assert model.Session.query(Snapshot).count() == 3


class TestPages:
    def test_a_quarter_without_results_is_not_zero(self, kept: Office, app):
        app.set_session_user(kept.names["editor"])
        with freeze_time("2027-07-15T02:00:00Z"):
            body = app.get(PLACE, base_url=LOCAL).body
        assert body.count("ไม่ได้วัด</td>") + body.count("ไม่ได้วัด\n") == 1
        assert f"{PLACE}/q2" in body
        assert f"{PLACE}/q3" not in body

    def test_a_quarter_is_shown_with_its_changes(self, kept: Office, app):
        app.set_session_user(kept.names["auditor"])
        body = app.get(f"{PLACE}/q2", base_url=LOCAL).body
        assert "ทะเบียนใหม่" in body
        assert "quarter-changes" in body
        app.get(f"{PLACE}/q3", base_url=LOCAL, status=404)
        app.get(f"{PLACE}/q9", base_url=LOCAL, status=404)

    def test_they_are_a_file(self, kept: Office, app):
        app.set_session_user(kept.names["auditor"])
        text = app.get(f"{PLACE}.csv", base_url=LOCAL).body.removeprefix("\ufeff")
        rows = list(csv.reader(io.StringIO(text.strip(), newline="")))
        listed = {item["period"]: item["result"] for item in kept.call("auditor", "snapshot_list")}
        assert rows[-1][2:] == [listed["q1"], listed["q2"], "", ""]
        assert len(rows) > 10
