"""Verify needs looking, the sign-off a register: under rules that ask for both."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.model.audit_log import AuditLog
from ckanext.bmagov.kpi.register.model import Obligation
from ckanext.bmagov.kpi.round.domain.sample import draw, seed_of
from ckanext.bmagov.kpi.round.model import Round, Snapshot
from ckanext.bmagov.kpi.round.services import rounds, snapshots
from ckanext.bmagov.kpi.rules.services import rules as rule_service
from ckanext.bmagov.tests.kpi.office import NAME, SIGNED, WHY, YEAR, Office

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")


@pytest.fixture
def office(with_plugins) -> Office:
    office = Office()
    for kind in ("working_group_order", "development_plan"):
        office.call("admin", "deliverable_create", kind=kind, title=kind, url=f"https://example.com/{kind}")
    return office


def without_a_register(office: Office) -> None:
    model.Session.execute(sa.delete(Obligation))
    model.Session.commit()


def drawn_pieces(office: Office) -> set[tuple[str, str]]:
    card = office.call("auditor", "scorecard_show")
    return {
        (criterion["id"], finding["subject_id"])
        for part in card["parts"]
        for criterion in part["criteria"]
        for finding in criterion["findings"]
        if finding["drawn"]
    }


class TestSample:
    def test_a_report_is_verified_when_each_criterion_that_needs_a_word_has_one(self, office: Office):
        office.come_to("start_review")
        wanted = office.call("auditor", "round_show")["without_word"]
        assert {criterion for criterion, _ in drawn_pieces(office)} <= {*wanted}
        with pytest.raises(tk.ValidationError, match="WORDS-MISSING") as refused:
            office.decide("auditor", "verify", note=WHY)
        assert all(criterion in str(refused.value) for criterion in wanted)
        office.say(wanted[0])
        assert office.call("auditor", "round_show")["without_word"] == wanted[1:]
        office.look()
        assert office.decide("auditor", "verify", note=WHY)["state"] == "verified"

    def test_anybody_draws_it_again_from_the_log_and_what_was_kept(self, office: Office):
        office.decide("admin", "submit", **SIGNED)
        shown = office.call("auditor", "round_show")
        entry = model.Session.scalars(sa.select(AuditLog).where(AuditLog.kind == "round_submit")).one()
        rules = rule_service.find(model.Session, "database", YEAR, 2)
        assert rules
        round_ = rounds.load(model.Session, office.agency, rules.rules)
        head = entry.payload["log_head"]
        heads = set(model.Session.scalars(sa.select(AuditLog.digest)))
        assert head in heads
        assert shown["seed"] == seed_of(head, round_.decisions[-1].at)
        kept = snapshots.judged(model.Session, round_)
        assert kept
        pieces = draw(snapshots.whole_card(kept).findings, rules.rules.substance.sample, shown["seed"])
        assert drawn_pieces(office) == {(piece.criterion, piece.subject_id) for piece in pieces}
        assert pieces

    def test_new_facts_draw_anew(self, office: Office):
        office.come_to("start_review")
        before = office.call("auditor", "round_show")["seed"]
        office.decide("auditor", "take_facts", note=WHY)
        assert office.call("auditor", "round_show")["seed"] not in ("", before)

    def test_a_round_that_was_handed_in_before_asks_for_no_word_on_a_sample(self, office: Office):
        office.come_to("start_review")
        row = model.Session.scalars(sa.select(Round)).one()
        decisions = [{k: v for k, v in one.items() if k != "log_head"} for one in row.content["decisions"]]
        row.content = {**row.content, "decisions": decisions}
        model.Session.execute(sa.text("ALTER TABLE bmagov_snapshot DISABLE TRIGGER USER"))
        model.Session.execute(sa.update(Snapshot).values(rule_version=1))
        model.Session.execute(sa.text("ALTER TABLE bmagov_snapshot ENABLE TRIGGER USER"))
        model.Session.commit()
        assert office.call("auditor", "round_show", changes=False)["without_word"] == []

    def test_the_record_marks_what_was_drawn(self, app, office: Office):
        office.come_to("start_review")
        token = tk.get_action("api_token_create")(
            {"user": office.names["auditor"], "ignore_auth": True},
            {"user": office.names["auditor"], "name": "t"},
        )["token"]
        page = app.get(f"/en/kpi/{YEAR}/{NAME}", headers={"Authorization": token}).get_data(as_text=True)
        assert "drawn to be looked at" in page
        assert "an auditor has to speak on" in page


class TestRegister:
    def test_an_agency_without_a_register_stands_on_top_and_has_a_filter(self, office: Office):
        without_a_register(office)
        card = office.call("auditor", "scorecard_show")
        assert card["parts"][0]["state"] == "unknown"
        listed = tk.get_action("bmagov_scorecard_list")(
            {"user": office.names["auditor"]}, {"fiscal_year": YEAR}
        )
        assert {row["name"]: row["no_register"] for row in listed["agencies"]}[NAME]

    def test_it_is_not_signed_off_before_an_auditor_said_why(self, office: Office):
        without_a_register(office)
        office.come_to("waive")
        assert office.call("auditor", "round_show")["register_missing"]
        with pytest.raises(tk.ValidationError, match="REGISTER-MISSING"):
            office.decide("supervisor", "sign_off", note=WHY)
        with pytest.raises(tk.NotAuthorized):
            office.decide("admin", "no_register", note=WHY)
        done = office.decide("auditor", "no_register", note="ตั้งหน่วยงานใหม่ในปีนี้ ยังไม่มีฐานข้อมูลเดิม")
        assert (done["state"], done["register_missing"]) == ("verified", False)
        assert office.decide("supervisor", "sign_off", note=WHY)["state"] == "signed_off"

    def test_a_register_that_is_agreed_meanwhile_enters_with_new_facts(self, office: Office):
        without_a_register(office)
        office.come_to("verify")
        office.duty(office.dataset["id"])
        office.decide("auditor", "take_facts", note=WHY)
        assert not office.call("auditor", "round_show")["register_missing"]
        with pytest.raises(tk.ValidationError, match="REGISTER-AGREED"):
            office.decide("auditor", "no_register", note=WHY)


class TestTouched:
    def test_what_changed_since_it_was_verified_is_marked(self, office: Office):
        office.come_to("verify")

        def marks() -> tuple[bool, bool]:
            context = {"user": office.names["auditor"]}
            (row,) = office.call("auditor", "scorecard_list")["agencies"]
            (waiting,) = tk.get_action("bmagov_round_list")(context, {"fiscal_year": YEAR})
            return row["touched"], waiting["touched"]

        assert marks() == (False, False)
        office.change_the_catalog()
        assert marks() == (True, True), "also when the scores are made again"
