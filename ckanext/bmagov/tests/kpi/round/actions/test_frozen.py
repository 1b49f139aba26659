"""What is handed in stands still: whatever the catalog does, every place tells the same figure of a round."""

from __future__ import annotations

import csv
import io

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.kpi.round.model import Override, Snapshot
from ckanext.bmagov.kpi.score.model import Scorecard
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.kpi.office import LOCAL, NAME, WHY, YEAR, Office
from ckanext.bmagov.tests.tampering import tamper

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")

CLOSED = {"data_category": "official_secret", "data_classification": "secret", "license_id": "notspecified"}


@pytest.fixture
def office(with_plugins) -> Office:
    return Office()


class TestOneNumber:
    @pytest.mark.parametrize("state", ["submit", "start_review", "verify", "waive", "sign_off", "close"])
    def test_in_every_state_all_places_tell_the_same_and_keep_it(self, office: Office, state: str):
        office.come_to(state)
        before = office.figures()
        measured = {before[name] for name in ("card", "outcome", "overview", "trend")}
        assert len(measured) == 1
        assert before["cells"] == before["card cells"]
        assert before["report"].startswith(f"{float(measured.pop()):.2f}")
        office.change_the_catalog()
        assert office.figures() == before

    def test_while_it_is_prepared_or_mended_it_follows_the_catalog(self, office: Office):
        office.come_to("start_review")
        before = office.figures()["card"]
        office.decide("auditor", "return", note=WHY, due="2030-01-31")
        office.change_the_catalog()
        now = office.figures()
        assert {now["card"], now["overview"], now["outcome"]} == {now["card"]}
        assert float(now["card"]) < float(before)

    def test_a_stored_card_that_is_another_is_put_right_by_the_next_run(self, office: Office):
        office.come_to("verify")
        before = office.figures()
        model.Session.execute(sa.update(Scorecard).values(result="1.23", as_of=sa.func.now()))
        model.Session.commit()
        tk.get_action("bmagov_scorecard_update")({"ignore_auth": True, "user": ""}, {"fiscal_year": YEAR})
        assert office.figures() == before

    def test_a_deadline_that_is_moved_after_the_hand_in_changes_nothing(self, office: Office):
        office.come_to("verify")
        before = office.figures()
        days = {one["step"]: one["day"] for one in office.call("auditor", "deadline_list")["deadlines"]}
        moved = {"step": "1", "before": days["1"], "after": "2027-02-15", "reason": "น้ำท่วมทั่วเมือง"}
        office.call("supervisor", "deadline_move", **moved)
        assert office.figures() == before
        office.decide("admin", "waive", note=WHY)
        office.decide("supervisor", "sign_off", note=WHY)
        assert office.figures()["card cells"] == before["card cells"]


class TestWhileASaveRuns:
    """Somebody's save is not yet committed when somebody else decides: neither waits for the other."""

    @pytest.mark.parametrize("last", ["submit", "start_review", "verify", "waive"])
    def test_a_decision_binds_what_was_handed_in_and_the_save_is_a_change_since(self, office: Office, last):
        with orm.Session(model.ensure_engine()) as other:
            other.execute(sa.update(model.Package).values(state="deleted", metadata_modified=sa.func.now()))
            office.come_to(last)
            before = office.figures()
            digest = office.call("auditor", "round_show")["facts_digest"]
            other.commit()
        model.Session.remove()
        shown = office.call("auditor", "round_show")
        assert (office.figures(), shown["facts_digest"]) == (before, digest)
        assert "1.1" in {change["criterion"] for change in shown["changes"]}
        kept = model.Session.scalars(sa.select(Snapshot).order_by(Snapshot.id)).all()
        assert {snapshot.facts["datasets"][0]["in_catalog"] for snapshot in kept} == {True}


