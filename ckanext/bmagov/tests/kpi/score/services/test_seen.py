"""Facts are taken as they were read last only while no row that they are read from is another."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.tests.helpers import call_action

from ckanext.bmagov.kpi.evidence.model.link import LinkCheck
from ckanext.bmagov.kpi.score import readers
from ckanext.bmagov.kpi.score.model import SeenFacts
from ckanext.bmagov.kpi.score.services import history, score, score_changes, seen
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.kpi.score.services.test_score import propose

API = "https://api.example.go.th/beds"


@pytest.fixture
def dataset(agency):
    """A dataset with something in each table that facts are read from."""
    file = {"name": "เตียง", "url": "https://example.go.th/beds.csv", "format": "CSV"}
    made = factories.Dataset(
        owner_org=agency,
        tag_string="โรงพยาบาล, เตียง",
        resources=[file, {"name": "API", "url": API, "format": "API"}],
    )
    about = {"id": made["id"]}
    resource = made["resources"][0]
    rows = (
        "INSERT INTO bmagov_resource_content (resource_id, package_id, sha256, size, rows, columns)"
        " VALUES (:resource, :id, 'a', 1, 5, '[\"beds\"]')",
        "INSERT INTO bmagov_dictionary_column (resource_id, position, package_id, name, label_th, type,"
        " description, title_key, search_key)"
        " VALUES (:resource, 1, :id, 'beds', 'เตียง', 'integer', 'x', 'b', 'b')",
        "INSERT INTO bmagov_data_event (id, package_id, resource_id, change, sha256, size)"
        " VALUES ('e', :id, :resource, 'new_data', 'a', 1)",
        "INSERT INTO bmagov_system_link (id, agency_id, dataset_id, system, created_by, created_at)"
        " VALUES ('l', :agency, :id, 'indicator', 'u', now())",
        "INSERT INTO bmagov_dataset_facts (dataset_id, agency_id, milestones, seen_at)"
        " VALUES (:id, :agency, '{}', now())",
    )
    for row in rows:
        model.Session.execute(sa.text(row), {**about, "agency": agency, "resource": resource["id"]})
    model.Session.add(LinkCheck(url=API, answered=True, status=200, seen_at=dt.datetime.now(dt.UTC)))
    model.Session.commit()
    return made


def look(agency: str) -> dict:
    looked = history.look(model.Session, [agency], seen.take(model.Session))
    model.Session.commit()
    return looked


def kept(dataset: dict) -> dict:
    return seen.unchanged(model.Session, [dataset["id"]], seen.take(model.Session))


class TestMarks:
    def test_what_is_as_it_was_is_taken_as_it_was_read(self, agency, dataset):
        assert kept(dataset) == {}
        first = look(agency)
        assert kept(dataset) == look(agency) == first == readers.dataset_facts(model.Session, [dataset["id"]])

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE package SET maintainer = ''",
            "UPDATE package SET maintainer = maintainer",
            "DELETE FROM package_tag WHERE id = (SELECT min(id) FROM package_tag)",
            "UPDATE package_tag SET state = 'deleted'",
            "UPDATE resource SET state = 'deleted' WHERE format = 'CSV'",
            "UPDATE bmagov_resource_content SET columns = '[\"others\"]'",
            "DELETE FROM bmagov_resource_content",
            "UPDATE bmagov_dictionary_column SET description = 'จำนวนเตียงที่ว่าง'",
            "DELETE FROM bmagov_dictionary_column",
            "INSERT INTO bmagov_data_event (id, package_id, resource_id, change, sha256, size)"
            " SELECT 'f', package_id, resource_id, 'new_data', 'b', 1 FROM bmagov_data_event",
            "UPDATE bmagov_system_link SET confirmed_by = 'auditor'",
            'UPDATE bmagov_dataset_facts SET milestones = \'{"metadata": "2026-11-01T00:00:00+00:00"}\'',
            "UPDATE bmagov_link_check SET answered = false",
            "DELETE FROM bmagov_link_check",
        ],
    )
    def test_whatever_is_written_by_whomever_is_read_anew(self, agency, dataset, change):
        look(agency)
        assert kept(dataset)
        model.Session.execute(sa.text(change))
        model.Session.commit()
        assert kept(dataset) == {}
        assert look(agency) == readers.dataset_facts(model.Session, [dataset["id"]])

    def test_a_frequency_that_changed_is_told_over_time_also_when_nothing_else_is_read(self, agency, dataset):
        for _ in range(2):
            look(agency)
        model.Session.execute(
            sa.text(
                "INSERT INTO bmagov_dataset_state (dataset_id, valid_from, listed, agency_id, level,"
                " frequency_unit, frequency_interval)"
                " SELECT dataset_id, now() - interval '60 days', true, agency_id, level, 'day', 1"
                " FROM bmagov_dataset_state LIMIT 1"
            )
        )
        model.Session.commit()
        assert look(agency) == readers.dataset_facts(model.Session, [dataset["id"]])
        assert len(look(agency)[dataset["id"]].declared) == 2

    def test_a_table_that_only_the_datastore_knows_is_always_read(self, agency, dataset):
        model.Session.execute(sa.text("DELETE FROM bmagov_resource_content"))
        model.Session.execute(
            sa.text("UPDATE resource SET extras = '{\"datastore_active\": true}' WHERE format = 'CSV'")
        )
        model.Session.commit()
        look(agency)
        assert kept(dataset) == {}

    def test_other_code_or_another_schema_reads_anew(self, agency, dataset, monkeypatch):
        look(agency)
        monkeypatch.setattr(seen, "_code", lambda: "another version")
        assert kept(dataset) == {}

    def test_a_purged_dataset_is_forgotten(self, agency, dataset):
        look(agency)
        call_action("dataset_purge", id=dataset["id"])
        seen.forget_gone(model.Session)
        assert model.Session.query(SeenFacts).count() == 0


class TestSince:
    def test_what_was_noted_since_is_read_anew(self, agency, dataset):
        look(agency)
        marks = seen.take(model.Session)
        score_changes.note_datasets(model.Session, [dataset["id"]])
        noted = score_changes.of(model.Session, [agency])
        assert seen.since(model.Session, marks, [agency], noted).same == frozenset()

    def test_what_another_worker_took_into_the_score_since_is_read_anew(self, agency, dataset):
        look(agency)
        score_changes.forget(model.Session, score_changes.of(model.Session, [agency]))
        model.Session.commit()
        marks = seen.take(model.Session)
        nothing = score_changes.of(model.Session, [agency])
        assert seen.since(model.Session, marks, [agency], nothing) is marks
        score_changes.note_datasets(model.Session, [dataset["id"]])
        score_changes.forget(model.Session, score_changes.of(model.Session, [agency]))
        model.Session.commit()
        assert seen.since(model.Session, marks, [agency], nothing).same == frozenset()

    def test_the_proposed_database_is_read_with_its_rows(self, agency, dataset, scored, rules):
        look(agency)
        propose(agency, dataset, rules)
        moment = dt.datetime.now(dt.UTC)
        plain = score.score_agency(model.Session, scored, rules, moment)
        looked = score.score_agency(model.Session, scored, rules, moment, looks=seen.take(model.Session))
        assert looked[0].datasets[0].imported is not None
        assert [one.to_dict() for one in looked] == [one.to_dict() for one in plain]
