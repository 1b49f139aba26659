"""A demo content of three datasets, so that a test need not load all of it."""

from __future__ import annotations

import datetime as dt

import pytest

from ckan.tests import factories as core

from ckanext.bmagov.site.demo import content
from ckanext.bmagov.site.demo.loader import Loader
from ckanext.bmagov.tests import factories

TODAY = dt.date(2025, 1, 15)
"""Past on any machine: nobody can have updated data tomorrow."""
SMALL = {"demo-markets", "demo-public-parking", "demo-patient-appointments"}


@pytest.fixture
def small(monkeypatch, clean_db, clean_index):
    """Three datasets, two accounts, and the agencies that these need."""
    everything, everybody = content.datasets, content.accounts
    chosen = [dataset for dataset in everything(TODAY) if dataset.name in SMALL]
    people = [account for account in everybody() if account.name in {"demo-sysadmin", "demo-member"}]
    monkeypatch.setattr(content, "datasets", lambda as_of: [d for d in everything(as_of) if d.name in SMALL])
    monkeypatch.setattr(content, "accounts", lambda: people)
    monkeypatch.setattr(content, "kpi_years", list)
    core.Sysadmin()
    for name in {dataset.agency for dataset in chosen} | {
        person.agency for person in people if person.agency
    }:
        factories.Agency(name=name, title=f"หน่วยงาน {name}")


@pytest.fixture
def load():
    """Load, and return what was done."""

    def run(password: str = ""):
        loader = Loader(TODAY, lambda _line: None, password)
        loader.run()
        return loader.outcome

    return run
