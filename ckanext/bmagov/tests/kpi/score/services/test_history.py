"""How datasets stood on a past day (K-D5): kept by the save, looked over at night, asked for by scores."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.kpi.score.model import DatasetState
from ckanext.bmagov.kpi.score.services import cards, history, score, seen
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.kpi.score.services.test_score import propose
from ckanext.bmagov.tests.tampering import tamper

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


def rows(dataset_id: str) -> list[DatasetState]:
    query = sa.select(DatasetState).filter_by(dataset_id=dataset_id)
    return list(model.Session.scalars(query.order_by(DatasetState.valid_from, DatasetState.number)))


def told(dataset_id: str) -> list[tuple[bool, str, str, int]]:
    return [(one.listed, one.level, one.frequency_unit, one.frequency_interval) for one in rows(dataset_id)]


def stood(dataset_id: str, agency: str, since: dt.datetime, **more) -> None:
    """Keep a state of the past, as if the catalog had been there then."""
    known = {"listed": True, "level": "open", "frequency_unit": "month", "frequency_interval": 1, **more}
    model.Session.add(DatasetState(dataset_id=dataset_id, agency_id=agency, valid_from=since, **known))
    model.Session.commit()


def patch(dataset: dict, **changes) -> None:
    context = {"user": core.Sysadmin()["name"], "ignore_auth": True}
    call_action("package_patch", context, id=dataset["id"], **changes)


def look_over() -> None:
    """Score the city, as the night does."""
    call_action("bmagov_scorecard_update", {"ignore_auth": True, "user": ""}, fiscal_year=2570)


def write(dataset: dict, statement: str) -> None:
    """Change the catalog behind everybody's back."""
    model.Session.execute(sa.text(f"UPDATE package SET {statement} WHERE id = :id"), {"id": dataset["id"]})
    model.Session.commit()


KINDS = ("city_indicator", "spatial", "new_database")
ACTS = (
    lambda dataset: patch(dataset, update_frequency_unit="year"),
    lambda dataset: patch(dataset, update_frequency_unit="day"),
    lambda dataset: patch(dataset, state="deleted"),
    lambda dataset: patch(dataset, state="active"),
    lambda dataset: patch(dataset, maintainer="ผู้ดูแลคนใหม่"),
    lambda dataset: write(dataset, "maintainer = ''"),
    lambda dataset: write(dataset, "state = 'deleted'"),
    lambda dataset: patch(dataset, notes="คำอธิบายชุดข้อมูลที่เขียนใหม่ทั้งหมดในปีนี้"),
    lambda dataset: factories.Dataset(owner_org=dataset["owner_org"]),
)


@pytest.fixture
def dataset(agency):
    return factories.Dataset(owner_org=agency, update_frequency_unit="month")


