"""From the catalog to a stored score: what is read, what is found, what is kept."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from ckan import model
from ckan.tests.helpers import call_action

from ckanext.bmagov.base.model.copy import copy_rows
from ckanext.bmagov.files.model import DataEvent
from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable, Proposal
from ckanext.bmagov.kpi.evidence.readers import document_store
from ckanext.bmagov.kpi.evidence.readers.link import LinkState
from ckanext.bmagov.kpi.evidence.services import links, readings
from ckanext.bmagov.kpi.register.model import SystemLink
from ckanext.bmagov.kpi.round.model import Snapshot
from ckanext.bmagov.kpi.score.model import CriterionScore, DatasetFacts, Finding, Scorecard
from ckanext.bmagov.kpi.score.readers import dataset_facts, published_ids
from ckanext.bmagov.kpi.score.services import quarters, score, score_changes
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.kpi.conftest import AS_OF
from ckanext.bmagov.tests.kpi.papers import DOCX, ORDER, docx


def findings(criterion):
    query = sa.select(Finding).where(Finding.criterion == criterion).order_by(Finding.place)
    return list(model.Session.scalars(query))


def event(dataset, at, sha256="1" * 64, change="new_data"):
    resource = dataset["resources"][0]["id"]
    model.Session.add(
        DataEvent(package_id=dataset["id"], resource_id=resource, at=at, change=change, sha256=sha256, size=1)
    )
    model.Session.commit()


def delete(dataset):
    package = model.Package.get(dataset["id"])
    assert package
    package.delete()
    model.Session.commit()


def in_system(dataset, system="indicator"):
    """An auditor has confirmed that a dataset is in a system."""
    row = SystemLink(
        agency_id=dataset["owner_org"],
        dataset_id=dataset["id"],
        system=system,
        created_by="editor",
        confirmed_by="auditor",
        confirmed_at=AS_OF,
    )
    model.Session.add(row)
    model.Session.commit()


def propose(agency, dataset, rules, **more):
    row = Proposal(
        agency_id=agency,
        kpi=rules.kpi,
        fiscal_year=rules.fiscal_year,
        created_by="editor",
        title=dataset["title"],
        origin="new",
        importance="ใช้วางแผนการให้บริการและจัดสรรงบประมาณของหน่วยงานทุกเขตในแต่ละไตรมาส",
        dataset_id=dataset["id"],
        proposed_at=AS_OF,
        **more,
    )
    model.Session.add(row)
    model.Session.commit()


class TestFacts:
    def test_mandatory_items_are_counted_as_the_form_counts_them(self, agency):
        dataset = factories.Dataset(owner_org=agency)
        complete = call_action("bmagov_dataset_completeness", id=dataset["id"])
        found = dataset_facts(model.Session, [dataset["id"]])[dataset["id"]]
        parts = [complete["total"], *complete["resources"]]
        assert found.mandatory_total == sum(
            len(part["mandatory_filled"]) + len(part["mandatory_missing"]) for part in parts
        )
        assert found.mandatory_missing == ()
        assert (found.has_category, found.has_classification, found.has_owner) == (True, True, True)
        assert (found.frequency_unit, found.frequency_interval) == ("year", 1)

    def test_drafts_and_deleted_datasets_are_not_in_the_catalog(self, agency):
        draft = factories.Draft(owner_org=agency)
        gone = factories.Dataset(owner_org=agency)
        delete(gone)
        found = dataset_facts(model.Session, [draft["id"], gone["id"]])
        assert [one.in_catalog for one in found.values()] == [False, False]
        assert published_ids(model.Session, agency) == ()

    def test_what_lies_elsewhere_has_a_history_that_nobody_sees(self, agency):
        dataset = factories.Dataset(owner_org=agency)
        assert not dataset_facts(model.Session, [dataset["id"]])[dataset["id"]].events_known

    def test_what_a_resource_says_beside_core_is_read(self, agency):
        resource = factories.resource(resource_data_classification="internal", datastore_active=True)
        dataset = factories.Dataset(owner_org=agency, resources=[resource])
        found = dataset_facts(model.Session, [dataset["id"]])[dataset["id"]]
        assert found.in_datastore

    def test_a_private_dataset_is_seen_too(self, agency):
        dataset = factories.Dataset(
            owner_org=agency,
            data_category="internal",
            data_classification="internal",
            license_id="notspecified",
        )
        assert published_ids(model.Session, agency) == (dataset["id"],)


class TestCopy:
    def test_what_copy_writes_comes_back_as_it_was(self, clean_db):
        odd = "ก\tข\nค\\N\r'\""
        row = {"agency_id": odd, "kpi": "database", "fiscal_year": 2570, "criterion": "1.1", "place": 1}
        points = dict.fromkeys(("earned", "lost", "unknown", "reachable"), "1/3")
        told = {"subject": "agency", "subject_id": "\\N", "state": "pass", "reason": ""}
        copy_rows(model.Session, Finding, [{**row, **points, **told, "params": {"a": odd}, "evidence": []}])
        (found,) = findings("1.1")
        assert (found.agency_id, found.subject_id, found.reason) == (odd, "\\N", "")
        assert (found.params, found.evidence) == ({"a": odd}, [])


class TestScore:
    def test_a_duty_is_judged_by_the_events_of_its_dataset(self, agency, scored, rules, duty):
        dataset = factories.Dataset(owner_org=agency)
        duty(agency, dataset["id"])
        for days in (64, 34, 3):
            event(dataset, AS_OF - dt.timedelta(days=days), str(days))
        score.score_agency(model.Session, scored, rules, AS_OF)
        (found,) = findings("1.1")
        assert (found.reason, found.state, found.dataset_id) == ("NOT-IN-SYSTEM", "partial", dataset["id"])
        in_system(dataset)
        score.score_agency(model.Session, scored, rules, AS_OF)
        (found,) = findings("1.1")
        assert (found.reason, found.state, found.dataset_id) == ("DATA-FRESH", "pass", dataset["id"])

    def test_a_deleted_dataset_keeps_its_duty_and_loses_its_points(self, agency, scored, rules, duty):
        dataset = factories.Dataset(owner_org=agency)
        duty(agency, dataset["id"])
        delete(dataset)
        score.score_agency(model.Session, scored, rules, AS_OF)
        (found,) = findings("1.1")
        assert (found.reason, found.state, found.earned) == ("NOT-IN-CATALOG", "fail", "0")

    def test_no_title_is_kept(self, agency, scored, rules, duty):
        dataset = factories.Dataset(owner_org=agency, title="ชื่อที่ต้องไม่ปรากฏ")
        duty(agency, dataset["id"], title="ชื่อที่ต้องไม่ปรากฏ")
        propose(agency, dataset, rules)
        score.score_agency(model.Session, scored, rules, AS_OF)
        rows = (
            model.Session.execute(sa.text("SELECT to_jsonb(f)::text FROM bmagov_finding f")).scalars().all()
        )
        assert len(rows) > 10
        assert not any("ชื่อที่ต้องไม่ปรากฏ" in row for row in rows)

    def test_scoring_again_changes_nothing(self, agency, scored, rules, duty):
        duty(agency, factories.Dataset(owner_org=agency)["id"])

        def rows():
            score.score_agency(model.Session, scored, rules, AS_OF)
            model.Session.commit()
            return [
                model.Session.execute(sa.text(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY 1"))
                .scalars()
                .all()
                for table in (Scorecard.__tablename__, CriterionScore.__tablename__, Finding.__tablename__)
            ]

        assert rows() == rows()

    def test_a_measure_is_complete_since_it_was_first_seen_so(self, agency, scored, rules):
        dataset = factories.Dataset(owner_org=agency)
        propose(agency, dataset, rules)
        score.score_agency(model.Session, scored, rules, AS_OF)
        later = AS_OF + dt.timedelta(days=200)
        score.score_agency(model.Session, scored, rules, later)
        kept = model.Session.get(DatasetFacts, dataset["id"])
        assert kept
        assert kept.milestones["metadata"] == AS_OF.isoformat()
        (found,) = findings("2.2.1")
        assert (found.reason, found.params["since"]) == ("METADATA-COMPLETE", "2026-12-01")

    def test_an_agency_merged_into_another_leaves_it_its_duties(self, agency, rules, duty):
        from ckanext.bmagov.kpi.common.services.agencies import scored_agencies

        code = "25000000"
        group = model.Group.get(agency)
        assert group
        group.extras = {**group.extras, "code8": code}
        model.Session.commit()
        old = factories.Agency(
            kind="bureau", code8="18000000", agency_status="historic", successor_codes=code
        )
        duty(old["id"])
        found = {one.node.id: one for one in scored_agencies(model.Session, rules)}
        assert set(found) == {agency}
        score.score_agency(model.Session, found[agency], rules, AS_OF)
        assert [one.reason for one in findings("1.1")] == ["NO-DATASET-LINKED"]

    @pytest.mark.parametrize("when", ["collect", "evaluate"])
    def test_what_changes_while_it_is_scored_is_scored_again(self, agency, scored, rules, monkeypatch, when):
        """F15: the change is another's transaction, before or after the facts are read."""
        place = score.service if when == "collect" else score
        real = getattr(place, when)

        def and_change(*given):
            with orm.Session(model.ensure_engine()) as other:
                score_changes.note_agencies(other, [agency])
                other.commit()
            return real(*given)

        monkeypatch.setattr(place, when, and_change)
        score.score_agency(model.Session, scored, rules, AS_OF)
        model.Session.commit()
        assert score_changes.changed_ids(model.Session) == {agency}
        monkeypatch.undo()
        score.score_agency(model.Session, scored, rules, AS_OF)
        assert score_changes.changed_ids(model.Session) == set()

    def test_whose_score_may_have_changed_is_noted_until_it_is_scored(self, agency, scored, rules, duty):
        dataset = factories.Dataset(owner_org=agency)
        duty(agency, dataset["id"])
        score_changes.note_datasets(model.Session, [dataset["id"]])
        assert score_changes.changed_ids(model.Session) == {agency}
        score.score_agency(model.Session, scored, rules, AS_OF)
        assert score_changes.changed_ids(model.Session) == set()


