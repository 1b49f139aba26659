"""What an agency hands in and tells: as people type it, never lost, never another agency's."""

from __future__ import annotations

import io
import shutil
from typing import Any

import pytest
import sqlalchemy as sa
from freezegun import freeze_time
from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core

from ckanext.bmagov.accounts.services import standing
from ckanext.bmagov.base.model.audit_log import AuditLog
from ckanext.bmagov.base.services import audit_log
from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable, Progress, Proposal
from ckanext.bmagov.kpi.evidence.readers import document_store
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.kpi.office import keep_open

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")

YEAR = 2564
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF"


@pytest.fixture
def people(with_plugins, ckan_config, tmp_path, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))
    names = {role: core.User()["name"] for role in ("member", "editor", "admin", "stranger", "auditor")}

    def agency(name, **roles):
        users = [{"name": names[who], "capacity": capacity} for who, capacity in roles.items()]
        return factories.Agency(name=name, kind="bureau", users=users)["id"]

    names["agency"] = agency("public-relations-office", member="member", editor="editor", admin="admin")
    agency("health-department", stranger="editor")
    agency("strategy-and-evaluation-department", auditor="editor")
    keep_open(YEAR)
    return names


@pytest.fixture
def act(people):
    def do(action, who="editor", **data):
        given = {"id": "public-relations-office", "fiscal_year": YEAR, **data}
        return tk.get_action(f"bmagov_{action}")({"user": people[who]}, given)

    return do


def pdf(content=PDF, name="คำสั่งแต่งตั้ง.pdf"):
    return FileStorage(io.BytesIO(content), filename=name)


def upload(act, kind="working_group_order", **more):
    return act("deliverable_create", kind=kind, upload=more.pop("upload", pdf()), **more)