class TestChanges:
    def test_they_are_told_with_what_was_and_is_and_by_whom(self, office: Office):
        office.come_to("start_review")
        assert office.call("auditor", "round_show")["changes"] == []
        office.change_the_catalog()
        shown = office.call("editor", "round_show")
        change = next(change for change in shown["changes"] if change["criterion"] == "1.1")
        assert change["before"]["points"] != change["after"]["points"]
        titles = {subject["title"]: subject for subject in change["subjects"]}
        assert titles["ทะเบียนใหม่"]["before"] == ""
        assert titles["ทะเบียนใหม่"]["after"]

    def test_of_what_may_not_be_read_they_tell_that_there_is_something(self, office: Office):
        office.come_to("submit")
        hidden = factories.Dataset(owner_org=office.agency, title="แผนลับ", **CLOSED)
        office.duty(hidden["id"], "แผนลับ")
        shown = office.call("editor", "round_show")
        assert "แผนลับ" not in str(shown)
        assert hidden["id"] not in str(shown)
        assert any(change["hidden"] for change in shown["changes"])
        assert "แผนลับ" in str(office.call("admin", "round_show")["changes"])

    def test_digests_are_those_of_what_is_judged(self, office: Office):
        assert office.call("auditor", "round_show")["facts_digest"] is None
        office.come_to("verify")
        before = office.call("auditor", "round_show")
        office.change_the_catalog()
        office.decide("admin", "waive", note=WHY)
        after = office.decide("supervisor", "sign_off", note=WHY)
        names = ("facts_digest", "card_digest", "judged_at")
        assert [after[name] for name in names] == [before[name] for name in names]
        signed = model.Session.query(Snapshot).filter_by(period="signed_off").one()
        handed_in = model.Session.query(Snapshot).filter_by(period="submitted-2").one()
        assert (signed.facts, signed.card, signed.record) == (
            handed_in.facts, handed_in.card, handed_in.record,
        )  # fmt: skip


class TestNewFacts:
    def test_they_count_from_then_on_and_open_what_they_change(self, office: Office):
        office.come_to("start_review")
        office.say("1.1")
        office.say("2.1.1")
        office.change_the_catalog()
        office.decide("auditor", "take_facts", note="หน่วยงานแจ้งแก้ทะเบียน")
        assert office.call("auditor", "round_show")["changes"] == []
        words = {row["criterion"]: row["word"] for row in office.call("auditor", "outcome_show")["criteria"]}
        assert words["1.1"] is None
        assert words["2.1.1"]["share"] == "0.5"
        assert model.Session.query(Override).count() == 2, "what was said is kept"

    def test_an_earlier_word_on_a_changed_criterion_does_not_come_back(self, office: Office):
        office.come_to("start_review")
        office.say("1.1", "0.1")
        office.say("1.1", "0.2")
        office.change_the_catalog()
        office.decide("auditor", "take_facts", note="หน่วยงานแจ้งแก้ทะเบียน")
        words = {row["criterion"]: row["word"] for row in office.call("auditor", "outcome_show")["criteria"]}
        assert words["1.1"] is None

    def test_what_was_verified_is_under_review_again(self, office: Office):
        office.come_to("verify")
        office.change_the_catalog()
        assert office.decide("auditor", "take_facts", note="พบข้อเท็จจริงใหม่")["state"] == "under_review"

    def test_an_objection_brings_them(self, office: Office):
        office.come_to("verify")
        before = office.figures()["card"]
        office.change_the_catalog()
        evidence = ["https://example.go.th/register.pdf"]
        office.decide("admin", "object", note="ทะเบียนเปลี่ยนแล้ว", evidence=evidence)
        assert office.figures()["card"] != before