class TestEvidence:
    def hand_in(self, agency, rules, **more):
        row = Deliverable(
            agency_id=agency,
            kpi=rules.kpi,
            fiscal_year=rules.fiscal_year,
            kind="working_group_order",
            title="คำสั่งแต่งตั้งคณะทำงาน",
            received_at=AS_OF,
            created_by="editor",
            **more,
        )
        model.Session.add(row)
        model.Session.flush()
        if row.sha256:
            readings.read(model.Session, row)
        model.Session.commit()

    def reason(self, scored, rules):
        score.score_agency(model.Session, scored, rules, AS_OF)
        (found,) = findings("2.1.1")
        return found.reason, found.state

    @pytest.fixture
    def store(self, tmp_path, ckan_config, monkeypatch):
        monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))
        return tmp_path / document_store.FOLDER

    def test_a_file_that_is_there_counts(self, agency, scored, rules, store):
        document_store.save(io.BytesIO(docx(ORDER)), "a" * 64)
        self.hand_in(agency, rules, sha256="a" * 64, media_type=DOCX)
        assert self.reason(scored, rules) == ("DOCUMENT-RECEIVED", "pass")

    def test_a_file_that_has_gone_is_told(self, agency, scored, rules, store):
        document_store.mark(tuple)
        self.hand_in(agency, rules, sha256="a" * 64)
        assert self.reason(scored, rules) == ("DOCUMENT-GONE", "fail")

    def test_the_empty_folder_below_a_disk_that_is_not_mounted_costs_nobody_points(
        self, agency, scored, rules, store
    ):
        store.mkdir()
        self.hand_in(agency, rules, sha256="a" * 64)
        assert self.reason(scored, rules) == ("DOCUMENT-NOT-SEEN", "unknown")

    def test_a_disk_that_is_away_costs_nobody_points(self, agency, scored, rules, store):
        self.hand_in(agency, rules, sha256="a" * 64)
        assert self.reason(scored, rules) == ("DOCUMENT-NOT-SEEN", "unknown")

    @pytest.mark.parametrize(
        ("answered", "expected"),
        [
            (True, ("DOCUMENT-RECEIVED", "pass")),
            (False, ("DOCUMENT-GONE", "fail")),
            (None, ("DOCUMENT-NOT-SEEN", "unknown")),
        ],
    )
    def test_an_address_counts_by_its_last_answer(
        self, agency, scored, rules, monkeypatch, answered, expected
    ):
        monkeypatch.setattr(links.link, "ask", lambda url, ports: LinkState(answered))
        self.hand_in(agency, rules, url="https://example.go.th/order.pdf")
        assert links.due(model.Session) == ["https://example.go.th/order.pdf"]
        links.look(model.Session, "https://example.go.th/order.pdf")
        assert self.reason(scored, rules) == expected
        assert links.due(model.Session) == []