class TestDocuments:
    def test_a_file_is_kept_under_its_hash_with_who_and_when(self, act, people):
        made = upload(act)
        assert made["filename"] == "คำสั่งแต่งตั้ง.pdf"
        assert made["media_type"] == "application/pdf"
        opened = document_store.open_document(made["sha256"])
        assert opened
        with opened as stored:
            assert stored.read() == PDF
        (listed,) = act("deliverable_list", "auditor")
        assert listed["by"] == model.User.get(people["editor"]).display_name
        kinds = model.Session.scalars(sa.select(AuditLog.kind)).all()
        assert "deliverable" in kinds

    def test_what_may_not_be_known_is_left_out_of_a_list_like_what_is_absent(self, act, people):
        closed = {"data_category": "security", "license_id": "notspecified", "data_classification": "secret"}
        own = {"owner_org": people["agency"]}
        known = factories.Dataset(**own)
        deleted = factories.Dataset(**own)
        tk.get_action("package_delete")({"user": people["admin"]}, {"id": deleted["id"]})
        others = [factories.Dataset(**own, **closed), factories.Draft(**own), deleted]
        for one in ("id", "name"):
            names = [known[one], "there-is-none", *(other[one] for other in others)]
            given = pdf(PDF + one.encode())
            made = upload(act, "data_catalog_list", upload=given, listed_datasets=names)
            assert made["listed_datasets"] == [known["id"]]
            assert not any(other["name"] in str(made) for other in others)

    def test_the_web_server_does_not_give_it_out(self, act, app):
        made = upload(act)
        for path in (
            f"/uploads/{made['sha256']}",
            f"/bmagov-documents/{made['sha256'][:2]}/{made['sha256']}",
        ):
            assert app.get(path).status_code == 404

    def test_a_new_version_names_the_old_one(self, act):
        first = upload(act)
        second = upload(act, upload=pdf(PDF + b"\n"), replaces=first["id"])
        assert (second["version"], second["replaces_id"]) == (2, first["id"])
        assert {one["id"]: one["current"] for one in act("deliverable_list")} == {
            first["id"]: False, second["id"]: True,
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            ({"upload": pdf(b"")}, "EVIDENCE-EMPTY"),
            ({"upload": pdf(b"MZ")}, "FILE-TYPE"),
            ({"upload": pdf(PDF, "แผน.docx")}, "FILE-NAME"),
            ({"upload": pdf(PDF + b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR")}, "FILE-INFECTED"),
            ({"upload": None}, "EVIDENCE-REQUIRED"),
            ({"upload": None, "url": "javascript:alert(1)"}, "URL-SCHEME"),
            ({"level": "secret"}, "EVIDENCE-LEVEL"),
            ({"kind": "something"}, "VALUE-UNKNOWN"),
        ],
    )
    def test_a_bad_one_leaves_nothing(self, act, data, code, tmp_path):
        with pytest.raises(tk.ValidationError, match=code):
            upload(act, **data)
        assert model.Session.query(Deliverable).count() == 0
        assert not list((tmp_path / document_store.FOLDER).glob("*/*"))

    def test_one_that_is_too_large_leaves_nothing(self, act, ckan_config, monkeypatch, tmp_path):
        monkeypatch.setitem(ckan_config, "ckanext.bmagov.document_megabytes", 1)
        with pytest.raises(tk.ValidationError, match="FILE-SIZE"):
            upload(act, upload=pdf(PDF + b" " * 1024 * 1024))
        assert model.Session.query(Deliverable).count() == 0
        assert not list((tmp_path / document_store.FOLDER).glob("*/*"))

    def test_the_same_bytes_are_told(self, act):
        upload(act, title="คำสั่งที่ 1/2564")
        with pytest.raises(tk.ValidationError, match=r"EVIDENCE-DUPLICATE.*คำสั่งที่ 1/2564"):
            upload(act, kind="development_plan")

    def test_a_full_disk_keeps_nothing(self, act, monkeypatch, tmp_path):
        def full(*args):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(tk.ValidationError, match="STORAGE-FULL"):
            upload(act)
        assert model.Session.query(Deliverable).count() == 0
        assert not list((tmp_path / document_store.FOLDER).glob("*/*"))

    def test_where_the_disk_is_not_mounted_nothing_is_taken_in(self, act, tmp_path):
        upload(act)
        shutil.rmtree(tmp_path / document_store.FOLDER)
        (tmp_path / document_store.FOLDER).mkdir()
        with pytest.raises(tk.ValidationError, match="STORAGE-AWAY"):
            upload(act, upload=pdf(PDF + b" "))
        assert model.Session.query(Deliverable).count() == 1
        assert not list((tmp_path / document_store.FOLDER).glob("*/*"))

    def test_files_without_a_row_are_swept_after_a_day(self, people, tmp_path):
        document_store.save(io.BytesIO(PDF), "a" * 64)
        now = (tmp_path / document_store.FOLDER / "aa" / ("a" * 64)).stat().st_mtime
        assert document_store.sweep(set(), now=now + 3600) == 0
        assert document_store.sweep({"a" * 64}, now=now + 90_000) == 0
        assert document_store.sweep(set(), now=now + 90_000) == 1

    def test_taken_back_it_no_longer_counts_and_stays_in_the_record(self, act):
        made = upload(act)
        with pytest.raises(tk.ValidationError, match="REASON-REQUIRED"):
            act("deliverable_withdraw", item=made["id"], reason="")
        act("deliverable_withdraw", item=made["id"], reason="ส่งผิดฉบับ")
        assert act("deliverable_list") == []
        assert act("deliverable_show", "auditor", id=made["id"])["withdrawn"]

    def test_another_agencys_document_is_not_there(self, act, people):
        made = upload(act)
        said = set()
        for item in (made["id"], "there-is-none"):
            with pytest.raises(tk.ObjectNotFound) as error:
                tk.get_action("bmagov_deliverable_show")({"user": people["stranger"]}, {"id": item})
            said.add(str(error.value))
        assert len(said) == 1

    def test_an_agency_cannot_set_the_day_of_receipt(self, act, people):
        with pytest.raises(tk.ValidationError, match="FIELD-READ-ONLY"):
            upload(act, received_on="31/1/2564")
        given = {
            "id": "public-relations-office",
            "fiscal_year": YEAR,
            "kind": "development_plan",
            "upload": pdf(),
        }
        made = tk.get_action("bmagov_deliverable_create")(
            {"user": "", "ignore_auth": True}, {**given, "received_on": "31/1/2564"}
        )
        assert made["received_at"].startswith("2021-01-31")


class TestProgress:
    @pytest.mark.parametrize(
        ("typed", "day", "quarter"),
        [
            ("28/10/2563", "2020-10-28", 1),
            ("5/11/2563", "2020-11-05", 1),
            ("3/4/2564", "2021-04-03", 3),
            ("5/11/2020", "2020-11-05", 1),
            ("31/03/2564", "2021-03-31", 2),
            ("1/31/2021", "2021-01-31", 2),
            ("6/30/2021", "2021-06-30", 3),
            ("๓๐ ก.ย. ๒๕๖๔", "2021-09-30", 4),
        ],
    )
    def test_days_are_read_as_people_type_them_and_kept_so(self, act, typed, day, quarter):
        made = act("progress_create", day=typed, text="อยู่ระหว่างนำเข้าฐานข้อมูล")
        assert (made["day"], made["typed"], made["quarter"]) == (day, typed, quarter)

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("3/4/2021", "DATE-AMBIGUOUS"),
            ("5/11/2564", "DATE-OUT-OF-YEAR"),
            ("29/2/2564", "DATE-NOT-EXIST"),
            ("31/1/64", "DATE-2DIGIT-YEAR"),
            ("2564-01-31", "DATE-ISO-BE"),
            ("30/9/2563", "DATE-OUT-OF-YEAR"),
            ("1/31/2564", "DATE-MONTH-FIRST"),
        ],
    )
    def test_what_cannot_be_meant_is_asked_back(self, act, typed, code):
        with pytest.raises(tk.ValidationError, match=code) as error:
            act("progress_create", day=typed, text="อยู่ระหว่างดำเนินการ")
        assert list(error.value.error_dict) == ["day"]
        assert model.Session.query(Progress).count() == 0

    def test_entries_stand_by_day(self, act):
        for day in ("31/12/2563", "28/10/2563", "30/11/2563"):
            act("progress_create", day=day, text=day)
        assert [one["text"] for one in act("progress_list", "member")] == [
            "28/10/2563",
            "30/11/2563",
            "31/12/2563",
        ]

    def test_a_mended_entry_takes_the_place_of_the_old_one(self, act):
        old = act("progress_create", day="28/10/2563", text="เริ่ม")
        act("progress_create", day="28/10/2563", text="เริ่มโครงการ", replaces=old["id"])
        assert [one["text"] for one in act("progress_list")] == ["เริ่มโครงการ"]
        assert model.Session.query(Progress).count() == 2

    def test_a_form_sent_twice_counts_once(self, act):
        """F14: a double click, or a request that is sent again because its answer was lost."""
        said = {"day": "28/10/2563", "text": "เริ่มโครงการ", "percent": "10"}
        first = act("progress_create", **said)
        assert act("progress_create", **said) == first
        assert act("progress_create", **{**said, "percent": "20"})["id"] != first["id"]
        act("progress_withdraw", item=first["id"], reason="บันทึกผิดวัน")
        assert act("progress_create", **said)["id"] != first["id"]
        assert len(act("progress_list")) == 2

    @pytest.mark.parametrize("who", ["member", "auditor"])
    def test_only_editors_of_the_agency_write(self, act, who):
        with pytest.raises(tk.NotAuthorized):
            act("progress_create", who, day="28/10/2563", text="เริ่ม")