class TestSeal:
    @pytest.mark.parametrize(
        "tampering",
        [
            "UPDATE bmagov_snapshot SET card = jsonb_set(card, '{result}', '\"99.99\"')",
            "UPDATE bmagov_snapshot SET facts = jsonb_set(facts, '{stated}', '\"99.99\"')",
            "UPDATE bmagov_override SET share = 1",
            "DELETE FROM bmagov_override",
        ],
    )
    def test_what_was_touched_since_it_was_verified_is_not_signed_off(self, office: Office, tampering: str):
        office.come_to("start_review")
        office.say("2.1.1")
        office.look()
        office.decide("auditor", "verify", note=WHY)
        office.decide("admin", "waive", note=WHY)
        tamper(tampering)
        with pytest.raises(tk.ValidationError, match="FACTS-NOT-VERIFIED"):
            office.decide("supervisor", "sign_off", note=WHY)
        assert office.call("auditor", "round_show")["state"] == "verified"

    def test_what_stands_in_the_overview_is_not_what_is_signed_off(self, office: Office):
        """The stored score card is for reading; what is kept was frozen when it was handed in."""
        office.come_to("waive")
        measured = office.figures()["card"]
        model.Session.execute(sa.update(Scorecard).values(result="99.99"))
        model.Session.commit()
        office.decide("supervisor", "sign_off", note=WHY)
        assert office.call("auditor", "outcome_show")["machine"] == measured


class TestFairRound:
    def test_the_days_to_object_pass_or_are_waived(self, office: Office):
        office.come_to("verify")
        with pytest.raises(tk.ValidationError, match="OBJECTION-OPEN"):
            office.decide("supervisor", "sign_off", note=WHY)
        with pytest.raises(tk.NotAuthorized, match="ROLE-NOT-ALLOWED"):
            office.decide("auditor", "waive", note=WHY)
        office.decide("admin", "waive", note=WHY)
        assert office.decide("supervisor", "sign_off", note=WHY)["state"] == "signed_off"

    def test_a_year_is_closed_after_its_end(self, office: Office):
        office.come_to("sign_off")
        with pytest.raises(tk.ValidationError, match="YEAR-OPEN"):
            office.decide("supervisor", "close")

    def test_pages_show_what_changed_and_take_the_steps(self, office: Office, app):
        office.come_to("verify")
        office.change_the_catalog()
        app.set_session_user(office.names["auditor"])
        body = app.get(f"/kpi/{YEAR}/{NAME}", base_url=LOCAL).body
        assert "ทะเบียนใหม่" in body[body.index("kpi-changes") :]
        form = f"/kpi/{YEAR}/{NAME}/decide/take_facts"
        assert "kpi-changes" in app.get(form, base_url=LOCAL).body
        version = office.call("auditor", "round_show", changes=False)["version"]
        typed = {"version": version, "note": "นำข้อเท็จจริงล่าสุดมาใช้"}
        app.post(form, data=typed, base_url=LOCAL, follow_redirects=False)
        assert office.call("auditor", "round_show")["state"] == "under_review"
        office.look()
        office.decide("auditor", "verify", note=WHY)
        app.set_session_user(office.names["admin"])
        place = f"/organization/{NAME}/kpi/{YEAR}"
        assert "kpi-changes" in app.get(place, base_url=LOCAL).body
        version = office.call("auditor", "round_show", changes=False)["version"]
        given = {"event": "waive", "version": version}
        refused = app.post(f"{place}/submit", data={**given, "waiver": ""}, base_url=LOCAL).body
        assert "field-waiver" in refused
        assert office.call("auditor", "round_show")["objection_until"]
        waived = {**given, "waiver": "ยอมรับผลการตรวจ"}
        app.post(f"{place}/submit", data=waived, base_url=LOCAL, follow_redirects=False)
        assert office.call("auditor", "round_show")["objection_until"] is None

    def test_the_overview_of_all_agencies_is_a_file_of_the_same_figures(self, office: Office, app):
        office.come_to("verify")
        figure = office.figures()["card"]
        office.change_the_catalog()
        app.set_session_user(office.names["auditor"])
        text = app.get(f"/kpi/{YEAR}/agencies.csv", base_url=LOCAL).body.removeprefix("\ufeff")
        row = next(row for row in csv.reader(io.StringIO(text)) if NAME in row)
        assert figure in row