class TestQuarters:
    def keep(self, scored, rules, moment):
        kept = quarters.keep_ended(model.Session, scored, rules, moment)
        model.Session.commit()
        return kept

    def test_a_quarter_is_kept_once_as_it_stood_at_its_end(self, agency, scored, rules):
        ended = dt.datetime(2026, 12, 31, 17, tzinfo=dt.UTC)
        assert self.keep(scored, rules, ended - dt.timedelta(seconds=1)) == []
        assert self.keep(scored, rules, ended) == ["q1"]
        assert self.keep(scored, rules, ended + dt.timedelta(days=1)) == []
        (kept,) = model.Session.scalars(sa.select(Snapshot))
        assert kept.card["as_of"] == "2026-12-31T23:59:59+07:00"

    def test_later_changes_leave_it_as_it_is(self, agency, scored, rules, duty):
        self.keep(scored, rules, dt.datetime(2027, 1, 2, tzinfo=dt.UTC))
        before = model.Session.scalars(sa.select(Snapshot.digest)).one()
        duty(agency)
        self.keep(scored, rules, dt.datetime(2027, 1, 3, tzinfo=dt.UTC))
        assert model.Session.scalars(sa.select(Snapshot.digest)).one() == before

    def test_a_quarter_long_ago_is_not_made_up(self, agency, scored, rules):
        assert self.keep(scored, rules, dt.datetime(2027, 2, 15, tzinfo=dt.UTC)) == []