class TestOwnWords:
    def test_uses_have_evidence_of_this_agency_only(self, act, people):
        made = upload(act, kind="evidence")
        use = act(
            "use_create",
            kind="between",
            description="ใช้ประกอบการวางแผน",
            evidence=[made["id"], "http://prbangkok.com/th/"],
        )
        assert [one["link"] for one in use["evidence"]] == [
            f"/kpi/document/{made['id']}",
            "http://prbangkok.com/th/",
        ]
        with pytest.raises(tk.ValidationError, match="document"):
            act("use_create", kind="inside", description="ก", evidence=[{"deliverable_id": "foreign"}])

    def test_a_use_declared_twice_counts_once(self, act):
        said = {"kind": "inside", "description": "ใช้วางแผน", "evidence": ["http://a.go.th/"]}
        first = act("use_create", **said)
        assert act("use_create", **said) == first
        act("use_create", **{**said, "evidence": []})
        assert len(act("use_list")) == 2

    def test_a_use_is_mended_and_what_it_said_stays_in_the_log(self, act):
        with freeze_time("2026-11-10"):
            first = act("use_create", kind="inside", description="ใช้วางแผ่น", evidence=["http://a.go.th/"])
        act("use_create", kind="public", description="ประชาชนค้นหา")
        said = {
            "kind": "inside",
            "description": "ใช้วางแผน",
            "evidence": ["http://a.go.th/", "http://b.go.th/"],
        }
        mended = act("use_update", item=first["id"], **said)
        assert mended["declared_at"].startswith("2026-11-10")
        shown = act("use_list")
        assert [one["description"] for one in shown] == ["ใช้วางแผน", "ประชาชนค้นหา"]
        assert [one["link"] for one in shown[0]["evidence"]] == ["http://a.go.th/", "http://b.go.th/"]
        logged = model.Session.scalars(sa.select(AuditLog.payload).where(AuditLog.kind == "use")).all()
        assert {one.get("replaces") for one in logged} == {None, first["id"]}
        assert "ใช้วางแผ่น" in {one["description"] for one in logged}

    @pytest.mark.parametrize(
        "changed",
        [
            {"kind": "between"},
            {"start": "1 ต.ค. 2569"},
            {"evidence": []},
            {"evidence": ["http://other.go.th/"]},
        ],
        ids=["kind", "period", "no evidence", "other evidence"],
    )
    def test_a_use_that_becomes_another_is_declared_anew(self, act, changed):
        said = {"kind": "inside", "description": "ใช้วางแผน", "evidence": ["http://a.go.th/"]}
        with freeze_time("2026-11-10"):
            use = act("use_create", **said)
        mended = act("use_update", item=use["id"], **{**said, **changed})
        assert not mended["declared_at"].startswith("2026-11-10")

    def test_evidence_that_comes_later_does_not_count_as_shown_in_time(self, act):
        with freeze_time("2026-11-10"):
            use = act("use_create", kind="inside", description="ใช้วางแผน")
        mended = act(
            "use_update", item=use["id"], kind="inside", description="ใช้วางแผน", evidence=["http://a.go.th/"]
        )
        assert not mended["declared_at"].startswith("2026-11-10")

    def test_two_people_mend_one_use_and_the_second_is_told(self, act):
        said = {"kind": "inside", "description": "ใช้วางแผน"}
        use = act("use_create", **said)
        act("use_update", item=use["id"], **said)
        with pytest.raises(tk.ValidationError, match="STALE-VERSION"):
            act("use_update", item=use["id"], **said)
        assert len(act("use_list")) == 1

    def test_no_use_of_another_year_is_mended(self, act):
        use = act("use_create", kind="inside", description="ใช้วางแผน")
        with pytest.raises(tk.ObjectNotFound):
            act("use_update", item="there-is-none", kind="inside", description="ก")
        with pytest.raises(tk.ObjectNotFound):
            act("use_update", item=use["id"], fiscal_year=2570, kind="inside", description="ก")

    def test_a_widened_database_says_what_is_new(self, act):
        with pytest.raises(tk.ValidationError, match="WIDENING-REQUIRED"):
            act("proposal_update", title="ฐานข้อมูลสื่อ", origin="widened")
        made = act("proposal_update", title="ฐานข้อมูลสื่อ", origin="widened", widened_by="เพิ่มสื่อสังคมออนไลน์")
        assert made["origin"] == "widened"

    def test_a_proposal_is_taken_back_and_stays_in_the_record(self, act, people):
        made = act("proposal_update", title="ฐานข้อมูลสื่อ", origin="new")
        with pytest.raises(tk.ValidationError, match="REASON-REQUIRED"):
            act("proposal_withdraw", item=made["id"], reason="")
        with pytest.raises(tk.NotAuthorized):
            act("proposal_withdraw", "member", item=made["id"], reason="เสนอผิดฐานข้อมูล")
        assert act("proposal_withdraw", item=made["id"], reason="เสนอผิดฐานข้อมูล")["withdrawn"]
        assert act("proposal_show") is None
        row = model.Session.get(Proposal, made["id"])
        assert row
        assert (row.withdrawn_reason, row.title) == ("เสนอผิดฐานข้อมูล", "ฐานข้อมูลสื่อ")
        with pytest.raises(tk.ObjectNotFound):
            act("proposal_withdraw", item=made["id"], reason="อีกครั้งหนึ่ง")

    def test_a_proposal_keeps_its_day_while_it_is_the_same(self, act):
        with freeze_time("2026-01-10"):
            act("proposal_update", title="ฐานข้อมูลสื่อ", origin="new")
        assert act("proposal_update", title="ฐานข้อมูลสื่อ", origin="new", importance="สำคัญ")[
            "proposed_at"
        ].startswith("2026-01-10")
        assert not act("proposal_update", title="ฐานข้อมูลอื่น", origin="new")["proposed_at"].startswith(
            "2026-01-10"
        )

    def test_what_is_written_keeps_the_log_whole(self, act, people):
        dataset = factories.Dataset(owner_org=people["agency"])
        act("proposal_update", title="ฐานข้อมูลสื่อ", origin="new", dataset=dataset["name"])
        act("proposal_update", title="ฐานข้อมูลอื่น", origin="new")
        act("use_create", kind="inside", description="ใช้วางแผน")
        act("progress_create", day="28/10/2563", text="เริ่ม")
        found = audit_log.verify(model.Session, AuditLog)
        assert found.length >= 4
        assert found.broken is None

    def test_the_dataset_is_one_of_the_agency(self, act, people):
        foreign = factories.Dataset()
        with pytest.raises(tk.ValidationError, match="DATASET-UNKNOWN"):
            act("proposal_update", title="ก", origin="new", dataset=foreign["name"])

    def test_auditors_judge_what_they_read(self, act):
        made = act("proposal_update", title="ฐานข้อมูลสื่อ", origin="new")
        with pytest.raises(tk.NotAuthorized):
            act("proposal_judge", "admin", item=made["id"], accepted=True, reason="เหมาะสม")
        with pytest.raises(tk.ValidationError, match="STALE-VERSION"):
            act("proposal_judge", "auditor", item="other", accepted=True, reason="เหมาะสม")
        assert act("proposal_judge", "auditor", item=made["id"], accepted=True, reason="เหมาะสม")["accepted"]

    def test_an_account_that_was_invited_a_moment_ago_judges_nothing(self, act, people):
        made = act("proposal_update", title="ฐานข้อมูลสื่อ", origin="new")
        auditor: Any = model.User.get(people["auditor"])
        standing.note(model.Session, auditor.id, "somebody", trusted=False)
        with pytest.raises(tk.NotAuthorized, match="ACCOUNT-NEW"):
            act("proposal_judge", "auditor", item=made["id"], accepted=True, reason="เหมาะสม")

    def test_two_who_write_at_once_lose_nothing(self, act):
        act("statement_update", version=0, factors="บุคลากรดี", stated="70.00")
        with pytest.raises(tk.ValidationError, match="STALE-VERSION"):
            act("statement_update", "admin", version=0, factors="อื่น")
        assert act("statement_show")["factors"] == "บุคลากรดี"
        assert act("statement_show")["stated"] == "70.00"

    def test_a_reference_may_be_words_alone(self, act):
        words = "แฟ้มการดำเนินการพัฒนาฐานข้อมูล"
        act("statement_update", version=0, references=[words, "http://prbangkok.com/th/"])
        assert [one["title"] for one in act("statement_show")["references"]] == [
            words,
            "http://prbangkok.com/th/",
        ]

    @pytest.mark.parametrize("stated", ["101", "-1", "มาก", "NaN"])
    def test_a_stated_figure_is_a_percentage(self, act, stated):
        with pytest.raises(tk.ValidationError, match="NUMBER-RANGE"):
            act("statement_update", version=0, stated=stated)


class TestHandedIn:
    def test_what_is_handed_in_is_not_written_in(self, act, people):
        with freeze_time("2021-10-15"):
            tk.get_action("bmagov_round_submit")(
                {"user": people["admin"]},
                {
                    "id": "public-relations-office",
                    "fiscal_year": YEAR,
                    "version": 1,
                    "signed_by": "ก",
                    "position": "ข",
                },
            )
        for action, data in {
            "progress_create": {"day": "28/10/2563", "text": "เริ่ม"},
            "use_create": {"kind": "inside", "description": "ก"},
            "use_update": {"item": "there-is-none", "kind": "inside", "description": "ก"},
            "proposal_update": {"title": "ก", "origin": "new"},
            "statement_update": {"version": 0},
            "deliverable_create": {"kind": "development_plan", "upload": pdf()},
        }.items():
            with pytest.raises(tk.ValidationError, match="REVIEW-SUBMITTED"):
                act(action, **data)
