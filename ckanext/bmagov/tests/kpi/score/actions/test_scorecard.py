"""Score cards: for whom they are, what they tell, and that a run is one, and shared."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core

from ckanext.bmagov.kpi.register.model import Obligation
from ckanext.bmagov.kpi.score.model import Finding, Scorecard, ScoreChange, ScoreRun
from ckanext.bmagov.kpi.score.services import runs, score, score_changes
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.clock import after_the_year
from ckanext.bmagov.tests.kpi.office import look

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")

YEAR = 2570
CLOSED = {"data_category": "official_secret", "data_classification": "secret", "license_id": "notspecified"}


def call(action, user="", **data):
    return tk.get_action(action)({"user": user}, data)


@pytest.fixture
def people(with_plugins):
    """Two bureaus with a member each, an admin of the first, and the office that audits."""
    names = {role: core.User()["name"] for role in ("member", "admin", "stranger", "auditor", "supervisor")}

    def agency(name, **roles):
        users = [{"name": names[who], "capacity": capacity} for who, capacity in roles.items()]
        return factories.Agency(name=name, kind="bureau", users=users)["id"]

    names["agency"] = agency("public-relations-office", member="member", admin="admin")
    names["other"] = agency("health-department", stranger="editor")
    agency("strategy-and-evaluation-department", auditor="editor", supervisor="admin")
    return names


def duty(agency_id, dataset_id="", title="ทะเบียนสื่อ"):
    row = Obligation(
        agency_id=agency_id,
        kind="city_indicator",
        added_year=2569,
        title=title,
        dataset_id=dataset_id,
        created_by="auditor",
    )
    model.Session.add(row)
    model.Session.commit()


def score_all(**more):
    return tk.get_action("bmagov_scorecard_update")(
        {"ignore_auth": True, "user": ""}, {"fiscal_year": YEAR, **more}
    )


class TestShow:
    @pytest.mark.parametrize("who", ["member", "admin", "auditor"])
    def test_its_people_and_auditors_read_it(self, people, who):
        card = call("bmagov_scorecard_show", people[who], id=people["agency"], fiscal_year=YEAR)
        assert card["agency"]["name"] == "public-relations-office"
        assert [part["id"] for part in card["parts"]] == ["1", "2"]

    def test_for_others_it_is_not_there(self, people):
        said = set()
        for agency in (people["agency"], "there-is-no-such-agency"):
            for who in (people["stranger"], ""):
                with pytest.raises(tk.ObjectNotFound) as error:
                    call("bmagov_scorecard_show", who, id=agency, fiscal_year=YEAR)
                said.add(str(error.value))
        assert len(said) == 1

    def test_every_finding_says_why_and_what_to_do_where(self, people):
        duty(people["agency"])
        card = call("bmagov_scorecard_show", people["member"], id=people["agency"], fiscal_year=YEAR)
        criteria = {one["id"]: one for part in card["parts"] for one in part["criteria"]}
        (found,) = criteria["1.1"]["findings"]
        assert found["title"] == "ทะเบียนสื่อ"
        assert found["reason"] == "NO-DATASET-LINKED"
        assert found["text"]
        assert found["link"] == f"/organization/public-relations-office/kpi/{YEAR}/register"
        assert {one["criterion"] for one in card["gains"]} >= {"1.1", "2.1.1", "2.3.1"}
        gains = [float(one["gain"]) for one in card["gains"]]
        assert gains == sorted(gains, reverse=True)

    def test_what_may_not_be_known_is_told_as_points_only(self, people):
        dataset = factories.Dataset(owner_org=people["agency"], title="เรื่องลับ", **CLOSED)
        duty(people["agency"], dataset["id"], "เรื่องลับ")
        score_all()

        def read(who):
            card = call("bmagov_scorecard_show", people[who], id=people["agency"], fiscal_year=YEAR)
            return card, next(one for one in card["parts"][0]["criteria"] if one["id"] == "1.1")

        card, hidden = read("member")
        assert "เรื่องลับ" not in str(card)
        assert dataset["id"] not in str(card)
        assert hidden["findings"] == []
        assert hidden["hidden"]["count"] is None
        assert hidden["points"]["weight"] == "25"
        card, told = read("admin")
        assert told["findings"][0]["title"] == "เรื่องลับ"
        assert read("auditor")[1]["findings"][0]["title"] == "เรื่องลับ"

    def test_what_is_signed_off_stands_whatever_changes_later(self, people):
        year = {"id": people["agency"], "fiscal_year": YEAR}
        duty(people["agency"])
        call("bmagov_round_submit", people["admin"], version=1, signed_by="ก", position="ข", **year)
        call("bmagov_round_start_review", people["auditor"], version=2, **year)
        look(people["auditor"], year)
        call("bmagov_round_verify", people["auditor"], version=3, note="ตรวจแล้ว ถูกต้อง", **year)
        call("bmagov_round_waive", people["admin"], version=4, note="ไม่คัดค้านผลการตรวจ", **year)
        call("bmagov_round_sign_off", people["supervisor"], version=5, note="เห็นชอบตามเสนอ", **year)

        def read():
            shown = call("bmagov_scorecard_show", people["member"], **year)
            return shown, call("bmagov_outcome_show", people["member"], **year)

        before = read()
        assert before[0]["kept"]
        assert before[0]["parts"][0]["criteria"][0]["findings"][0]["reason"] == "NO-DATASET-LINKED"
        model.Session.query(Obligation).delete()
        duty(people["agency"], title="หน้าที่ใหม่")
        score_all()
        card, outcome = read()
        assert card["result"] == before[0]["result"]
        assert card["as_of"] == before[0]["as_of"]
        assert outcome == before[1]
        assert "หน้าที่ใหม่" not in str(card)

    def test_a_kept_card_is_the_same_as_one_made_now(self, people):
        duty(people["agency"], factories.Dataset(owner_org=people["agency"])["id"])
        score_all()
        kept = call("bmagov_scorecard_show", people["member"], id=people["agency"], fiscal_year=YEAR)
        score_changes.note_agencies(model.Session, [people["agency"]])
        made = call("bmagov_scorecard_show", people["member"], id=people["agency"], fiscal_year=YEAR)
        assert (kept["kept"], made["kept"]) == (True, False)
        different = {name for name in kept if kept[name] != made[name]}
        assert different <= {"kept", "as_of"}

    def test_a_change_shows_without_a_worker(self, people):
        score_all()
        duty(people["agency"])
        dataset = factories.Dataset(owner_org=people["agency"])
        card = call("bmagov_scorecard_show", people["member"], id=people["agency"], fiscal_year=YEAR)
        assert not card["kept"]
        assert card["parts"][0]["criteria"][0]["findings"][0]["reason"] == "NO-DATASET-LINKED"
        assert people["agency"] in score_changes.changed_ids(model.Session)
        assert dataset

    def test_a_day_to_come_is_refused(self, people):
        with pytest.raises(tk.ValidationError, match="DATE-FUTURE"):
            call(
                "bmagov_scorecard_show",
                people["member"],
                id=people["agency"],
                fiscal_year=YEAR,
                as_of="31/12/2599",
            )


class TestList:
    def test_auditors_see_all_agencies_others_their_own(self, people):
        score_all()
        every = call("bmagov_scorecard_list", people["auditor"], fiscal_year=YEAR)
        own = call("bmagov_scorecard_list", people["stranger"], fiscal_year=YEAR)
        assert len(every["agencies"]) == 3
        assert [one["name"] for one in own["agencies"]] == ["health-department"]
        assert own["agencies"][0]["criteria"]["2.1.1"]["state"] == "fail"
        assert len(every["criteria"]) == 16

    def test_who_belongs_to_no_agency_gets_none(self, people):
        with pytest.raises(tk.NotAuthorized):
            call("bmagov_scorecard_list", core.User()["name"], fiscal_year=YEAR)

    def test_never_scored_is_not_zero(self, people):
        rows = call("bmagov_scorecard_list", people["auditor"], fiscal_year=YEAR)["agencies"]
        assert {(one["result"], one["changed"]) for one in rows} == {(None, True)}


class TestTrend:
    def read(self, people, who="auditor", **more):
        found = call("bmagov_scorecard_list", people[who], fiscal_year=YEAR, **more)["agencies"]
        return {one["name"]: one["trend"] for one in found}

    def test_it_holds_the_years_that_have_results_until_the_one_asked_for(self, people):
        score_all()
        for year, result in ((YEAR - 3, "41.5"), (YEAR - 2, None), (YEAR + 1, "99")):
            model.Session.add(earlier(people["agency"], year, result))
        model.Session.commit()
        (trend,) = self.read(people, id="public-relations-office").values()
        assert [(one["fiscal_year"], one["final"]) for one in trend] == [(YEAR - 3, False), (YEAR, False)]
        assert trend[0]["result"] == "41.5"
        assert [one["fiscal_year"] for one in self.read(people)["health-department"]] == [YEAR]
        assert list(self.read(people, "member")) == ["public-relations-office"]
        assert self.read(people, "member", id="health-department") == {}

    def test_a_year_that_is_signed_off_is_told_as_it_was_then(self, people):
        year = {"id": people["agency"], "fiscal_year": YEAR}
        duty(people["agency"])
        call("bmagov_round_submit", people["admin"], version=1, signed_by="ก", position="ข", **year)
        call("bmagov_round_start_review", people["auditor"], version=2, **year)
        look(people["auditor"], year)
        call("bmagov_round_verify", people["auditor"], version=3, note="ตรวจแล้ว ถูกต้อง", **year)
        call("bmagov_round_waive", people["admin"], version=4, note="ไม่คัดค้านผลการตรวจ", **year)
        call("bmagov_round_sign_off", people["supervisor"], version=5, note="เห็นชอบตามเสนอ", **year)
        then = call("bmagov_scorecard_show", people["auditor"], **year)["result"]
        told = [{"fiscal_year": YEAR, "result": then, "final": True}]
        sql = sa.update(Scorecard).where(Scorecard.agency_id == people["agency"]).values(result="12.34")
        model.Session.execute(sql)
        model.Session.commit()
        assert self.read(people)["public-relations-office"] == told
        with after_the_year(YEAR):
            call("bmagov_round_close", people["supervisor"], version=6, note="ปิดรอบ ปีงบประมาณ", **year)
        assert self.read(people)["public-relations-office"] == told
        call("bmagov_round_revise", people["supervisor"], version=7, note="แก้ไขตามที่ร้องขอ", **year)
        assert self.read(people)["public-relations-office"] == told, "while a correction is prepared"


def earlier(agency_id, year, result):
    return Scorecard(
        agency_id=agency_id, kpi="database", fiscal_year=year, as_of=dt.datetime.now(dt.UTC), rule_version=1,
        rule_digest="x", result=result,
    )  # fmt: skip


def publish_next(user):
    """Publish version 3 of the year's rules, in force since the first."""
    source = call("bmagov_ruleset_show", user, fiscal_year=YEAR, version=2)["source"]
    draft = source.replace("version: 2\nstatus: published", "version: 3\nstatus: draft")
    draft = draft.replace("overdue_share: 0.5", "overdue_share: 0.25")
    made = call("bmagov_ruleset_create", user, source=draft)
    call("bmagov_ruleset_publish", user, fiscal_year=YEAR, version=3, digest=made["digest"])


