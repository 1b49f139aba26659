"""The to-do of every agency of the demo: doing an act in facts adds exactly what its line says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ckan import model
from ckan.tests import factories as core

from ckanext.bmagov.base.readers.clock import now, today
from ckanext.bmagov.kpi.common.services.agencies import find_scored
from ckanext.bmagov.kpi.rules.services import rules as rule_service
from ckanext.bmagov.kpi.score.domain.engine import evaluate
from ckanext.bmagov.kpi.score.domain.mended import Doing, ends_of
from ckanext.bmagov.kpi.score.services import cards, todo
from ckanext.bmagov.kpi.score.services.facts import databases
from ckanext.bmagov.site.demo import content
from ckanext.bmagov.site.demo.loader import Loader

YEAR = 2570


@pytest.fixture
def city(monkeypatch, clean_db, clean_index):
    """The agencies that have a year in the demo, with the datasets of their registers; nothing else."""
    years = [year for year in content.kpi_years() if year.fiscal_year == YEAR]
    wanted = {duty["dataset"] for year in years for duty in year.register if "dataset" in duty}
    wanted |= {year.proposal["dataset"] for year in years if "dataset" in year.proposal}
    names = {f"demo-{name}" for name in wanted}
    everything = content.datasets
    monkeypatch.setattr(
        content, "datasets", lambda day: [one for one in everything(day) if one.name in names]
    )
    monkeypatch.setattr(content, "kpi_years", lambda: years)
    core.Sysadmin()
    Loader(today(), lambda _line: None).run()
    return [year.agency for year in years]


def results_of(task, facts, rules, as_of, candidates):
    doing = Doing(facts, task.act, task.findings, rules, as_of, candidates)
    return [evaluate(end, rules, as_of).result for end in ends_of(doing)]


def test_every_item_of_every_agency_adds_what_it_says(city):
    written = rule_service.in_force(model.Session, "database", YEAR, today())
    done = 0
    for name in city:
        agency = find_scored(model.Session, written, name)
        rules = rule_service.for_agency(model.Session, written, agency.node.id)
        as_of = cards.moment(YEAR, now())
        facts = cards.facts_at(model.Session, agency, rules, as_of)
        card = evaluate(facts, rules, as_of)
        free = set(facts.published) - {duty.dataset_id for duty in facts.obligations}
        candidates = databases(model.Session, agency, rules, facts, sorted(free))
        for task in todo.of_card(model.Session, agency, rules, card, set):
            added = [
                (after or Decimal(0)) - (card.result or Decimal(0))
                for after in results_of(task, facts, rules, as_of, candidates)
            ]
            expected = {task.gain} if task.exact else {task.least, *added}
            assert added, (name, task)
            assert set(added) <= expected, (name, task)
            assert all(each <= task.gain for each in added), (name, task)
            done += task.exact
    assert done > 10
