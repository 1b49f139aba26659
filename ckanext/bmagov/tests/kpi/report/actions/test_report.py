"""The report: live while it is prepared, then as it was kept; only what its reader may know."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from freezegun import freeze_time
from pypdf import PdfReader

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.base.domain.log_head import heads_in
from ckanext.bmagov.base.readers.clock import day_of
from ckanext.bmagov.base.services import log_tree
from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable
from ckanext.bmagov.kpi.round.model import Snapshot
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.clock import after_the_year
from ckanext.bmagov.tests.kpi.evidence.schema.test_workspace import pdf
from ckanext.bmagov.tests.kpi.office import agree_on

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")

KEY = {"id": "public-relations-office", "fiscal_year": 2570}
ROOT = "/organization/public-relations-office/kpi/2570/report"
SIGNED = {"signed_by": "นางสาวศิริพร แก้วประดิษฐ์", "position": "นักประชาสัมพันธ์ชำนาญการ"}
NOTE = "ตรวจครบทุกข้อแล้ว"


@pytest.fixture
def people(with_plugins, ckan_config, tmp_path, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))
    roles = ("member", "editor", "admin", "stranger", "auditor", "supervisor")
    names = {role: core.User()["name"] for role in roles}

    def agency(name, **given):
        users = [{"name": names[who], "capacity": capacity} for who, capacity in given.items()]
        return factories.Agency(name=name, kind="bureau", title="สำนักงานประชาสัมพันธ์", users=users)

    agree_on(agency("public-relations-office", member="member", editor="editor", admin="admin")["id"])
    agency("health-department", stranger="admin")
    agency("strategy-and-evaluation-department", auditor="editor", supervisor="admin")
    return names


@pytest.fixture
def act(people):
    def do(action, who="editor", **data):
        return tk.get_action(f"bmagov_{action}")({"user": people[who]}, {**KEY, **data})

    return do


def decide(act, event, who, **data):
    for criterion in act("round_show", who)["without_word"] if event == "verify" else ():
        act("criterion_confirm", who, version=act("round_show", who)["version"], criterion=criterion)
    return act(f"round_{event}", who, version=act("round_show", who)["version"], **data)


def said(act, text, version=0):
    return act("statement_update", version=version, obstacles=text, stated="70.00")


def told(report, number):
    (section,) = (one for one in report["report"]["sections"] if one["number"] == number)
    return [line["text"] for block in section["blocks"] for line in block["lines"]]


def figures(report):
    lines = report["report"]["sections"][4]["blocks"][0]["lines"]
    return {line["label"]["en"]: line["value"] for line in lines}


class TestWhatStands:
    def test_while_it_is_prepared_it_tells_of_now(self, act):
        said(act, "ไม่มี")
        before = act("report_show")
        said(act, "มีบ้าง", version=1)
        after = act("report_show")
        assert (told(before, 8), told(after, 8)) == (["ไม่มี"], ["มีบ้าง"])
        assert (after["kept"], after["snapshot"], after["state"]) == (False, None, "draft")
        assert before["digest"] != after["digest"]

    def test_handed_in_it_stays_as_it_was(self, act):
        said(act, "ไม่มี")
        decide(act, "submit", "admin", **SIGNED)
        first = act("report_show")
        model.Session.execute(
            model.meta.metadata.tables["bmagov_statement"].update().values(obstacles="ถูกแก้")
        )
        model.Session.commit()
        again = act("report_show", "auditor")
        assert told(again, 8) == ["ไม่มี"]
        assert again["report"]["signed_by"] == SIGNED["signed_by"]
        assert again["kept"]
        assert again["snapshot"] == model.Session.query(Snapshot.digest).scalar()
        assert again["digest"] == first["digest"]

    def test_returned_it_tells_of_now_again(self, act):
        said(act, "ไม่มี")
        decide(act, "submit", "admin", **SIGNED)
        decide(act, "start_review", "auditor")
        decide(act, "return", "auditor", note="เพิ่มหลักฐานข้อ 2.3", due="2030-01-31")
        said(act, "มีบ้าง", version=act("statement_show")["version"])
        assert told(act("report_show"), 8) == ["มีบ้าง"]

    def test_signed_off_it_shows_the_three_results_and_survives_moved_deadlines(self, act):
        said(act, "ไม่มี")
        decide(act, "submit", "admin", **SIGNED)
        decide(act, "start_review", "auditor")
        word = {"criterion": "2.1.1", "share": "1", "reason": "เห็นต้นฉบับแล้วถูกต้อง"}
        act("criterion_override", "auditor", version=act("round_show")["version"], **word)
        decide(act, "verify", "auditor", note=NOTE)
        decide(act, "waive", "admin", note=NOTE)
        decide(act, "sign_off", "supervisor", note=NOTE)
        kept = act("report_show")
        numbers = figures(kept)
        assert numbers["Target"] == "100"
        assert numbers["Achievement stated by the agency"] == "70.00"
        assert numbers["Result after the auditor's review"] > numbers["Result by the system"]
        moved = {"fiscal_year": 2570, "step": "1", "before": _deadline(act), "after": "2027-02-15"}
        act("deadline_move", "supervisor", reason="ขยายเวลาทุกหน่วยงาน", **moved)
        assert act("report_show")["digest"] == kept["digest"]

    def test_a_new_revision_leaves_the_old_report(self, act):
        said(act, "ไม่มี")
        decide(act, "submit", "admin", **SIGNED)
        decide(act, "start_review", "auditor")
        decide(act, "verify", "auditor", note=NOTE)
        decide(act, "waive", "admin", note=NOTE)
        decide(act, "sign_off", "supervisor", note=NOTE)
        kept = act("report_show")
        with after_the_year(2570):
            decide(act, "close", "supervisor")
        decide(act, "revise", "supervisor", note="แก้ตัวเลขตามคำร้อง")
        assert not act("report_show")["kept"]
        assert act("report_show", revision=1)["digest"] == kept["digest"]
        with pytest.raises(tk.ObjectNotFound):
            act("report_show", revision=7)

    def test_what_was_changed_since_it_was_handed_in_is_not_told(self, act, people, app):
        said(act, "ไม่มี")
        decide(act, "submit", "admin", **SIGNED)
        assert act("report_show")["kept"]
        model.Session.execute(sa.text("ALTER TABLE bmagov_snapshot DISABLE TRIGGER USER"))
        change = """UPDATE bmagov_snapshot SET record = jsonb_set(record, '{obstacles}', '"มีมาก"')"""
        model.Session.execute(sa.text(change))
        model.Session.execute(sa.text("ALTER TABLE bmagov_snapshot ENABLE TRIGGER USER"))
        model.Session.commit()
        with pytest.raises(tk.ValidationError, match="SNAPSHOT-CHANGED"):
            act("report_show")
        asking = {"user": people["admin"], "ignore_auth": True}
        token = call_action("api_token_create", asking, user=people["admin"], name="t")["token"]
        headers = {"Authorization": token}
        for suffix in ("", ".pdf", ".docx"):
            page = app.get(f"{ROOT}{suffix}", headers=headers, status=409).get_data(as_text=True)
            assert "ข้อมูลที่เก็บไว้ไม่ตรงกับที่ลงนาม" in page
            assert "มีมาก" not in page

    def test_its_foot_has_the_head_of_the_log_of_its_day(self, act):
        assert act("report_show")["log_head"] is None
        said(act, "ไม่มี")
        decide(act, "submit", "admin", **SIGNED)
        day = day_of(model.Session.query(Snapshot.taken_at).scalar())
        assert act("report_show")["log_head"] == str(log_tree.head_on(model.Session, day))

    def test_as_of_a_day(self, act):
        assert act("report_show", as_of="15/10/2569")["as_of"].startswith("2026-10-15T23:59:59")
        with pytest.raises(tk.ValidationError, match="DATE-FUTURE"):
            act("report_show", as_of="31/12/2599")


def _deadline(act):
    found = act("deadline_list", "supervisor")["deadlines"]
    return next(one for one in found if one["step"] == "1")["day"]


class TestWho:
    @pytest.mark.parametrize("who", ["member", "auditor"])
    def test_people_of_the_agency_and_auditors_read_it(self, act, who):
        assert act("report_show", who)["agency"]["name"] == KEY["id"]

    def test_for_others_there_is_none(self, people):
        answers = set()
        for who, agency in (("stranger", KEY["id"]), ("stranger", "there-is-none"), (None, KEY["id"])):
            context = {"user": people[who] if who else "", "ignore_auth": False}
            with pytest.raises(tk.ObjectNotFound) as error:
                tk.get_action("bmagov_report_show")(context, {**KEY, "id": agency})
            answers.add(str(error.value))
        assert len(answers) == 1

    def test_what_a_reader_may_not_know_is_left_out_and_counted(self, act, people):
        owner = model.Group.get(KEY["id"])
        assert owner
        level = {"data_classification": "secret", "data_category": "security", "license_id": "notspecified"}
        secret = factories.Dataset(owner_org=owner.id, title="แผนลับ", private=True, resources=[], **level)
        tk.get_action("bmagov_proposal_update")(
            {"user": people["admin"], "ignore_auth": True},
            {**KEY, "title": "แผนลับ", "origin": "new", "dataset": secret["id"]},
        )
        made = act("deliverable_create", kind="evidence", title="หลักฐานลับมาก", upload=pdf())
        act("use_create", kind="inside", description="ใช้วางแผน", evidence=[made["id"], "http://a.go.th/"])
        act("statement_update", version=0, references=[{"deliverable_id": made["id"]}, "แฟ้มในตู้"])
        model.Session.get(Deliverable, made["id"]).level = "secret"
        model.Session.commit()
        with freeze_time(dt.datetime.now(dt.UTC)):
            report = act("report_show", "member")
            whole = act("report_show", "auditor")
        assert report["hidden"] == 2
        assert "ลับ" not in str(report["report"])
        assert told(report, 9) == ["แฟ้มในตู้"]
        assert whole["digest"] == report["digest"]
        assert told(whole, 9) == ["หลักฐานลับมาก", "แฟ้มในตู้"]


class TestGovernance:
    """The report reads the governance record: its six parts close the sixth section."""

    def test_it_holds_what_is_entered_and_measured_and_keeps_it(self, act, people):
        factories.Dataset(owner_org=model.Group.get(KEY["id"]).id)
        act("governance_item_create", kind="data_steward", title="นายวิชัย ใจดี")
        told_now = told(act("report_show"), 6)
        assert "นายวิชัย ใจดี" in told_now
        decide(act, "submit", "admin", **SIGNED)
        (item,) = act("governance_show")["parts"][0]["items"]
        act("governance_item_withdraw", item=item["id"], reason="ลาออกแล้วเมื่อต้นเดือน")
        assert "นายวิชัย ใจดี" in told(act("report_show"), 6)
        assert governed(act("report_show"))[5] == "State: complete (100 %)"

    def test_a_document_counts_where_its_kind_belongs(self, act):
        made = act("deliverable_create", kind="working_group_order", title="คำสั่งคณะทำงาน", upload=pdf())
        lines = act("report_show")["report"]["sections"][5]["blocks"][5]["lines"]
        assert f"/kpi/document/{made['id']}" in [one["link"] for one in lines]

    def test_what_its_reader_may_not_know_is_not_counted_for_him(self, act):
        owner = model.Group.get(KEY["id"])
        level = {"data_classification": "secret", "data_category": "security", "license_id": "notspecified"}
        factories.Dataset(owner_org=owner.id)
        factories.Dataset(owner_org=owner.id, private=True, resources=[], **level)
        owners = "Datasets with a responsible person or unit"
        assert f"{owners}: 2/2" in labels(act("report_show", "auditor"))
        assert f"{owners}: 1/1" in labels(act("report_show", "member"))
        assert act("report_show", "member")["hidden"] == 1


def labels(report):
    blocks = report["report"]["sections"][5]["blocks"]
    return [line["label"]["en"] for block in blocks for line in block["lines"] if line["label"]]


def governed(report):
    """The state of each of the six parts, by number."""
    blocks = [one for one in report["report"]["sections"][5]["blocks"] if one["title"]]
    parts = [one for one in blocks if "governance" in one["title"]["en"]]
    return {number: one["lines"][0]["label"]["en"] for number, one in enumerate(parts, 1)}


class TestPages:
    @pytest.fixture
    def ask(self, app, people):
        def get(who, suffix="", status=200):
            token = call_action("api_token_create", {"user": people[who], "ignore_auth": True},
                                user=people[who], name=f"t{suffix}")  # fmt: skip
            answer = app.get(f"{ROOT}{suffix}", headers={"Authorization": token["token"]})
            assert answer.status_code == status
            return answer

        return get

    def test_page_pdf_and_docx_say_the_same(self, act, ask):
        said(act, "ไม่มี")
        decide(act, "submit", "admin", **SIGNED)
        sheet = BeautifulSoup(ask("member").data, "html.parser").find(class_="bmagov-kpi-report")
        assert sheet
        page = ["".join(one.get_text().split()) for one in sheet.find_all(["h3", "h4", "h5", "p"])]
        reader = PdfReader(io.BytesIO(ask("member", ".pdf").data))
        pages = ["".join(one.extract_text().split()) for one in reader.pages]
        whole = "".join(page)
        assert "".join(pages).startswith(whole[:200])
        with zipfile.ZipFile(io.BytesIO(ask("member", ".docx").data)) as archive:
            tree = BeautifulSoup(archive.read("word/document.xml"), "xml")
        word = ["".join(one.get_text().split()) for one in tree.find_all("p")]
        assert word == page
        assert len(sheet.find_all("h4")) == 9
        assert sheet.find(class_="is-foot")
        (head,) = heads_in(sheet.get_text())
        assert str(head) == act("report_show")["log_head"]
        assert "".join(str(head).split()) in "".join(pages)

    def test_files_are_named_and_kept_by_nobody(self, ask):
        answer = ask("auditor", ".pdf")
        assert answer.headers["Content-Type"] == "application/pdf"
        assert "kpi-2570-public-relations-office.pdf" in answer.headers["Content-Disposition"]
        assert "no-store" in answer.headers["Cache-Control"]

    @pytest.mark.parametrize("suffix", ["", ".pdf", ".docx"])
    def test_others_find_nothing_and_visitors_log_in(self, app, ask, suffix):
        ask("stranger", suffix, status=404)
        answer = app.get(f"{ROOT}{suffix}", follow_redirects=False)
        assert answer.status_code == 302
        assert "/user/login" in answer.headers["Location"]