class TestRun:
    def test_only_auditors_start_one(self, people):
        with pytest.raises(tk.NotAuthorized):
            call("bmagov_scorecard_update", people["admin"], fiscal_year=YEAR)
        assert call("bmagov_scorecard_update", people["auditor"], fiscal_year=YEAR)["scored"] == 3

    def test_help_comes_only_to_a_run_that_is_at_work(self, people):
        assert score_all(join=True) == {"running": False, "scored": 0, "failed": {}}
        self.leave_open([people["agency"]])
        assert score_all(join=True) == {"running": False, "scored": 2, "failed": {}}

    def test_what_another_worker_does_not_finish_is_told(self, people, monkeypatch):
        monkeypatch.setattr(runs, "LONGEST_WAIT", "10ms")
        run = self.leave_open([])
        with model.ensure_engine().connect() as worker, orm.Session(worker) as session:
            assert runs.claim(session, run, people["agency"])
            assert score_all() == {"running": True, "scored": 2, "failed": {}}
        assert score_all() == {"running": False, "scored": 1, "failed": {}}

    def test_one_that_was_left_is_completed_with_its_own_moment(self, people):
        began = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
        self.leave_open([people["agency"]], began)
        assert score_all()["scored"] == 2
        moments = set(model.Session.scalars(sa.select(Scorecard.as_of)))
        assert moments == {began}
        assert model.Session.scalars(sa.select(ScoreRun.finished_at)).one() is not None

    def test_a_rule_set_published_meanwhile_waits_for_the_next_run(self, people, monkeypatch):
        def and_publish(session, agency, *given, **more):
            answer = real(session, agency, *given, **more)
            if agency.node.id == people["agency"]:
                publish_next(people["supervisor"])
            return answer

        real = score.score_agency
        monkeypatch.setattr("ckanext.bmagov.kpi.score.actions.scorecard.score_agency", and_publish)
        assert score_all()["scored"] == 3
        assert set(model.Session.scalars(sa.select(Scorecard.rule_version))) == {2}
        monkeypatch.setattr("ckanext.bmagov.kpi.score.actions.scorecard.score_agency", real)
        assert score_all()["scored"] == 3
        assert set(model.Session.scalars(sa.select(Scorecard.rule_version))) == {3}

    def test_a_fault_of_one_agency_stops_no_other(self, people, monkeypatch):
        def broken(session, agency, *given, **more):
            if agency.node.id == people["other"]:
                session.add(ScoreChange(agency_id="half-written"))
                raise RuntimeError
            return real(session, agency, *given, **more)

        real = score.score_agency
        monkeypatch.setattr("ckanext.bmagov.kpi.score.actions.scorecard.score_agency", broken)
        answer = score_all()
        assert answer["scored"] == 2
        assert answer["failed"] == {"health-department": "RuntimeError"}
        assert "half-written" not in score_changes.changed_ids(model.Session)

    def test_only_what_changed(self, people):
        score_all()
        before = model.Session.scalar(sa.select(sa.func.count()).select_from(Finding))
        score_changes.note_agencies(model.Session, [people["other"]])
        model.Session.commit()
        assert score_all(changed=True)["scored"] == 1
        assert model.Session.scalar(sa.select(sa.func.count()).select_from(Finding)) == before

    @staticmethod
    def leave_open(done, began=None):
        run = ScoreRun(
            kpi="database",
            fiscal_year=YEAR,
            as_of=began or dt.datetime.now(dt.UTC),
            rule_version=1,
            total=3,
            done=done,
        )
        model.Session.add(run)
        model.Session.commit()
        return run
