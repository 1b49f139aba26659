"""A year handed in with papers that say nothing, and with honest ones: what each brings."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa
from freezegun import freeze_time
from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.kpi.evidence.model.link import LinkCheck
from ckanext.bmagov.kpi.evidence.model.reading import DocumentReading
from ckanext.bmagov.kpi.evidence.readers.document_content import NotAskedError
from ckanext.bmagov.kpi.evidence.readers.link import LinkState
from ckanext.bmagov.kpi.evidence.services import links, readings
from ckanext.bmagov.kpi.register.model import SystemLink
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.kpi.office import Office
from ckanext.bmagov.tests.kpi.papers import ORDER, PLAN, REPORT, docx, pdf, scan, xlsx

STEPS = ("working_group_order", "development_plan", "data_catalog_list", "import_report", "use_report")
TELLS = "กองประชาสัมพันธ์ใช้เลือกช่องทางเผยแพร่ข่าว ลดเวลาเตรียมข่าวจากสองวันเหลือครึ่งวัน"
DAY = "2026-12-02T05:00:00"


@pytest.fixture
def office(with_plugins, clean_db, clean_index, ckan_config, tmp_path, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))
    return Office()


def hand_in(office: Office, kind: str, content: bytes, name: str = "a.pdf", **more: Any) -> dict[str, Any]:
    upload = FileStorage(io.BytesIO(content), filename=name)
    return office.call("editor", "deliverable_create", kind=kind, upload=upload, **more)


def judged(office: Office) -> dict[str, tuple[str, str]]:
    """Return criterion -> reason and points of its first finding."""
    card = office.call("auditor", "scorecard_show")
    return {
        criterion["id"]: (criterion["findings"][0]["reason"], criterion["points"]["earned"])
        for part in card["parts"]
        for criterion in part["criteria"]
        if criterion["findings"]
    }


class TestJunk:
    def test_one_letter_sent_as_everything_brings_nothing(self, office):
        made = [
            hand_in(office, kind, pdf("x") + b"\n" * number, listed_datasets=["all"])
            for number, kind in enumerate((*STEPS, "evidence"), start=1)
        ]
        assert {(row["reading"]["pages"], row["reading"]["characters"]) for row in made} == {(1, 1)}
        for kind in ("inside", "between"):
            office.call("editor", "use_create", kind=kind, description="x", evidence=[made[-1]["id"]])
        said = judged(office)
        for criterion, reason in {
            "2.1.1": "DOCUMENT-WITHOUT-CONTENT",
            "2.1.2": "DOCUMENT-WITHOUT-CONTENT",
            "2.1.3": "LIST-ROWS-MISSING",
            "2.3.1": "USE-WORDS-MISSING",
            "2.3.2": "USE-WORDS-MISSING",
        }.items():
            assert said[criterion] == (reason, "0")

    def test_one_text_sent_as_two_kinds_counts_once(self, office):
        first = hand_in(office, "working_group_order", docx(ORDER), "a.docx")
        second = hand_in(office, "development_plan", docx(f"{ORDER}ก"), "b.docx")
        assert first["reading"]["alike"] == []
        (alike,) = second["reading"]["alike"]
        assert (alike["document"], alike["relation"]) == (first["id"], "kind")
        assert judged(office)["2.1.1"] == ("DOCUMENT-RECEIVED", "5")
        assert judged(office)["2.1.2"] == ("DOCUMENT-REPEATED", "0")
        office.call("editor", "deliverable_withdraw", item=first["id"], reason="ส่งผิดประเภทเอกสาร")
        assert judged(office)["2.1.2"] == ("DOCUMENT-RECEIVED", "5")

    def test_one_scan_sent_as_two_kinds_counts_once(self, office):
        hand_in(office, "working_group_order", scan())
        hand_in(office, "development_plan", scan() + b"\n")
        assert judged(office)["2.1.1"] == ("DOCUMENT-RECEIVED", "5")
        assert judged(office)["2.1.2"] == ("DOCUMENT-REPEATED", "0")

    def test_a_link_that_nobody_can_ask_raises_nothing(self, office):
        database = factories.Dataset(owner_org=office.agency)["id"]
        office.call("editor", "proposal_update", title="ทะเบียนสื่อ", origin="new", importance=TELLS,
                    dataset=database)  # fmt: skip
        before = office.call("auditor", "scorecard_show")["result"]
        row: Any = SystemLink(
            agency_id=office.agency, dataset_id=database, system="indicator",
            url="http://10.0.0.1/x", created_by="editor",
        )  # fmt: skip
        model.Session.add(row)
        model.Session.commit()
        assert office.call("auditor", "scorecard_show")["result"] == before
        assert judged(office)["2.2.5"] == ("LINKED-UNCONFIRMED", "0")

    @pytest.mark.parametrize(
        "url",
        [
            "http://10.0.0.1/x", "http://192.168.1.1", "http://localhost/a", "http://intranet/a",
            "http://printer.local/a", "http://169.254.1.1/", "http://[fe80::1]/", "http://127.0.0.1/",
        ],
    )  # fmt: skip
    def test_addresses_inside_of_a_network_are_refused(self, office, url):
        dataset = office.dataset["id"]
        for action, params, field in (
            ("use_create", {"kind": "inside", "description": TELLS, "evidence": [url]}, "evidence"),
            ("deliverable_create", {"kind": "evidence", "url": url}, "url"),
            ("system_link_create", {"dataset": dataset, "system": "indicator", "url": url}, "url"),
        ):
            with pytest.raises(tk.ValidationError) as error:
                office.call("editor", action, **params)
            assert error.value.error_dict[field][0].startswith("URL-NOT-ALLOWED")


class TestHonest:
    def test_each_paper_counts(self, office):
        hand_in(office, "working_group_order", docx(ORDER), "a.docx")
        hand_in(office, "development_plan", docx(PLAN), "b.docx")
        hand_in(office, "data_catalog_list", xlsx(("ลำดับ", "ชื่อ"), (1, office.dataset["title"])), "c.xlsx")
        shows = hand_in(office, "evidence", docx(REPORT), "d.docx")
        office.call("editor", "use_create", kind="inside", description=TELLS, evidence=[shows["id"]])
        said = judged(office)
        for criterion in ("2.1.1", "2.1.2", "2.1.3"):
            assert said[criterion] == ("DOCUMENT-RECEIVED", "5")
        assert said["2.3.1"] == ("USE-SHOWN", "3")


class TestList:
    def test_names_what_its_rows_name(self, office):
        more = [factories.Dataset(owner_org=office.agency, title=f"สถิติงานประชาสัมพันธ์ชุดที่ {n}") for n in "๑๒๓๔"]
        made = hand_in(
            office, "data_catalog_list", xlsx((office.dataset["title"],), (more[0]["title"],)), "a.xlsx",
            listed_datasets=[dataset["id"] for dataset in more],
        )  # fmt: skip
        assert set(made["reading"]["datasets"]) == {office.dataset["id"], more[0]["id"]}
        assert judged(office)["2.1.3"] == ("LIST-ROWS-MISSING", "2")

    def test_what_is_published_later_costs_nothing(self, office):
        hand_in(office, "data_catalog_list", xlsx((office.dataset["title"],)), "a.xlsx")
        for n in "๑๒":
            factories.Dataset(owner_org=office.agency, title=f"สถิติงานประชาสัมพันธ์ชุดที่ {n}")
        assert judged(office)["2.1.3"] == ("DOCUMENT-RECEIVED", "5")

    def test_a_scanned_list_is_for_auditors_to_read(self, office):
        hand_in(office, "data_catalog_list", scan())
        assert judged(office)["2.1.3"] == ("LIST-NOT-READ", "0")
        (criterion,) = [
            criterion
            for part in office.call("auditor", "scorecard_show")["parts"]
            for criterion in part["criteria"]
            if criterion["id"] == "2.1.3"
        ]
        assert criterion["points"]["unknown"] == "5"


class TestReading:
    def test_a_document_that_the_site_could_not_read_waits_for_the_night(self, office, monkeypatch):
        def fail(*_: object) -> None:
            raise NotAskedError

        with monkeypatch.context() as patch:
            patch.setattr(readings, "read_content", fail)
            assert hand_in(office, "working_group_order", docx(ORDER), "a.docx")["reading"] is None
            assert judged(office)["2.1.1"] == ("DOCUMENT-NOT-READ", "0")
            counts = office.call("auditor", "document_read", limit=5)
            assert counts == {"read": 0, "unreadable": 0, "waiting": 1}
        counts = office.call("auditor", "document_read", limit=5)
        assert counts == {"read": 1, "unreadable": 0, "waiting": 0}
        assert judged(office)["2.1.1"] == ("DOCUMENT-RECEIVED", "5")
        assert office.call("auditor", "document_read", limit=5)["read"] == 0

    def test_what_cannot_be_read_is_noted_once(self, office):
        made = hand_in(office, "working_group_order", b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF")
        assert made["reading"]["characters"] is None
        assert judged(office)["2.1.1"] == ("DOCUMENT-UNREADABLE", "0")
        assert readings.unread(model.Session, 5) == []

    def test_a_document_of_another_agency_is_shown_to_auditors_only(self, office):
        first = hand_in(office, "working_group_order", docx(ORDER), "a.docx")
        other = factories.Agency(
            name="health-department", kind="bureau",
            users=[{"name": office.names["editor"], "capacity": "editor"}],
        )  # fmt: skip
        made = hand_in(office, "working_group_order", docx(f"{ORDER}ก"), "b.docx", id=other["name"])
        assert made["reading"]["alike"] == []
        (shown,) = office.call("auditor", "deliverable_list", id=other["name"])
        (alike,) = shown["reading"]["alike"]
        assert (alike["document"], alike["relation"]) == (first["id"], "agency")

    def test_rows_are_written_once(self, office):
        made = hand_in(office, "working_group_order", docx(ORDER), "a.docx")
        table: Any = DocumentReading
        with pytest.raises(sa.exc.ProgrammingError, match="only grows"):
            model.Session.execute(sa.update(table).where(table.deliverable_id == made["id"]).values(pages=9))
        model.Session.rollback()


class TestAddresses:
    def look(self, office: Office, monkeypatch, **states: bool | None) -> None:
        def ask(url: str, _: object) -> LinkState:
            return LinkState(states[url.removeprefix("https://").removesuffix(".go.th")])

        monkeypatch.setattr(links.link, "ask", ask)
        office.call("auditor", "link_check")

    def since(self, name: str) -> Any:
        model.Session.expire_all()
        row = model.Session.get(LinkCheck, f"https://{name}.go.th")
        assert row
        return row.unknown_since

    @pytest.fixture
    def uses(self, office):
        for name in ("a", "b"):
            office.call(
                "editor", "use_create", kind="inside" if name == "a" else "between", description=TELLS,
                evidence=[f"https://{name}.go.th"],
            )  # fmt: skip

    def test_an_address_never_asked_is_unknown(self, office, uses):
        assert judged(office)["2.3.1"] == ("USE-EVIDENCE-NOT-SEEN", "0")

    def test_one_that_cannot_be_asked_for_too_long_is_not_reached(self, office, uses, monkeypatch):
        with freeze_time(DAY, tick=True):
            self.look(office, monkeypatch, a=None, b=True)
            assert judged(office)["2.3.1"] == ("USE-EVIDENCE-NOT-SEEN", "0")
            assert judged(office)["2.3.2"] == ("USE-SHOWN", "5")
        with freeze_time("2026-12-20T05:00:00", tick=True):
            assert judged(office)["2.3.1"] == ("USE-EVIDENCE-NOT-SEEN-LONG", "0")
            self.look(office, monkeypatch, a=True, b=True)
            assert judged(office)["2.3.1"] == ("USE-SHOWN", "3")
            assert self.since("a") is None

    def test_a_site_that_is_cut_off_blames_nobody(self, office, uses, monkeypatch):
        self.look(office, monkeypatch, a=None, b=None)
        assert (self.since("a"), self.since("b")) == (None, None)
