"""The yearly round: who may do what when, of two people one wins, and what is kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pysolr
import pytest
import sqlalchemy as sa
from freezegun import freeze_time
from redis.connection import ConnectionPool
from redis.exceptions import ConnectionError as RedisConnectionError

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core

from ckanext.bmagov.accounts.services import standing
from ckanext.bmagov.base.model.audit_log import AuditLog
from ckanext.bmagov.kpi.evidence.model.workspace import Statement
from ckanext.bmagov.kpi.round.model import Override, Round as Stored, Snapshot
from ckanext.bmagov.kpi.round.services import rounds
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.clock import after_the_year
from ckanext.bmagov.tests.kpi.office import agree_on, look

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")

YEAR = 2570
SIGNED = {"signed_by": "นางสาวศิริพร แก้วประดิษฐ์", "position": "นักประชาสัมพันธ์ชำนาญการ"}
NOTE = "ตรวจครบทุกข้อแล้ว"


@pytest.fixture
def people(with_plugins):
    roles = ("editor", "admin", "second_admin", "stranger", "auditor", "supervisor", "other_supervisor")
    names = {role: core.User()["name"] for role in roles}

    def agency(name, **roles):
        users = [{"name": names[who], "capacity": capacity} for who, capacity in roles.items()]
        return factories.Agency(name=name, kind="bureau", users=users)["id"]

    agree_on(agency("public-relations-office", editor="editor", admin="admin", second_admin="admin"))
    agency("health-department", stranger="admin")
    agency(
        "strategy-and-evaluation-department", auditor="editor", supervisor="admin", other_supervisor="admin"
    )
    return names


@pytest.fixture
def act(people):
    def do(who, event, **data):
        given = {"id": "public-relations-office", "fiscal_year": YEAR, **data}
        if event == "verify":
            look(people["auditor"], {"id": "public-relations-office", "fiscal_year": YEAR})
        if "version" not in given:
            given["version"] = show(people["auditor"])["version"]
        if event == "close":
            with after_the_year(YEAR):
                return tk.get_action("bmagov_round_close")({"user": people[who]}, given)
        return tk.get_action(f"bmagov_round_{event}")({"user": people[who]}, given)

    return do


def show(user):
    data = {"id": "public-relations-office", "fiscal_year": YEAR}
    return tk.get_action("bmagov_round_show")({"user": user}, data)


def due(days=30):
    return (dt.datetime.now(dt.UTC) + dt.timedelta(days=days)).date().isoformat()


def to_review(act):
    act("admin", "submit", **SIGNED)
    act("auditor", "start_review")


def to_verified(act, who="auditor"):
    """The agency waives its objection, so that it can be signed off at once."""
    to_review(act)
    act(who, "verify", note=NOTE)
    act("admin", "waive", note="ไม่คัดค้านผลการตรวจ")


class TestRound:
    def test_from_the_agency_to_the_close(self, act, people):
        assert act("admin", "submit", **SIGNED)["state"] == "submitted"
        assert act("auditor", "start_review")["state"] == "under_review"
        assert act("auditor", "return", note="เพิ่มหลักฐานข้อ 2.3", due=due())["state"] == "returned"
        assert act("admin", "submit", **SIGNED)["state"] == "submitted"
        act("auditor", "start_review")
        assert act("auditor", "verify", note=NOTE)["state"] == "verified"
        assert act("admin", "waive", note="ไม่คัดค้านผลการตรวจ")["state"] == "verified"
        assert act("supervisor", "sign_off", note=NOTE)["state"] == "signed_off"
        assert act("supervisor", "close")["state"] == "closed"
        kinds = model.Session.scalars(sa.select(AuditLog.kind).order_by(AuditLog.number)).all()
        assert [kind for kind in kinds if kind.startswith("round_")] == [
            "round_submit", "round_start_review", "round_return", "round_submit",
            "round_start_review", "round_verify", "round_waive", "round_sign_off", "round_close",
        ]  # fmt: skip
        said = show(people["admin"])["decisions"][2]
        assert (said["role"], said["note"]) == ("auditor", "เพิ่มหลักฐานข้อ 2.3")

    @pytest.mark.parametrize("who", ["editor", "auditor", "supervisor"])
    def test_only_the_responsible_person_hands_in(self, act, who):
        with pytest.raises(tk.NotAuthorized, match="ROLE-NOT-ALLOWED"):
            act(who, "submit", **SIGNED)

    def test_nobody_judges_what_they_handed_in(self, act, people):
        office = model.Group.get("strategy-and-evaluation-department")
        assert office
        tk.get_action("organization_member_create")(
            {"ignore_auth": True, "user": people["admin"]},
            {"id": office.id, "username": people["admin"], "role": "editor"},
        )
        act("admin", "submit", **SIGNED)
        with pytest.raises(tk.NotAuthorized, match="OWN-CASE"):
            act("admin", "start_review")

    def test_who_verified_does_not_sign_off(self, act):
        to_verified(act, "supervisor")
        with pytest.raises(tk.NotAuthorized, match="REVIEW-SELF-APPROVAL"):
            act("supervisor", "sign_off", note=NOTE)
        assert act("other_supervisor", "sign_off", note=NOTE)["state"] == "signed_off"

    def test_an_account_that_was_invited_a_moment_ago_signs_nothing_off(self, act, people):
        to_verified(act)
        supervisor: Any = model.User.get(people["supervisor"])
        standing.note(model.Session, supervisor.id, "somebody", trusted=False)
        model.Session.commit()
        with pytest.raises(tk.NotAuthorized, match="ACCOUNT-NEW"):
            act("supervisor", "sign_off", note=NOTE)
        assert act("other_supervisor", "sign_off", note=NOTE)["state"] == "signed_off"

    def test_to_strangers_a_round_is_not_there(self, people):
        said = set()
        for agency in ("public-relations-office", "there-is-none"):
            with pytest.raises(tk.ObjectNotFound) as error:
                tk.get_action("bmagov_round_submit")(
                    {"user": people["stranger"]}, {"id": agency, "fiscal_year": YEAR, "version": 1, **SIGNED}
                )
            said.add(str(error.value))
        assert len(said) == 1

    def test_a_state_cannot_be_skipped(self, act):
        act("admin", "submit", **SIGNED)
        with pytest.raises(tk.ValidationError, match="STATE-TRANSITION"):
            act("supervisor", "sign_off", note=NOTE)

    def test_a_return_says_what_and_by_when(self, act):
        to_review(act)
        with pytest.raises(tk.ValidationError, match="REASON-REQUIRED"):
            act("auditor", "return", note="แก้", due=due())
        with pytest.raises(tk.ValidationError, match="DUE-REQUIRED"):
            act("auditor", "return", note="เพิ่มหลักฐาน", due="")
        with pytest.raises(tk.ValidationError, match="DATE-AMBIGUOUS"):
            act("auditor", "return", note="เพิ่มหลักฐาน", due="3/4/2032")

    def test_submitting_twice_is_told(self, act):
        act("admin", "submit", version=1, **SIGNED)
        with pytest.raises(tk.ValidationError, match="STALE-VERSION"):
            act("admin", "submit", version=1, **SIGNED)

    def test_deciding_without_having_read_is_refused(self, act):
        with pytest.raises(tk.ValidationError, match="VERSION-REQUIRED"):
            act("admin", "submit", version="", **SIGNED)

    def test_of_two_at_once_one_wins_and_nothing_of_the_other_is_kept(self, act, people, monkeypatch):
        """The second has read before the first wrote: as two requests do."""
        to_review(act)
        version = show(people["auditor"])["version"]
        real = rounds.load

        def stale(session, agency_id, rules, *args, **more):
            found = real(session, agency_id, rules)
            if not hasattr(stale, "done"):
                stale.done = True  # type: ignore[attr-defined]
                act("supervisor", "verify", note=NOTE, version=version)
            return found

        monkeypatch.setattr("ckanext.bmagov.kpi.round.services.rounds.load", stale)
        with pytest.raises(tk.ValidationError, match="STALE-VERSION"):
            act("auditor", "return", note="เพิ่มหลักฐาน", due=due(), version=version)
        monkeypatch.undo()
        row = model.Session.scalars(sa.select(Stored)).one()
        assert (row.state, row.version) == ("verified", version + 1)
        kinds = model.Session.scalars(sa.select(AuditLog.kind)).all()
        assert "round_return" not in kinds

    def test_from_the_agency_to_the_close_while_solr_and_redis_are_away(self, act, people, monkeypatch):
        def away(*_, **__):
            raise RedisConnectionError("redis is away")

        def no_search(*_, **__):
            raise pysolr.SolrError("solr is away")

        monkeypatch.setattr(ConnectionPool, "get_connection", away)
        monkeypatch.setattr(pysolr.Solr, "_send_request", no_search)
        to_verified(act)
        assert act("supervisor", "sign_off", note=NOTE)["state"] == "signed_off"
        assert act("supervisor", "close")["state"] == "closed"

    def test_what_is_handed_in_is_kept_as_it_was(self, act):
        act("admin", "submit", **SIGNED)
        (kept,) = model.Session.scalars(sa.select(Snapshot)).all()
        assert kept.record["signed_by"] == SIGNED["signed_by"]
        assert kept.card["rule_digest"] == kept.rule_digest
        told = model.Session.scalars(sa.select(Statement)).one()
        assert told.position == SIGNED["position"]

    @pytest.mark.parametrize("name", ["agency_id", "approved_by", "score", "signed_at", "state"])
    def test_what_the_catalog_sets_itself_is_refused_and_not_ignored(self, act, people, name):
        """Row 100: whoever sends it would take it for done."""
        with pytest.raises(tk.ValidationError, match="FIELD-READ-ONLY") as error:
            act("admin", "submit", version=1, **SIGNED, **{name: "x"})
        assert list(error.value.error_dict) == [name]
        assert show(people["auditor"])["state"] == "draft"

    @pytest.mark.parametrize(
        ("text", "code"),
        [("ศิริพร\x00", "TEXT-CONTROL-CHAR"), ("ก" * 501, "LIMIT"), (" \u200b", "TEXT-EMPTY")],
        ids=["null", "long", "blank"],
    )
    @pytest.mark.parametrize("name", ["signed_by", "position"])
    def test_a_signature_is_a_line_of_text(self, act, people, name, text, code):
        with pytest.raises(tk.ValidationError, match=code) as error:
            act("admin", "submit", version=1, **{**SIGNED, name: text})
        assert list(error.value.error_dict) == [name]
        assert show(people["auditor"])["state"] == "draft"

    def test_an_objection_shows_documents_and_addresses_and_nothing_made_up(self, act, people):
        to_review(act)
        act("auditor", "verify", note=NOTE)
        for evidence in (["x"], ["javascript:alert(1)"], [{"deliverable_id": "of another agency"}]):
            with pytest.raises(tk.ValidationError) as error:
                act("admin", "object", note="หลักฐานครบแล้ว", evidence=evidence)
            assert list(error.value.error_dict) == ["evidence"]
        with pytest.raises(tk.ValidationError, match="EVIDENCE-REQUIRED"):
            act("admin", "object", note="หลักฐานครบแล้ว", evidence=[""])
        address = "https://example.go.th/order.pdf"
        assert act("admin", "object", note="หลักฐานครบแล้ว", evidence=[address])["state"] == "under_review"
        assert show(people["admin"])["decisions"][-1]["evidence"] == [address]

    def test_what_is_signed_off_takes_nothing_in_any_more(self, act, people):
        """Row 94: evidence neither, though it may still be added to what is only verified."""
        year = {"id": "public-relations-office", "fiscal_year": YEAR}
        link = {"kind": "evidence", "url": "https://example.go.th/order.pdf"}

        def write(action, **data):
            return tk.get_action(f"bmagov_{action}")({"user": people["editor"]}, {**year, **data})

        kept = write("deliverable_create", **link)["id"]
        to_review(act)
        act("auditor", "verify", note=NOTE)
        write("deliverable_create", **link)
        act("admin", "waive", note="ไม่คัดค้านผลการตรวจ")
        act("supervisor", "sign_off", note=NOTE)
        for _ in range(2):
            for action, data in {
                "deliverable_create": link,
                "deliverable_withdraw": {"item": kept, "reason": "ส่งผิดฉบับ"},
                "progress_create": {"day": "28/10/2569", "text": "เริ่ม"},
                "use_create": {"kind": "inside", "description": "ก"},
                "proposal_update": {"title": "ก", "origin": "new"},
                "statement_update": {"version": 1},
            }.items():
                with pytest.raises(tk.ValidationError, match="REVIEW-LOCKED"):
                    write(action, **data)
            if show(people["auditor"])["state"] == "signed_off":
                act("supervisor", "close")
        assert len(write("deliverable_list")) == 2

    def test_a_closed_round_is_revised_as_a_new_one(self, act, people):
        to_verified(act)
        act("supervisor", "sign_off", note=NOTE)
        act("supervisor", "close")
        again = act("supervisor", "revise", note="พบข้อผิดพลาดในการคำนวณ")
        assert (again["state"], again["revision"], again["version"]) == ("draft", 2, 1)
        assert act("admin", "submit", **SIGNED)["state"] == "submitted"


class TestDeadline:
    def at(self, act, moment):
        with freeze_time(moment):
            return act("admin", "submit", version=1, **SIGNED)

    def test_the_last_second_in_bangkok_is_in_time(self, act):
        assert self.at(act, "2027-10-31T16:59:59Z")["state"] == "submitted"

    def test_a_second_later_it_is_too_late(self, act):
        with pytest.raises(tk.ValidationError, match="REVIEW-CLOSED"):
            self.at(act, "2027-10-31T17:00:00Z")

    @pytest.mark.parametrize(("language", "day"), [("th", "31 ต.ค. 2570"), ("en", "31 Oct 2027")])
    def test_it_is_told_with_the_last_day_as_the_reader_writes_it(self, act, read_in, language, day):
        """Row 92."""
        with read_in(language), pytest.raises(tk.ValidationError, match="REVIEW-CLOSED") as error:
            self.at(act, "2027-11-05T09:00:00Z")
        assert day in error.value.error_dict["note"][0]

    def test_a_supervisor_moves_it_and_everyone_reads_why(self, act, people):
        moved = tk.get_action("bmagov_deadline_move")(
            {"user": people["supervisor"]},
            {
                "fiscal_year": YEAR,
                "step": "report",
                "before": "2027-10-31",
                "after": "30/11/2570",
                "reason": "น้ำท่วมทั่วกรุงเทพมหานคร",
            },
        )
        report = next(one for one in moved["deadlines"] if one["step"] == "report")
        assert (report["day"], report["written"]) == ("2027-11-30", "2027-10-31")
        public = tk.get_action("bmagov_deadline_list")({"user": ""}, {"fiscal_year": YEAR})
        told = next(one for one in public["deadlines"] if one["step"] == "report")["moves"][0]
        assert told["reason"] == "น้ำท่วมทั่วกรุงเทพมหานคร"
        assert "by" not in told
        assert self.at(act, "2027-11-30T16:59:59Z")["state"] == "submitted"

    def test_only_supervisors_move_it_and_from_the_day_they_read(self, people):
        data = {
            "fiscal_year": YEAR,
            "step": "1",
            "before": "2026-01-01",
            "after": "2027-02-28",
            "reason": "เหตุผล",
        }
        with pytest.raises(tk.NotAuthorized):
            tk.get_action("bmagov_deadline_move")({"user": people["auditor"]}, data)
        with pytest.raises(tk.ValidationError, match="STALE-VERSION"):
            tk.get_action("bmagov_deadline_move")({"user": people["supervisor"]}, data)


class TestCriteria:
    def say(self, people, action, **data):
        given = {
            "id": "public-relations-office",
            "fiscal_year": YEAR,
            "version": show(people["auditor"])["version"],
            "criterion": "2.1.1",
            "reason": "ได้รับคำสั่งเป็นเอกสารแล้ว",
            **data,
        }
        return tk.get_action(f"bmagov_criterion_{action}")(
            {"user": people[data.pop("who", "auditor")]}, given
        )

    def test_the_machines_word_stays_beside_the_auditors(self, act, people):
        to_review(act)
        outcome = self.say(people, "override", share="1")
        found = next(one for one in outcome["criteria"] if one["criterion"] == "2.1.1")
        assert (found["machine"]["earned"], found["decided"]["earned"]) == ("0", "5")
        assert found["word"]["machine_state"] == "fail"
        assert float(outcome["decided"]) > float(outcome["machine"])

    def test_confirming_takes_an_override_back(self, act, people):
        to_review(act)
        self.say(people, "override", share="1")
        outcome = self.say(people, "confirm")
        assert outcome["decided"] == outcome["machine"]
        assert model.Session.query(Override).count() == 2

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            ({"share": "1.5"}, "SHARE-RANGE"),
            ({"share": ""}, "SHARE-RANGE"),
            ({"share": "1", "reason": "ok"}, "REASON-REQUIRED"),
            ({"share": "1", "criterion": "9.9"}, "CRITERION-UNKNOWN"),
            ({"share": "1", "criterion": "1.2"}, "CRITERION-NOT-APPLICABLE"),
            ({"share": "1", "version": 1}, "STALE-VERSION"),
        ],
    )
    def test_a_bad_word_is_refused_and_nothing_is_kept(self, act, people, data, code):
        to_review(act)
        with pytest.raises(tk.ValidationError, match=code):
            self.say(people, "override", **data)
        assert model.Session.query(Override).count() == 0

    def test_outside_a_review_nothing_is_judged(self, act, people):
        with pytest.raises(tk.ValidationError, match="NOT-UNDER-REVIEW"):
            self.say(people, "override", share="1")

    @pytest.mark.parametrize(
        ("text", "code"),
        [("เหตุผล\x00ของเรา", "TEXT-CONTROL-CHAR"), ("ก" * 100_000, "LIMIT")],
        ids=["null", "long"],
    )
    def test_words_that_cannot_be_kept_are_refused_wherever_they_are_written(self, act, people, text, code):
        """Row 101: PostgreSQL takes no null, and nobody reads a hundred thousand letters."""
        to_review(act)
        moved = {"step": "report", "before": "2027-10-31", "after": "30/11/2570"}
        with pytest.raises(tk.ValidationError, match=code):
            self.say(people, "override", share="1", reason=text)
        with pytest.raises(tk.ValidationError, match=code):
            self.say(people, "confirm", reason=text)
        for who, action, data in (
            ("auditor", "audit_note_create", {"text": text}),
            ("auditor", "round_return", {"version": 3, "note": text, "due": due()}),
            ("supervisor", "deadline_move", {**moved, "reason": text}),
        ):
            year = {"id": "public-relations-office", "fiscal_year": YEAR}
            with pytest.raises(tk.ValidationError, match=code):
                tk.get_action(f"bmagov_{action}")({"user": people[who]}, {**year, **data})

    def test_notes_that_are_not_shared_are_the_auditors(self, people):
        for text, shared in (("ดูหลักฐานเพิ่ม", True), ("สุ่มตรวจซ้ำ", False)):
            tk.get_action("bmagov_audit_note_create")(
                {"user": people["auditor"]},
                {"id": "public-relations-office", "fiscal_year": YEAR, "text": text, "shared": shared},
            )

        def read(who):
            data = {"id": "public-relations-office", "fiscal_year": YEAR}
            return [
                one["text"] for one in tk.get_action("bmagov_audit_note_list")({"user": people[who]}, data)
            ]

        assert read("editor") == ["ดูหลักฐานเพิ่ม"]
        assert len(read("auditor")) == 2


class TestContention:
    """Deadlock, serialization, lock timeout (security design, F16)."""

    @staticmethod
    def lost(code):
        class Lost(Exception):
            pgcode = code

        return sa.exc.OperationalError("UPDATE", {}, Lost())

    @pytest.mark.parametrize("code", ["40P01", "40001", "55P03"])
    def test_who_lost_is_tried_again_as_a_whole(self, act, people, monkeypatch, code):
        told, real = [self.lost(code), self.lost(code)], rounds.write

        def write(*args, **more):
            real(*args, **more)
            if told:
                raise told.pop()

        monkeypatch.setattr(rounds, "write", write)
        assert act("admin", "submit", **SIGNED)["state"] == "submitted"
        kinds = model.Session.scalars(sa.select(AuditLog.kind)).all()
        assert [one for one in kinds if one.startswith("round_")] == ["round_submit"]

    def test_a_row_that_stays_locked_stores_nothing_and_says_to_try_again(
        self, act, people, app, monkeypatch
    ):
        monkeypatch.setattr("ckanext.bmagov.base.actions.retry_on_contention.LOCK_TIMEOUT", "20ms")
        act("admin", "submit", **SIGNED)
        before = show(people["auditor"])
        token = core.APIToken(user=people["auditor"])["token"]
        model.Session.commit()
        with model.meta.engine.begin() as other:
            other.execute(sa.text("SELECT 1 FROM bmagov_round FOR UPDATE"))
            answer = app.post(
                "/api/3/action/bmagov_round_start_review",
                json={
                    "id": "public-relations-office",
                    "fiscal_year": YEAR,
                    "version": before["version"],
                },
                headers={"Authorization": token},
                expect_errors=True,
            )
        assert answer.status_code == 503, answer.body
        assert answer.headers["Retry-After"] == "30"
        assert "Traceback" not in answer.body
        model.Session.rollback()
        assert show(people["auditor"]) == before
        assert act("auditor", "start_review")["state"] == "under_review"

    def test_another_error_is_not_tried_again(self, act, monkeypatch):
        calls = []

        def write(*args, **more):
            calls.append(1)
            raise self.lost("57014")

        monkeypatch.setattr(rounds, "write", write)
        with pytest.raises(sa.exc.OperationalError):
            act("admin", "submit", **SIGNED)
        assert len(calls) == 1
