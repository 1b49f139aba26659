"""Several workers and people at the same moment, each with a connection of their own: one wins (F11, F13)."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from ckan import model

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.kpi.round.domain.round import Actor, Event, Role, apply
from ckanext.bmagov.kpi.round.model import Round, Snapshot
from ckanext.bmagov.kpi.round.services import rounds
from ckanext.bmagov.kpi.score.model import ScoreRun
from ckanext.bmagov.kpi.score.services import quarters, runs
from ckanext.bmagov.tests.kpi.conftest import AS_OF

if TYPE_CHECKING:
    from collections.abc import Callable

OFFICE = "office"

PATIENCE = 600
"""Seconds until threads that wait for each other are given up: only a fault takes so long."""


def at_once(work: Callable[[Any, int], Any], people: int) -> list[Any]:
    """Let several do the same, beginning together; return what each got, or the exception."""
    model.Session.remove()
    engine, gate = model.ensure_engine(), threading.Barrier(people)
    got: list[Any] = [None] * people

    def one(number: int) -> None:
        with orm.Session(engine) as session:
            session.connection()
            gate.wait(timeout=PATIENCE)
            try:
                got[number] = work(session, number)
                session.commit()
            except (ProblemError, sa.exc.SQLAlchemyError) as error:
                session.rollback()
                got[number] = error

    threads = [threading.Thread(target=one, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


@pytest.mark.usefixtures("clean_db")
class TestRounds:
    @pytest.mark.parametrize("number", range(5))
    def test_one_of_four_who_hand_in_the_same_does(self, rules, number):
        def submit(session: Any, who: int) -> None:
            before = rounds.load(session, "agency", rules)
            actor = Actor(f"person-{who}", Role.AGENCY_ADMIN, "agency")
            rounds.write(session, before, apply(before, Event.SUBMIT, actor, AS_OF, version=1))

        self.check(at_once(submit, 4), "submitted", version=2)

    @pytest.mark.parametrize("number", range(5))
    def test_of_those_who_verify_and_return_the_same_one_does(self, rules, number):
        later = AS_OF + dt.timedelta(hours=1)
        with orm.Session(model.ensure_engine()) as session:
            found = rounds.load(session, "agency", rules)
            agency, office = Actor("admin", Role.AGENCY_ADMIN, "agency"), Actor("a", Role.AUDITOR, OFFICE)
            for event, actor in ((Event.SUBMIT, agency), (Event.START_REVIEW, office)):
                after = apply(found, event, actor, AS_OF, version=found.version)
                rounds.write(session, found, after)
                found = after
            session.commit()

        def judge(session: Any, who: int) -> str:
            event = (Event.VERIFY, Event.RETURN)[who % 2]
            before = rounds.load(session, "agency", rules)
            actor = Actor(f"auditor-{who}", Role.AUDITOR, OFFICE)
            more = {"note": "ตรวจครบถ้วน", "due": later.date()}
            rounds.write(session, before, apply(before, event, actor, later, version=3, **more))
            return {Event.VERIFY: "verified", Event.RETURN: "returned"}[event]

        got = at_once(judge, 4)
        (won,) = [one for one in got if isinstance(one, str)]
        self.check([None if one == won else one for one in got], won, version=4)

    @staticmethod
    def check(got: list[Any], state: str, *, version: int) -> None:
        lost = [one for one in got if one is not None]
        assert len(lost) == 3
        assert {getattr(one, "code", one) for one in lost} == {"STALE-VERSION"}
        assert all(isinstance(one, ProblemError) for one in lost)
        row = model.Session.scalars(sa.select(Round)).one()
        assert (row.state, row.version, len(row.content["decisions"])) == (state, version, version - 1)


@pytest.mark.usefixtures("clean_db")
class TestRuns:
    @pytest.mark.parametrize("number", range(5))
    def test_eight_workers_join_one_run(self, rules, number):
        joined = at_once(lambda session, _: runs.join(session, rules, AS_OF, 80).id, 8)
        assert set(joined) == {model.Session.scalars(sa.select(ScoreRun.id)).one()}

    def test_of_eight_workers_each_agency_is_claimed_by_one(self, rules):
        run_id = runs.join(model.Session, rules, AS_OF, 12).id
        model.Session.commit()
        agencies = [f"agency-{number}" for number in range(12)]

        def share(session: Any, who: int) -> list[str]:
            own, run = [], session.get_one(ScoreRun, run_id)
            for wait in (False, True):
                for agency in agencies:
                    if runs.claim(session, run, agency, wait=wait):
                        runs.done(session, run, agency)
                        own.append(agency)
                    session.commit()
            return own

        shares = at_once(share, 8)
        assert sorted(agency for own in shares for agency in own) == sorted(agencies)
        runs.end(model.Session, model.Session.get_one(ScoreRun, run_id), agencies)
        assert model.Session.scalars(sa.select(ScoreRun.finished_at)).one() is not None

    def test_an_agency_of_a_worker_that_died_is_free_at_once(self, rules):
        run = runs.join(model.Session, rules, AS_OF, 1)
        model.Session.commit()
        with model.ensure_engine().connect() as worker, orm.Session(worker) as session:
            assert runs.claim(session, run, "agency") is True
            assert runs.claim(model.Session, run, "agency") is None
            model.Session.rollback()
            session.rollback()
        assert runs.claim(model.Session, run, "agency", wait=True) is True

    def test_a_run_stays_open_while_an_agency_is_left(self, rules):
        run = runs.join(model.Session, rules, AS_OF, 2)
        runs.done(model.Session, run, "first", "KeyError")
        runs.end(model.Session, run, ["first", "second"])
        assert runs.opened(model.Session, rules)
        runs.done(model.Session, run, "second")
        runs.end(model.Session, run, ["first", "second"])
        assert not runs.opened(model.Session, rules)
        model.Session.refresh(run)
        assert (run.done, run.failed) == (["first", "second"], {"first": "KeyError"})


def test_eight_workers_keep_a_quarter_once(agency, scored, rules):
    ended = dt.datetime(2026, 12, 31, 17, tzinfo=dt.UTC)
    got = at_once(lambda session, _: quarters.keep_ended(session, scored, rules, ended), 8)
    assert [one for one in got if isinstance(one, Exception)] == []
    assert model.Session.scalars(sa.select(Snapshot.period)).all() == ["q1"]
