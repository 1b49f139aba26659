"""A worker is killed (SIGKILL) at one statement after another: nothing is half written, the next completes.

The worker is a process of its own that begins as a copy of this one, so that it costs no start of CKAN, and
that kills itself as it is about to send its n-th statement to PostgreSQL.
"""

from __future__ import annotations

import io
import os
import signal
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.base.model.audit_log import AuditLog
from ckanext.bmagov.base.services import audit_log
from ckanext.bmagov.dictionary.validation import jobs
from ckanext.bmagov.dictionary.validation.model import ValidationRun
from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable, Statement
from ckanext.bmagov.kpi.evidence.readers import document_store
from ckanext.bmagov.kpi.round.model import Round, Snapshot
from ckanext.bmagov.kpi.score.model import CriterionScore, Finding, Scorecard, ScoreRun
from ckanext.bmagov.search import services
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.dictionary.validation.actions.test_validation import BAD, describe

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index", "clean_redis")

STEPS = 10
"""So many of the statements of a whole run are died at, evenly spread, the first and the last among them."""

CRITERION, FINDING = (
    ("criterion", "state", "earned", "lost", "unknown", "reachable"),
    ("criterion", "place", "subject_id", "state", "reason", "params", "earned", "lost", "unknown"),
)


def worker(work: Callable[[], Any], *, dies_at: int = 0) -> int:
    """Do some work in a process of its own; return how many statements it sent, or -9 when it was killed."""
    model.Session.remove()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - the other process
        sent = 0

        def count(*_: Any) -> None:
            nonlocal sent
            sent += 1
            if sent == dies_at:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            engine = model.ensure_engine()
            engine.dispose(close=False)
            sa.event.listen(engine, "before_cursor_execute", count)
            work()
            os.write(writing, str(sent).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said:
        answer = said.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return -os.WTERMSIG(status)
    assert answer, "the worker failed before it was killed"
    return int(answer)


def spread(total: int) -> list[int]:
    assert total > STEPS
    return sorted({1 + step * (total - 1) // (STEPS - 1) for step in range(STEPS)})


def change(table: Any, **values: Any) -> None:
    model.Session.execute(sa.update(table).values(**values))
    model.Session.commit()


def empty(*tables: Any) -> None:
    for table in tables:
        model.Session.execute(sa.delete(table))
    model.Session.commit()


class TestScoring:
    TABLES = (ScoreRun, Finding, CriterionScore, Scorecard)

    @pytest.fixture
    def agencies(self):
        made = [factories.Agency(name=f"agency-{n}", kind="bureau")["id"] for n in range(3)]
        for agency in made:
            factories.Dataset(owner_org=agency)
        return made

    @staticmethod
    def run() -> dict[str, Any]:
        return call_action("bmagov_scorecard_update", {"user": "", "ignore_auth": True}, fiscal_year=2570)

    @staticmethod
    def kept() -> dict[str, tuple[Any, ...]]:
        """What is kept of each agency, without the moment: that is of the run."""

        def rows(table: Any, names: tuple[str, ...], agency: str) -> list[tuple[Any, ...]]:
            columns = [getattr(table, name) for name in names]
            query = sa.select(*columns).where(table.agency_id == agency).order_by(*columns[:2])
            return [tuple(row) for row in model.Session.execute(query)]

        model.Session.expire_all()
        tables = (Scorecard, CriterionScore, Finding)
        agencies = {one for table in tables for one in model.Session.scalars(sa.select(table.agency_id))}
        return {
            agency: (
                rows(Scorecard, ("rule_digest", "result", "highest", "parts", "counts"), agency),
                rows(CriterionScore, CRITERION, agency),
                rows(Finding, FINDING, agency),
            )
            for agency in agencies
        }

    def test_each_agency_is_scored_wholly_or_not_and_the_next_run_completes(self, agencies):
        self.run()  # what the first run ever keeps for all that follow is not what is looked at here
        empty(*self.TABLES)
        total = worker(self.run)
        whole = self.kept()
        assert set(whole) == set(agencies)
        seen = set()
        for statement in spread(total):
            empty(*self.TABLES)
            assert worker(self.run, dies_at=statement) == -signal.SIGKILL
            left = self.kept()
            assert left == {agency: whole[agency] for agency in left}, f"half written at {statement}"
            seen.add(len(left))
            again = self.run()
            assert (again["running"], again["failed"]) == (False, {})
            assert self.kept() == whole
            assert model.Session.scalar(sa.select(sa.func.count()).where(ScoreRun.finished_at.is_(None))) == 0
        assert seen == {0, 1, 2, 3}


class TestChecksOfData:
    @pytest.fixture
    def resource(self, create_with_upload):
        closed = {"data_category": "internal", "data_classification": "internal"}
        dataset = factories.Dataset(resources=[], license_id="notspecified", **closed)
        about = {"package_id": dataset["id"], "name": "ประชากร", "format": "CSV"}
        made = create_with_upload(BAD.encode(), "people.csv", {"user": core.Sysadmin()["name"]}, **about)
        describe(made["id"])
        return made["id"]

    @staticmethod
    def found() -> dict[str, Any]:
        model.Session.expire_all()
        row = model.Session.scalars(sa.select(ValidationRun)).one()
        names = ("status", "valid", "violations", "tables", "rows_read", "failure")
        return {name: getattr(row, name) for name in names}

    def test_a_report_is_there_wholly_or_not_and_the_next_worker_completes_it(self, resource):
        nothing = {"valid": None, "violations": 0, "tables": [], "failure": None}
        waiting = {**nothing, "status": "waiting", "rows_read": 0, "attempts": 0, "worker": ""}
        total = worker(jobs.work)
        whole = self.found()
        assert (whole["status"], whole["violations"]) == ("done", 5)
        before = set()
        for statement in spread(total):
            change(ValidationRun, **waiting, started_at=None, heartbeat_at=None, finished_at=None)
            assert worker(jobs.work, dies_at=statement) == -signal.SIGKILL
            left = self.found()
            assert left == whole or left.items() >= nothing.items(), f"half written at {statement}"
            before.add(left["status"])
            change(ValidationRun, heartbeat_at=sa.func.now() - sa.text("interval '1 hour'"))
            jobs.work()
            assert self.found() == whole
        assert before == {"waiting", "running", "done"}


def count(table: Any, *where: Any) -> int:
    return model.Session.scalar(sa.select(sa.func.count()).select_from(table).where(*where)) or 0


class TestTheYear:
    """F8, F21: an agency hands in a document and its report; each is there with all that belongs to it."""

    PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF"

    @pytest.fixture
    def admin(self, ckan_config, tmp_path, monkeypatch):
        monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))
        name = core.User()["name"]
        users = [{"name": name, "capacity": "admin"}]
        for agency in ("public-relations-office", "health-department"):
            factories.Agency(name=agency, kind="bureau", users=users)
        return name

    @staticmethod
    def act(admin: str, agency: str, action: str, **data: Any) -> None:
        given = {"id": agency, "fiscal_year": 2570, **data}
        tk.get_action(f"bmagov_{action}")({"user": admin}, given)

    def die_through(self, work: Callable[[str], Any], whole: Callable[[], bool]) -> None:
        """Measure the work in one agency, then die at it in the other until it is done."""
        total = worker(lambda: work("health-department"))
        for statement in (*spread(total), 0):
            killed = worker(lambda: work("public-relations-office"), dies_at=statement)
            model.Session.remove()
            if whole():
                assert statement == 0 or killed == -signal.SIGKILL
                return
            assert killed == -signal.SIGKILL
        raise AssertionError("it was never done")

    def test_a_report_is_handed_in_wholly_or_not(self, admin):
        agency = model.Group.get("public-relations-office").id

        def submit(name: str) -> None:
            self.act(admin, name, "round_submit", version=1, signed_by="ก", position="ข")

        def whole() -> bool:
            parts = [count(table, table.agency_id == agency) for table in (Round, Snapshot, Statement)]
            parts.append(count(AuditLog, AuditLog.agency_id == agency, AuditLog.kind == "round_submit"))
            assert parts in ([0] * 4, [1] * 4), "half written"
            assert audit_log.verify(model.Session, AuditLog).broken is None
            return parts[0] == 1

        self.die_through(submit, whole)

    def test_no_document_is_listed_without_its_file(self, admin):
        agency = model.Group.get("public-relations-office").id

        def hand_in(name: str) -> None:
            content = self.PDF + name.encode()
            file = FileStorage(io.BytesIO(content), filename="คำสั่ง.pdf")
            self.act(admin, name, "deliverable_create", kind="working_group_order", upload=file)

        def whole() -> bool:
            rows = list(model.Session.scalars(sa.select(Deliverable).where(Deliverable.agency_id == agency)))
            assert all(document_store.is_there(row.sha256) for row in rows)
            logged = count(AuditLog, AuditLog.agency_id == agency, AuditLog.kind == "deliverable")
            assert len(rows) == logged <= 1
            return bool(rows)

        self.die_through(hand_in, whole)
        known = set(model.Session.scalars(sa.select(Deliverable.sha256)))
        document_store.sweep(known, now=time.time() + 90_000)
        assert all(document_store.is_there(one) for one in known)


class TestIndex:
    def test_what_puts_the_index_right_goes_on_where_it_died(self, monkeypatch):
        """F5: nothing is cleared before, so that no dataset is ever missing."""
        ids = {factories.Dataset()["id"] for _ in range(4)}
        model.Session.execute(
            sa.update(model.Package).values(metadata_modified=sa.text("metadata_modified - interval '1 day'"))
        )
        model.Session.commit()
        mend_dataset, done = services._mend_dataset, [0]

        def dying(dataset_id: str) -> None:
            if done[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            mend_dataset(dataset_id)
            done[0] += 1

        monkeypatch.setattr(services, "_mend_dataset", dying)
        for left in (4, 3, 2):
            found = services.difference(model.Session)
            assert (len(found.stale), found.missing, found.ghosts) == (left, frozenset(), frozenset())
            assert worker(partial(services.mend, found.all)) == -signal.SIGKILL
            model.Session.remove()
        monkeypatch.undo()
        assert services.mend(services.difference(model.Session).all) == []
        assert services.difference(model.Session).all == frozenset()
        assert {one["id"] for one in call_action("package_search")["results"]} == ids
