"""The append-only logs: what the database refuses, what the verifier finds."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.cli.cli import ckan

from ckanext.bmagov.base.model.audit_log import AuditLog, ReadLog
from ckanext.bmagov.base.services import audit_log
from ckanext.bmagov.tests.tampering import tamper

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db")


def write(count: int = 3, log=AuditLog) -> None:
    for number in range(count):
        audit_log.append(
            model.Session,
            "somchai",
            "grant.create",
            {"reason": f"ใช้วางแผน {number}", "share": 0.5},
            dataset_id="d1",
            agency_id="a1",
            log=log,
        )
    model.Session.commit()


def verdict() -> audit_log.Verdict:
    return audit_log.verify(model.Session, AuditLog)


class TestAppend:
    def test_entries_follow_each_other(self):
        write(3)
        rows = list(audit_log.entries(model.Session, AuditLog))
        assert [row.kind for row in rows][-3:] == ["grant.create"] * 3
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))
        assert [row.previous for row in rows][1:] == [row.digest for row in rows][:-1]
        assert verdict().broken is None

    @pytest.mark.parametrize("said", ["", "d1", None])
    def test_what_a_payload_says_of_its_places_stands_in_their_columns(self, said):
        payload = {"title": "ฐานข้อมูลสื่อ", "dataset_id": said}
        audit_log.append(model.Session, "somchai", "proposal", payload, agency_id="a1")
        model.Session.commit()
        row = model.Session.scalars(sa.select(AuditLog)).one()
        assert (row.agency_id, row.dataset_id) == ("a1", said or None)
        assert verdict().broken is None

    def test_it_stands_or_falls_with_its_transaction(self):
        audit_log.append(model.Session, "somchai", "grant.create", {})
        model.Session.rollback()
        assert verdict().length == 0

    def test_the_two_logs_are_chains_of_their_own(self):
        write(2)
        write(1, ReadLog)
        assert audit_log.verify(model.Session, ReadLog).length == 1
        assert verdict().length == 2

    def test_many_at_once_make_one_chain(self):
        def work() -> None:
            for _ in range(10):
                with model.ensure_engine().begin() as connection:
                    audit_log.append(connection, "somchai", "note", {})

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (verdict().length, verdict().broken) == (40, None)


class TestDatabase:
    @pytest.mark.parametrize("table", ["bmagov_audit_log", "bmagov_read_log"])
    @pytest.mark.parametrize(
        "statement",
        ["UPDATE {} SET actor = 'x'", "DELETE FROM {}", "TRUNCATE {}", "DELETE FROM {} WHERE false"],
    )
    def test_it_refuses_changes(self, table: str, statement: str):
        write(1)
        with pytest.raises(sa.exc.ProgrammingError, match="append-only"):
            model.Session.execute(sa.text(statement.format(table)))
        model.Session.rollback()
        assert verdict().length == 1


class TestVerify:
    @pytest.mark.parametrize(
        "change",
        [
            "actor = 'somsri'",
            "kind = 'grant.revoke'",
            "at = at + interval '1 microsecond'",
            'payload = payload || \'{"reason": "อื่น"}\'',
            "dataset_id = 'd2'",
            "agency_id = NULL",
            "digest = repeat('0', 64)",
        ],
    )
    def test_it_names_the_entry_that_was_changed(self, change: str):
        write(5)
        tamper(f"UPDATE bmagov_audit_log SET {change} WHERE number = 3")
        broken = verdict().broken
        assert broken
        assert broken.number == 3

    def test_it_names_the_place_of_an_entry_that_is_missing(self):
        write(5)
        tamper("DELETE FROM bmagov_audit_log WHERE number = 2")
        broken = verdict().broken
        assert broken
        assert (broken.number, broken.reason) == (2, "number")

    def test_a_cut_end_shows_by_the_noted_head(self):
        write(5)
        noted = verdict()
        tamper("DELETE FROM bmagov_audit_log WHERE number > 3")
        assert verdict().broken is None
        found = audit_log.verify(model.Session, AuditLog, length=noted.length, head=noted.head)
        assert found.broken
        assert found.broken.reason == "end"


class TestCommand:
    def test_it_tells_length_and_head_to_be_noted(self, cli):
        write(2)
        done = cli.invoke(ckan, ["bmagov", "audit", "verify"])
        assert done.exit_code == 0, done.output
        assert f"decisions: whole, length 2, head {verdict().head}" in done.output
        assert "reads: whole, length 0" in done.output

    def test_it_names_the_first_broken_entry(self, cli):
        write(4)
        tamper("UPDATE bmagov_audit_log SET actor = 'x' WHERE number >= 2")
        done = cli.invoke(ckan, ["bmagov", "audit", "verify", "--log", "decisions"])
        assert done.exit_code == 1
        assert "BROKEN at entry 2" in done.output

    def test_a_head_alone_is_not_enough(self, cli):
        done = cli.invoke(ckan, ["bmagov", "audit", "verify", "--head", "abc"])
        assert done.exit_code == 2
