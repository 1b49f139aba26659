"""A score that is mended is the one that a whole run stores, row by row."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from ckan import model

from ckanext.bmagov.kpi.score.model import CriterionScore, Finding, Scorecard, ScoreChange
from ckanext.bmagov.kpi.score.services import score, score_changes
from ckanext.bmagov.kpi.score.services.amend import amend_agency, read_batch
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.kpi.conftest import AS_OF
from ckanext.bmagov.tests.kpi.score.services.test_score import delete, event, propose

LATER = AS_OF + dt.timedelta(hours=2)


@pytest.fixture
def city(agency, scored, rules, duty):
    """Three duties and a database of the year, scored."""
    datasets = [factories.Dataset(owner_org=agency) for _ in range(4)]
    for one in datasets[:3]:
        duty(agency, one["id"])
    duty(agency)
    propose(agency, datasets[3], rules)
    score.score_agency(model.Session, scored, rules, AS_OF)
    model.Session.query(ScoreChange).delete()
    model.Session.commit()
    return datasets


def change(*datasets):
    score_changes.note_datasets(model.Session, [one["id"] for one in datasets])
    model.Session.commit()


def describe(dataset):
    """Take a mandatory item away, as older records lack one."""
    package = model.Package.get(dataset["id"])
    assert package
    package.maintainer = None
    model.Session.commit()


def amend(scored, rules, moment=LATER):
    done = amend_agency(model.Session, scored, rules, moment, read_batch(model.Session, [scored], rules))
    model.Session.commit()
    return done


def rows():
    model.Session.expire_all()
    return [
        model.Session.scalars(sa.text(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY 1")).all()
        for table in (Scorecard.__tablename__, CriterionScore.__tablename__, Finding.__tablename__)
    ]


def same_as_whole(scored, rules):
    mended = rows()
    score.score_agency(model.Session, scored, rules, LATER)
    model.Session.commit()
    return mended == rows()


@pytest.mark.parametrize("what", ["new data", "described worse", "several", "not in the register"])
def test_it_is_the_same_as_a_whole_run(agency, city, scored, rules, what):
    elsewhere = factories.Dataset(owner_org=agency)
    score.score_agency(model.Session, scored, rules, AS_OF)
    model.Session.commit()
    before = rows()
    if what == "new data":
        event(city[0], AS_OF)
        change(city[0])
    elif what == "described worse":
        describe(city[1])
        change(city[1])
    elif what == "several":
        event(city[0], AS_OF)
        describe(city[2])
        change(city[0], city[2])
    else:
        change(elsewhere)
    assert amend(scored, rules)
    assert rows() != before
    assert score_changes.changed_ids(model.Session) == set()
    assert same_as_whole(scored, rules)


def test_what_the_database_is_like_is_looked_at_again(agency, city, scored, rules):
    """A dataset that takes the proposed database's title is a repetition, and no more when it is renamed."""
    proposed, other = model.Package.get(city[3]["id"]), model.Package.get(city[0]["id"])
    assert proposed
    assert other
    own = other.title
    for title, found in ((proposed.title, [other.id]), (own, [])):
        other.title = title
        model.Session.commit()
        change(city[0])
        assert amend(scored, rules)
        query = sa.select(Finding.params).where(Finding.subject == "proposal")
        assert model.Session.scalars(query).one()["overlaps"] == found
        assert same_as_whole(scored, rules)


@pytest.mark.parametrize(
    "why", ["register", "gone", "database", "next day", "other rules", "never scored", "many"]
)
def test_it_is_left_to_a_whole_run(agency, city, scored, rules, duty, monkeypatch, why):
    moment = LATER
    if why == "register":
        score_changes.note_agencies(model.Session, [agency])
    elif why == "gone":
        delete(city[1])
    elif why == "next day":
        moment = AS_OF + dt.timedelta(days=1)
    elif why == "other rules":
        model.Session.execute(sa.update(Scorecard).values(rule_digest="x"))
    elif why == "never scored":
        model.Session.query(Scorecard).delete()
    elif why == "many":
        monkeypatch.setattr(score_changes, "MANY", 0)
    change(city[3] if why == "database" else city[0])
    before = rows()
    assert not amend(scored, rules, moment)
    assert rows() == before
    assert score_changes.changed_ids(model.Session) == {agency}


def test_a_change_of_the_same_moment_is_not_overlooked(agency, city, scored, rules):
    """What is noted after the facts were read waits for the next time."""
    change(city[0])
    batch = read_batch(model.Session, [scored], rules)
    change(city[0])
    assert amend_agency(model.Session, scored, rules, LATER, batch)
    assert score_changes.changed_ids(model.Session) == {agency}