class TestKeeping:
    def test_a_new_dataset_has_one_row_and_a_change_of_words_adds_none(self, agency, dataset):
        assert told(dataset["id"]) == [(True, "open", "month", 1)]
        assert rows(dataset["id"])[0].agency_id == agency
        patch(dataset, notes="คำอธิบายใหม่ที่ยาวพอสมควร")
        assert len(rows(dataset["id"])) == 1

    def test_a_row_is_added_where_something_differs(self, dataset):
        patch(dataset, update_frequency_unit="year")
        patch(dataset, state="deleted")
        patch(dataset, state="active")
        assert told(dataset["id"]) == [
            (True, "open", "month", 1),
            (True, "open", "year", 1),
            (False, "open", "year", 1),
            (True, "open", "year", 1),
        ]

    def test_a_draft_has_none_until_it_is_published(self, agency):
        draft = factories.Draft(owner_org=agency)
        assert told(draft["id"]) == []

    def test_a_purged_dataset_is_listed_no_longer_and_its_rows_stay(self, dataset):
        call_action("dataset_purge", id=dataset["id"])
        assert [listed for listed, *_ in told(dataset["id"])] == [True, False]

    def test_what_is_kept_cannot_be_changed(self, dataset):
        for statement in (
            "UPDATE bmagov_dataset_state SET listed = false",
            "DELETE FROM bmagov_dataset_state",
        ):
            with pytest.raises(DBAPIError, match="only grows"):
                model.Session.execute(sa.text(statement))
            model.Session.rollback()

    def test_what_nobody_noted_is_found_at_night_and_once(self, dataset):
        model.Session.execute(sa.text("UPDATE package SET state = 'deleted'"))
        model.Session.commit()
        for _ in range(2):
            look_over()
            model.Session.commit()
        assert [listed for listed, *_ in told(dataset["id"])] == [True, False]

    def test_the_night_keeps_what_is_to_be_seen_where_it_differs(self, dataset):
        def seen() -> list[bool]:
            look_over()
            model.Session.commit()
            return [one.facts["has_owner"] for one in rows(dataset["id"]) if one.facts]

        assert seen() == seen() == [True]
        model.Session.execute(sa.text("UPDATE package SET maintainer = ''"))
        model.Session.commit()
        assert seen() == [True, False]

    def test_so_it_does_of_what_no_scored_agency_has(self, agency):
        other = factories.Dataset(owner_org=factories.Agency(kind="other")["id"])
        look_over()
        assert [one.facts["has_owner"] for one in rows(other["id"]) if one.facts] == [True]

    def test_what_is_seen_at_night_scores_as_what_is_read_for_the_score(
        self, agency, scored, rules, dataset, duty
    ):
        duty(agency, dataset["id"])
        propose(agency, dataset, rules)
        moment = dt.datetime.now(dt.UTC)
        plain = score.score_agency(model.Session, scored, rules, moment)
        looked = score.score_agency(model.Session, scored, rules, moment, looks=seen.take(model.Session))
        assert [one.to_dict() for one in looked] == [one.to_dict() for one in plain]


class TestClockSetBack:
    """Rows of a clock that was ahead stay, because rows only grow; they are neither repeated nor believed."""

    def test_a_row_that_is_yet_to_come_is_not_answered_again_and_again(self, agency, dataset):
        stood(dataset["id"], agency, dt.datetime.now(dt.UTC) + DAY, listed=False)
        for _ in range(2):
            look_over()
            model.Session.commit()
        assert sum(one.facts is None for one in rows(dataset["id"])) == 2

    def test_what_is_saved_after_it_counts_from_now(self, agency, dataset):
        ahead = dt.datetime.now(dt.UTC) + DAY
        stood(dataset["id"], agency, ahead, level="secret", frequency_unit="day")
        patch(dataset, update_frequency_unit="year")
        held = [one for one in rows(dataset["id"]) if one.valid_from < ahead]
        assert [one.frequency_unit for one in held] == ["month", "year"]

    def test_when_its_time_has_come_the_night_puts_it_right(self, agency, dataset):
        wrong = dt.datetime.now(dt.UTC)
        stood(dataset["id"], agency, wrong, listed=False)
        look_over()
        model.Session.commit()
        assert history.published_ids(model.Session, agency, dt.datetime.now(dt.UTC)) == (dataset["id"],)
        assert [one.listed for one in rows(dataset["id"]) if one.facts is None] == [True, False, True]

    def test_a_dataset_made_by_a_clock_that_was_ahead_is_kept_once_from_now(self, agency, dataset):
        ahead = dt.datetime.now(dt.UTC) + DAY
        tamper("DELETE FROM bmagov_dataset_state")
        model.Session.execute(sa.update(model.Package).values(metadata_created=ahead))
        model.Session.commit()
        for _ in range(2):
            history.keep_all(model.Session)
            model.Session.commit()
        (kept,) = rows(dataset["id"])
        assert kept.valid_from < ahead


