"""What a transaction tells, and what it notes: savepoints are the end of nothing."""

from __future__ import annotations

import functools

import pytest
import sqlalchemy as sa

from ckan import model

from ckanext.bmagov.base import events
from ckanext.bmagov.base.domain.order import Ordered
from ckanext.bmagov.base.request_state import CHECKS_DUE, INDEX_WRITTEN
from ckanext.bmagov.base.services import session_events

EVENTS = ("flushing", "flushed", "statement", "committing", "committed", "ended")
heard_so_far: list[tuple[str, object]] = []


@pytest.fixture(autouse=True)
def heard(with_plugins, clean_db, monkeypatch):
    """Hear of the ends only; notes are those of a new transaction."""
    model.Session.rollback()
    heard_so_far.clear()
    for event in EVENTS:
        names = (event,) if event.startswith(("commit", "ended")) else ()
        monkeypatch.setitem(events.SUBSCRIBERS, event, Ordered(names))
    monkeypatch.setattr(events, "function_of", lambda event: functools.partial(tell, event))
    yield heard_so_far
    model.Session.rollback()


def tell(event, session):
    heard_so_far.append((event, dict(CHECKS_DUE.of(session))))


def work():
    model.Session.execute(sa.text("SELECT 1"))


def test_a_savepoint_is_no_end_and_its_notes_hold(heard):
    CHECKS_DUE.of(model.Session)["before"] = "data"
    with model.Session.begin_nested():
        work()
        CHECKS_DUE.of(model.Session)["inside"] = "data"
    assert heard == []
    model.Session.commit()
    notes = {"before": "data", "inside": "data"}
    assert heard == [("committing", notes), ("committed", notes), ("ended", notes)]
    assert CHECKS_DUE.of(model.Session) == {}


def test_what_is_noted_after_a_savepoint_is_undone_with_it(heard):
    work()
    CHECKS_DUE.of(model.Session)["before"] = "data"
    savepoint = model.Session.begin_nested()
    CHECKS_DUE.of(model.Session)["inside"] = "data"
    inner = model.Session.begin_nested()
    CHECKS_DUE.of(model.Session)["innermost"] = "data"
    inner.commit()
    savepoint.rollback()
    assert CHECKS_DUE.of(model.Session) == {"before": "data"}
    model.Session.commit()
    assert ("committed", {"before": "data"}) in heard


def test_what_was_written_outside_of_the_database_is_known_until_the_end():
    work()
    savepoint = model.Session.begin_nested()
    INDEX_WRITTEN.of(model.Session)["inside"] = 1
    savepoint.rollback()
    assert INDEX_WRITTEN.of(model.Session) == {"inside": 1}
    model.Session.rollback()
    assert INDEX_WRITTEN.of(model.Session) == {}


def test_an_error_inside_a_savepoint_undoes_what_was_noted_in_it():
    work()
    savepoint = model.Session.begin_nested()
    CHECKS_DUE.of(model.Session)["inside"] = "data"
    with pytest.raises(sa.exc.ProgrammingError):
        model.Session.execute(sa.text("SELECT nothing"))
    savepoint.rollback()
    assert CHECKS_DUE.of(model.Session) == {}


@pytest.mark.parametrize("end", ["rollback", "close", "remove"])
def test_whatever_ends_it_nothing_is_noted_for_the_next(heard, end):
    work()
    CHECKS_DUE.of(model.Session)["before"] = "data"
    model.Session.begin_nested()
    getattr(model.Session, end)()
    if end == "rollback":
        model.Session.rollback()
    assert [event for event, _ in heard] == ["ended"]
    assert CHECKS_DUE.of(model.Session) == {}


def test_there_is_one_listener_however_often_it_begins(heard):
    session_events.listen()
    work()
    model.Session.commit()
    assert [event for event, _ in heard] == ["committing", "committed", "ended"]
