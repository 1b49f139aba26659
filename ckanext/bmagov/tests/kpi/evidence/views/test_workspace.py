"""An agency's workspace on pages: no scripts needed, errors at the field, nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from bs4 import BeautifulSoup
from freezegun import freeze_time

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.kpi.evidence.readers import document_store
from ckanext.bmagov.kpi.register.model import Obligation
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.kpi import papers

YEAR = 2570
AGENCY = "public-relations-office"
ROOT = f"/organization/{AGENCY}/kpi/{YEAR}"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF"
PAGES = ("", "/documents", "/progress", "/uses", "/database", "/words", "/submit")


class Office:
    """The people of an agency and of the office that audits, with the headers of their tokens."""

    def __init__(self, app) -> None:
        self.app = app
        people = ("member", "editor", "admin", "stranger", "auditor", "supervisor")
        self.names = {who: core.User()["name"] for who in people}
        self.tokens = {
            who: call_action("api_token_create", {"user": name, "ignore_auth": True}, user=name, name="t")
            for who, name in self.names.items()
        }
        self.agency = self._agency(AGENCY, member="member", editor="editor", admin="admin")
        self._agency("health-department", stranger="admin")
        self._agency("strategy-and-evaluation-department", auditor="editor", supervisor="admin")

    def _agency(self, name, **roles):
        users = [{"name": self.names[who], "capacity": capacity} for who, capacity in roles.items()]
        return factories.Agency(name=name, kind="bureau", title="สำนักงานประชาสัมพันธ์", users=users)["id"]

    def ask(self, who, path, status=200, **form):
        headers = {"Authorization": self.tokens[who]["token"]} if who else {}
        more = {"data": form, "content_type": "multipart/form-data"} if form else {}
        method = self.app.post if form else self.app.get
        answer = method(path, headers=headers, follow_redirects=False, **more)
        assert answer.status_code == status, answer.get_data(as_text=True)[-2000:]
        return answer

    def page(self, who, path, status=200, **form):
        return BeautifulSoup(self.ask(who, path, status, **form).get_data(as_text=True), "html.parser")

    def act(self, who, action, **data):
        given = {"id": AGENCY, "fiscal_year": YEAR, **data}
        return tk.get_action(f"bmagov_{action}")({"user": self.names[who]}, given)

    def upload(self, content=PDF, who="editor", status=302, **form):
        form = {"kind": "working_group_order", **form, "upload": (io.BytesIO(content), "คำสั่ง.pdf")}
        return self.page(who, f"{ROOT}/documents", status, **form)

    def document(self):
        self.upload()
        return self.act("editor", "deliverable_list")[0]

    def hand_in(self):
        return self.act("admin", "round_submit", version=1, signed_by="ก", position="ข")


@pytest.fixture
def office(with_plugins, clean_db, clean_index, app, ckan_config, tmp_path, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))
    return Office(app)


def fault(page, name):
    found = page.find(id=f"field-{name}-error")
    return found.get_text(" ", strip=True) if found else ""


class TestWhoSeesIt:
    @pytest.mark.parametrize("path", PAGES)
    def test_its_people_and_auditors_read_it_and_others_find_nothing(self, office, path):
        for who in ("member", "editor", "admin", "auditor"):
            answer = office.ask(who, ROOT + path)
            assert "no-store" in answer.headers["Cache-Control"]
            assert "bmagov-kpi" in answer.get_data(as_text=True)
        foreign = office.page("stranger", ROOT + path, 404).get_text()
        absent = office.page("stranger", ROOT.replace(AGENCY, "there-is-none") + path, 404).get_text()
        assert foreign.replace(AGENCY, "there-is-none") == absent
        for agency in (AGENCY, "there-is-none"):
            assert "/user/login" in office.ask("", ROOT.replace(AGENCY, agency) + path, 302).location

    def test_a_year_without_rules_is_not_there(self, office):
        for year in (2569, 1, 99999):
            office.ask("editor", f"/organization/{AGENCY}/kpi/{year}", 404)

    def test_the_tab_leads_its_people_and_auditors_there(self, office):
        for who, sees in (("member", True), ("auditor", True), ("stranger", False), ("", False)):
            text = office.ask(who, f"/organization/{AGENCY}").get_data(as_text=True)
            assert (f"/organization/{AGENCY}/kpi/" in text) == sees, who
        assert office.ask("member", f"/organization/{AGENCY}/kpi", 302).location.endswith(ROOT)
        assert ROOT in office.ask("editor", "/dashboard/work").get_data(as_text=True)
        assert ROOT not in office.ask("stranger", "/dashboard/work").get_data(as_text=True)

    def test_only_its_editors_get_forms_and_may_send_them(self, office):
        for path in ("documents", "progress", "uses", "database", "words"):
            for who, gets in (("editor", True), ("admin", True), ("member", False), ("auditor", False)):
                assert bool(office.page(who, f"{ROOT}/{path}").select("form.bmagov-kpi-form")) == gets
        entry = {"day": "1/10/2569", "text": "เริ่ม"}
        office.ask("member", f"{ROOT}/progress", 403, **entry)
        office.ask("auditor", f"{ROOT}/progress", 403, **entry)
        office.ask("stranger", f"{ROOT}/progress", 404, **entry)


class TestOverview:
    def test_figures_stand_beside_one_another_with_the_moment(self, office):
        office.act("editor", "statement_update", version=0, stated="70.00")
        text = office.page("editor", ROOT).find(class_="bmagov-kpi-figures").get_text(" ", strip=True)
        for said in ("ระบบคำนวณ 0.00", "หน่วยงานรายงาน 70.00", "ผลที่ผู้ตรวจประเมินพิจารณา", "100", "ข้อมูล ณ"):
            assert said in text
        assert "25" in text

    def test_every_criterion_has_state_points_and_reason(self, office):
        page = office.page("member", ROOT)
        rows = {row["id"]: row.get_text(" ", strip=True) for row in page.select("tr[id^=criterion-]")}
        assert len(rows) == len(
            [one for part in office.act("member", "scorecard_show")["parts"] for one in part["criteria"]]
        )
        assert "0 จาก 5 คะแนน" in rows["criterion-2.1.1"]
        assert "คำสั่งแต่งตั้งคณะทำงาน" in rows["criterion-2.1.1"]

    def test_what_lacks_is_not_due_until_its_last_day_is_over(self, office):
        def criterion():
            parts = office.act("member", "scorecard_show")["parts"]
            return next(one for part in parts for one in part["criteria"] if one["id"] == "2.1.1")

        def shown():
            row = office.page("member", ROOT).find(id="criterion-2.1.1")
            return row.find(class_="bmagov-kpi-state")["class"][1]

        last = dt.date.fromisoformat(criterion()["deadline"])
        with freeze_time(f"{last}T16:59:59Z"):  # the last second of that day in Bangkok
            assert shown() == "is-not_due"
        with freeze_time(f"{last}T17:00:00Z"):
            assert shown() == "is-fail"

    def test_what_to_do_leads_to_the_very_form_most_points_first(self, office):
        page = office.page("editor", ROOT)
        links = [one["href"] for one in page.select(".bmagov-kpi-gains a")]
        assert f"{ROOT}/documents" in links
        assert f"{ROOT}/uses" in links
        points = [float(one.get_text().split()[0]) for one in page.select(".bmagov-kpi-gain")]
        assert points == sorted(points, reverse=True)
        assert "2570" in page.select(".bmagov-kpi-gains")[0].get_text()

    def test_steps_tick_themselves_with_the_day(self, office):
        def item():
            found = office.page("editor", ROOT).find("a", href="#criterion-2.1.1").parent
            return "is-done" in found.get("class", []), found.find("time")

        assert item() == (False, None)
        office.upload(papers.pdf(papers.LATIN * 6))
        ticked, day = item()
        assert ticked
        assert day["datetime"]

    def test_a_hidden_dataset_is_told_as_points_only(self, office):
        closed = {"data_category": "official_secret", "data_classification": "secret"}
        dataset = factories.Dataset(
            owner_org=office.agency, title="เรื่องลับ", license_id="notspecified", **closed
        )
        more = {"agency_id": office.agency, "kind": "city_indicator", "added_year": 2569}
        model.Session.add(Obligation(title="เรื่องลับ", dataset_id=dataset["id"], created_by="x", **more))
        model.Session.commit()
        page = office.page("member", ROOT)
        assert page.find(class_="bmagov-kpi-hidden").get_text(" ", strip=True).endswith("จาก 25 คะแนน")
        assert "เรื่องลับ" not in page.get_text()
        assert dataset["id"] not in str(page)
        assert "เรื่องลับ" in office.page("admin", ROOT).get_text()

    def test_the_auditors_word_stands_beside_the_machines(self, office):
        office.hand_in()
        office.act("auditor", "round_start_review", version=2)
        office.act(
            "auditor",
            "criterion_override",
            version=3,
            criterion="2.1.1",
            share="0.5",
            reason="ส่งเป็นกระดาษแล้ว",
        )
        office.act("auditor", "audit_note_create", text="ดูเอกสารอีกครั้ง", shared=True)
        page = office.page("member", ROOT)
        row = page.find(id="criterion-2.1.1").get_text(" ", strip=True)
        assert "ส่งเป็นกระดาษแล้ว" in row
        assert "0 จาก 5 คะแนน" in row
        assert "ดูเอกสารอีกครั้ง" in page.get_text()

    def test_both_languages_and_eras(self, office):
        assert "ปีงบประมาณ พ.ศ. 2570" in office.page("editor", ROOT).get_text()
        english = office.page("editor", f"/en{ROOT}").get_text(" ", strip=True)
        assert "Fiscal year 2570 (2026/27)" in english
        assert "Measured by the catalog" in english


class TestDocuments:
    def test_a_file_is_handed_in_listed_and_sent_as_it_came(self, office):
        document = office.document()
        page = office.page("auditor", f"{ROOT}/documents")
        assert document["sha256"] in page.get_text()
        answer = office.ask("auditor", f"/kpi/document/{document['id']}")
        assert answer.get_data() == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Type"] == "application/pdf"

    def test_for_others_a_document_is_as_absent_as_none(self, office):
        document = office.document()["id"]
        none = "00000000-0000-4000-8000-000000000000"
        for who in ("stranger", ""):
            said = {
                office.page(who, f"/kpi/document/{one}", 404).get_text().replace(one, "")
                for one in (document, none)
            }
            assert len(said) == 1

    def test_an_address_is_shown_first_and_never_followed_unasked(self, office):
        form = {"kind": "evidence", "url": "https://example.go.th/plan?a=1&b=2"}
        office.ask("editor", f"{ROOT}/documents", 302, **form)
        (document,) = office.act("editor", "deliverable_list")
        page = office.page("auditor", f"/kpi/document/{document['id']}")
        link = page.find("a", href="https://example.go.th/plan?a=1&b=2")
        assert link["rel"] == ["noopener", "noreferrer"]

    def test_a_file_that_is_gone_is_said_to_be(self, office):
        document = office.document()
        document_store._path(document["sha256"]).unlink()
        assert document["sha256"] in office.page("editor", f"/kpi/document/{document['id']}", 404).get_text()

    def test_a_file_behind_a_disk_that_is_away_can_be_read_later(self, office):
        document = office.document()
        stored = document_store._path(document["sha256"])
        folder = stored.parents[1]
        folder.rename(folder.with_name("away"))
        folder.mkdir()
        page = office.page("editor", f"/kpi/document/{document['id']}", 503).get_text()
        assert "ลองใหม่ภายหลัง" in page
        folder.rmdir()
        folder.with_name("away").rename(folder)
        office.ask("editor", f"/kpi/document/{document['id']}", 200)

    def test_a_wrong_file_is_told_at_the_field_with_the_rest_kept(self, office):
        page = office.upload(b"MZ", status=200, title="คำสั่งที่ ๑")
        assert fault(page, "upload")
        assert "เลือกไฟล์อีกครั้ง" in page.find(id="new").get_text()
        assert page.find(id="field-title")["value"] == "คำสั่งที่ ๑"
        assert page.find(id="field-kind").find("option", selected=True)["value"] == "working_group_order"
        assert page.find(id="errors").find("a")["href"] == "#field-upload"
        assert office.act("editor", "deliverable_list") == []

    def test_a_new_version_keeps_the_old_one(self, office):
        first = office.document()
        form = office.page("editor", f"{ROOT}/documents?kind=working_group_order&replaces={first['id']}")
        assert form.find(id="field-replaces").find("option", selected=True)["value"] == first["id"]
        office.upload(PDF + b"\n", replaces=first["id"])
        assert (
            office.page("member", f"{ROOT}/documents").find("details").find("a")["href"].endswith(first["id"])
        )

    def test_a_list_names_all_datasets_or_those_written(self, office):
        names = [factories.Dataset(owner_org=office.agency)["name"] for _ in range(2)]
        form = {"kind": "data_catalog_list", "which_datasets": "all"}
        office.upload(**form)
        assert len(office.act("editor", "deliverable_list")[0]["listed_datasets"]) == 2
        form = {**form, "which_datasets": "these", "listed_datasets": f"https://x.go.th/dataset/{names[0]}"}
        office.upload(PDF + b"\n", **form)
        assert sorted(len(one["listed_datasets"]) for one in office.act("editor", "deliverable_list")) == [
            1,
            2,
        ]

    def test_what_is_taken_back_needs_a_reason(self, office):
        document = office.document()
        address = f"{ROOT}/documents/{document['id']}/withdraw"
        page = office.page("editor", address, 200, reason="")
        assert page.find("details", open=True).find(class_="bmagov-field-error")
        office.ask("editor", address, 302, reason="ส่งผิดฉบับ")
        assert office.act("editor", "deliverable_list") == []


class TestForms:
    def test_a_day_that_can_be_read_in_two_ways_is_asked_back_with_all_kept(self, office):
        form = {"day": "3/4/2570", "text": "ประชุมคณะทำงาน", "percent": "40"}
        page = office.page("editor", f"{ROOT}/progress", **form)
        assert fault(page, "day")
        assert page.find(id="field-day")["value"] == "3/4/2570"
        assert page.find(id="field-text").get_text() == "ประชุมคณะทำงาน"
        assert page.find(id="field-percent")["value"] == "40"

    def test_entries_stand_in_their_quarter_and_are_mended(self, office):
        office.ask("editor", f"{ROOT}/progress", 302, day="28/10/2569", text="เริ่ม")
        (entry,) = office.act("editor", "progress_list")
        section = office.page("member", f"{ROOT}/progress").find(
            "section", attrs={"aria-labelledby": "quarter-1"}
        )
        assert "ตุลาคม 2569" in section.get_text()
        form = office.page("editor", f"{ROOT}/progress?edit={entry['id']}")
        assert form.find("input", attrs={"name": "replaces"})["value"] == entry["id"]
        assert form.find(id="field-day")["value"] == "28/10/2569"
        office.ask(
            "editor", f"{ROOT}/progress", 302, day="28/10/2569", text="เริ่มโครงการ", replaces=entry["id"]
        )
        assert [one["text"] for one in office.act("editor", "progress_list")] == ["เริ่มโครงการ"]

    def test_a_use_takes_documents_and_addresses(self, office):
        document = office.document()
        form = {
            "kind": "inside",
            "description": "ใช้วางแผน",
            "evidence": [document["id"], "http://a.go.th/\nhttp://b.go.th/"],
        }
        office.ask("editor", f"{ROOT}/uses", 302, **form)
        (use,) = office.act("editor", "use_list")
        assert [one["link"] for one in use["evidence"]] == [
            f"/kpi/document/{document['id']}",
            "http://a.go.th/",
            "http://b.go.th/",
        ]
        page = office.page("editor", f"{ROOT}/uses", **{**form, "evidence": "javascript:alert(1)"})
        assert fault(page, "evidence")
        assert page.find(id="field-evidence").get_text().strip() == "javascript:alert(1)"

    def test_a_use_is_mended_in_its_form(self, office):
        document = office.document()
        said = {
            "kind": "public",
            "description": "ประชาชนค้นหา",
            "start": "1 ต.ค. 2569",
            "evidence": [document["id"]],
        }
        use = office.act("editor", "use_create", **said)
        office.act("editor", "deliverable_create", kind="evidence", title="ใหม่", replaces=document["id"],
                   url="http://a.go.th/")  # fmt: skip
        form = office.page("editor", f"{ROOT}/uses?edit={use['id']}").find(id="new")
        assert form.find("input", attrs={"name": "item"})["value"] == use["id"]
        assert form.find(id="field-kind").find("option", selected=True)["value"] == "public"
        assert form.find(id="field-start")["value"] == "1 ต.ค. 2569"
        assert form.find("input", value=document["id"]).has_attr("checked")
        assert not form.find("textarea", id="field-evidence").get_text().strip()
        mended = {**said, "description": "ประชาชนสืบค้น", "start": "1 ต.ค. 2569", "item": use["id"]}
        office.ask("editor", f"{ROOT}/uses", 302, **mended)
        (shown,) = office.act("editor", "use_list")
        assert (shown["description"], shown["start"]) == ("ประชาชนสืบค้น", "2026-10-01")
        assert shown["declared_at"] == use["declared_at"]
        office.ask("editor", f"{ROOT}/uses", 409, **mended)

    def test_a_database_is_proposed_with_its_dataset(self, office):
        dataset = factories.Dataset(owner_org=office.agency, title="สื่อสังคมออนไลน์")
        page = office.page("editor", f"{ROOT}/database", title="ฐานสื่อ", origin="widened")
        assert fault(page, "widened_by")
        form = {"title": "ฐานสื่อ", "origin": "new", "importance": "สำคัญ", "dataset": dataset["name"]}
        office.ask("editor", f"{ROOT}/database", 302, **form)
        page = office.page("editor", f"{ROOT}/database")
        assert page.find(id="field-dataset").find("option", selected=True)["value"] == dataset["name"]

    def test_words_are_kept_as_they_were_written(self, office):
        document = office.document()
        lines = "แฟ้มการดำเนินการ\nเว็บไซต์ | http://prbangkok.com/th/"
        form = {"version": "0", "summary": "ก\nข", "stated": "70", "references": [document["id"], lines]}
        office.ask("editor", f"{ROOT}/words", 302, exchange="http://a.go.th/\n", **form)
        page = office.page("editor", f"{ROOT}/words")
        assert page.find(id="field-references").get_text().split("\n")[:2] == lines.split("\n")
        assert page.find("input", value=document["id"]).has_attr("checked")
        assert page.find("input", attrs={"name": "version"})["value"] == "1"
        assert page.find(id="field-summary").get_text() == "ก\nข"

    def test_of_two_who_write_one_is_told_and_sees_both(self, office):
        office.act("admin", "statement_update", version=0, factors="ของคนแรก")
        page = office.page("editor", f"{ROOT}/words", 409, version="0", factors="ของคนที่สอง")
        assert "มีผู้อื่นเปลี่ยนแปลง" in page.find(id="errors").get_text()
        assert "ของคนแรก" in page.find(class_="bmagov-kpi-doc").get_text()
        assert page.find(id="field-factors").get_text() == "ของคนที่สอง"
        assert page.find("input", attrs={"name": "version"})["value"] == "1"

    def test_what_was_typed_while_another_handed_in_can_be_copied(self, office):
        office.hand_in()
        page = office.page("editor", f"{ROOT}/progress", 409, day="28/10/2569", text="ประชุมครั้งที่ 2")
        assert not page.select("form.bmagov-kpi-form")
        assert "ประชุมครั้งที่ 2" in page.find(id="errors").get_text()

    def test_scripts_in_words_are_words(self, office):
        words = "<script>alert(1)</script>"
        office.act("editor", "progress_create", day="28/10/2569", text=words)
        office.act("auditor", "audit_note_create", text=words)
        office.act("admin", "round_submit", version=1, signed_by=words, position=words, note=words)
        told = 0
        for path in (f"{ROOT}/progress", ROOT, f"{ROOT}/submit", f"{ROOT}/report", f"/kpi/{YEAR}/{AGENCY}"):
            page = office.ask("auditor", path).get_data(as_text=True)
            assert "<script>alert(1)" not in page, path
            told += "&lt;script&gt;alert(1)" in page
        assert told >= 4

    def test_a_character_that_cannot_be_kept_is_told_at_its_field(self, office):
        """Row 101, as a form sends it."""
        form = {"version": "1", "signed_by": "ก\x00", "position": "ข", "event": "submit"}
        page = office.page("admin", f"{ROOT}/submit", **form)
        assert "U+0000" in fault(page, "signed_by")
        form = {**form, "signed_by": "ก", "note": "เรียน\x00ผู้ตรวจ"}
        page = office.page("admin", f"{ROOT}/submit", **form)
        assert "U+0000" in page.find(id="errors").get_text()
        assert office.act("admin", "round_show")["state"] == "draft"

    def test_every_form_has_its_token(self, office):
        office.document()
        for path in PAGES:
            for form in office.page("admin", ROOT + path).select("form[method=post]"):
                if ROOT in form.get("action", ""):
                    assert form.find("input", attrs={"name": "_csrf_token"}) is not None, path


class TestHandingIn:
    def test_the_responsible_person_sees_what_is_missing_signs_and_hands_in(self, office):
        page = office.page("admin", f"{ROOT}/submit")
        assert page.select(".bmagov-kpi-missing a")
        assert not office.page("editor", f"{ROOT}/submit").find("form", id="new")
        form = {"version": "1", "signed_by": "", "position": "ผู้อำนวยการ", "event": "submit"}
        page = office.page("admin", f"{ROOT}/submit", **form)
        assert fault(page, "signed_by")
        assert page.find(id="field-position")["value"] == "ผู้อำนวยการ"
        office.ask("admin", f"{ROOT}/submit", 302, **{**form, "signed_by": "นางสาว ก"})
        page = office.page("editor", f"{ROOT}/submit")
        assert "นางสาว ก" in page.get_text()
        assert office.act("editor", "round_show")["state"] == "submitted"
        assert not office.page("editor", f"{ROOT}/progress").select("form.bmagov-kpi-form")

    def test_a_second_hand_is_told_the_present_state(self, office):
        office.hand_in()
        form = {"version": "1", "signed_by": "ก", "position": "ข", "event": "submit"}
        page = office.page("admin", f"{ROOT}/submit", 409, **form)
        assert page.select(".bmagov-kpi-history li")

    def test_a_returned_report_says_what_to_mend_and_by_when(self, office):
        office.hand_in()
        office.act("auditor", "round_start_review", version=2)
        due = "2027-01-15"
        office.act("auditor", "round_return", version=3, note="แนบคำสั่งที่ลงนามแล้ว", due=due)
        banner = office.page("editor", ROOT).find(class_="bmagov-kpi-round").get_text(" ", strip=True)
        assert "แนบคำสั่งที่ลงนามแล้ว" in banner
        assert "15 มกราคม 2570" in banner

    def test_what_was_verified_may_be_objected_to_with_evidence(self, office):
        office.hand_in()
        for version, event, note in ((2, "start_review", ""), (3, "verify", "ตรวจแล้ว ถูกต้อง")):
            if event == "verify":
                for criterion in office.act("auditor", "round_show")["without_word"]:
                    office.act("auditor", "criterion_confirm", version=version, criterion=criterion)
            office.act("auditor", f"round_{event}", version=version, note=note)
        office.upload(kind="evidence", who="admin")
        (evidence,) = office.act("admin", "deliverable_list")
        page = office.page("admin", f"{ROOT}/submit")
        assert page.find("input", attrs={"name": "event"})["value"] == "object"
        form = {"version": "4", "event": "object", "note": "คะแนนข้อ 2.1.1 ไม่ตรง"}
        assert fault(office.page("admin", f"{ROOT}/submit", **form), "evidence")
        office.ask("admin", f"{ROOT}/submit", 302, **form, evidence=evidence["id"])
        assert office.act("admin", "round_show")["state"] == "under_review"

    def test_the_last_second_counts(self, office):
        last = office.act("admin", "round_show")["last_day"]
        form = {"version": "1", "signed_by": "ก", "position": "ข", "event": "submit"}
        with freeze_time(f"{last}T17:00:00Z"):
            assert "bmagov-errors" in str(office.page("admin", f"{ROOT}/submit", **form))
        with freeze_time(f"{last}T16:59:59Z"):
            office.ask("admin", f"{ROOT}/submit", 302, **form)