class TestScoreAtAMoment:
    """What is kept answers for a moment that is past as the catalog answered when it was there."""

    @pytest.mark.parametrize("seed", range(3))
    def test_it_is_the_score_that_was_taken_then(self, agency, scored, rules, duty, monkeypatch, seed):
        chance = random.Random(seed)
        datasets = [factories.Dataset(owner_org=agency, update_frequency_unit="month") for _ in range(4)]
        for number, dataset in enumerate(datasets[:3]):
            duty(agency, dataset["id"], title=f"ทะเบียน {number}", kind=chance.choice(KINDS))
        propose(agency, datasets[3], rules)
        taken = []
        for act in chance.sample(ACTS, len(ACTS)):
            act(chance.choice(datasets))
            look_over()
            model.Session.commit()
            moment = dt.datetime.now(dt.UTC)
            taken.append((moment, cards.at(model.Session, scored, rules, moment)))
        assert len({card.result for _, card in taken}) > 2, "the acts change the score"
        monkeypatch.setattr(history, "_is_past", lambda _: True)
        for moment, card in taken:
            assert cards.at(model.Session, scored, rules, moment).to_dict() == card.to_dict()


class TestPastDays:
    def test_what_came_later_was_not_listed_then(self, agency, dataset):
        """K-D5: three datasets of today lowered a year that was over."""
        assert history.published_ids(model.Session, agency, NOW - 30 * DAY) == ()
        assert history.published_ids(model.Session, agency, dt.datetime.now(dt.UTC)) == (dataset["id"],)
        stood("gone", agency, NOW - 60 * DAY)
        stood("gone", agency, NOW - 20 * DAY, listed=False)
        stood("moved", agency, NOW - 60 * DAY)
        stood("moved", "another", NOW - 20 * DAY)
        assert history.published_ids(model.Session, agency, NOW - 30 * DAY) == ("gone", "moved")
        assert history.published_ids(model.Session, agency, NOW - 10 * DAY) == ()
        assert history.published_ids(model.Session, "another", NOW - 10 * DAY) == ("moved",)

    def test_facts_are_those_of_then(self, agency, dataset):
        key = dataset["id"]

        def of(moment):
            return history.dataset_facts(model.Session, [key], moment)[key]

        assert not of(NOW - 30 * DAY).in_catalog
        history.vouch(model.Session, [key], NOW - 30 * DAY)
        model.Session.commit()
        patch(dataset, update_frequency_unit="year")
        model.Session.execute(sa.text("UPDATE package SET maintainer = ''"))
        model.Session.commit()
        then = of(NOW - 2 * DAY)
        assert (then.in_catalog, then.has_owner, then.frequency_unit) == (True, True, "month")
        today = of(dt.datetime.now(dt.UTC))
        assert (today.has_owner, today.frequency_unit) == (False, "year")
        assert [known.unit for known in today.declared] == ["month", "year"]
        assert today.frequency_on((NOW - 2 * DAY).date()).unit == "month"

    def test_a_year_that_is_over_stands_still(self, agency, scored, rules, monkeypatch):
        """The same question, the same answer, whatever the catalog becomes."""
        stood("then", agency, NOW - 60 * DAY)
        moment = NOW - 30 * DAY
        before = cards.at(model.Session, scored, rules, moment).to_json()
        factories.Dataset(owner_org=agency)
        assert cards.at(model.Session, scored, rules, moment).to_json() == before


class TestNotMeasured:
    def test_a_year_of_which_nothing_was_kept_has_no_result(self, agency, scored, rules, dataset):
        """K-D18: no facts are no zero."""
        over = replace(rules, fiscal_year=2564)
        moment = cards.moment(2564, NOW)
        facts, card = score.score_agency(model.Session, scored, over, moment)
        assert not facts.measured
        assert (card.result, card.highest) == (None, None)
        assert {criterion.state.value for criterion in card.criteria} == {"not_applicable"}
        assert not card.findings

    def test_who_handed_something_in_is_measured(self, agency, scored, rules, dataset):
        over = replace(rules, fiscal_year=2564)
        propose(agency, dataset, over)
        facts, card = score.score_agency(model.Session, scored, over, cards.moment(2564, NOW))
        assert facts.measured
        assert card.result is not None

    def test_a_year_in_which_the_catalog_looked_is_measured_though_nothing_came(self, agency, scored, rules):
        assert history.is_measured(model.Session, agency, rules)
