"""An agency with a register, made without the actions that others test."""

from __future__ import annotations

import datetime as dt

import pytest

from ckan import model

from ckanext.bmagov.kpi.common.services.agencies import scored_agencies
from ckanext.bmagov.kpi.register.model import Obligation
from ckanext.bmagov.kpi.rules.readers import rule_files
from ckanext.bmagov.tests import factories

AS_OF = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
"""In fiscal year 2570."""


@pytest.fixture
def rules():
    return next(one.rules for one in rule_files() if one.rules.fiscal_year == 2570)


@pytest.fixture
def agency(clean_db, clean_index):
    made = factories.Agency(name="public-relations-office", kind="bureau")
    return made["id"]


@pytest.fixture
def scored(agency, rules):
    (one,) = [found for found in scored_agencies(model.Session, rules) if found.node.id == agency]
    return one


@pytest.fixture
def duty():
    def make(agency_id, dataset_id="", title="สถิติประชากร", **more):
        agreed = {
            "proposed_by": "a",
            "proposed_on": "2026-10-01",
            "confirmed_by": "b",
            "confirmed_on": "2026-10-02",
        }
        row = Obligation(
            **{
                "agency_id": agency_id,
                "kind": "city_indicator",
                "added_year": 2569,
                "title": title,
                "dataset_id": dataset_id,
                "agreements": [{"frequency_unit": "month", "frequency_interval": 1, **agreed}],
                "created_by": "auditor",
                **more,
            }
        )
        model.Session.add(row)
        model.Session.commit()
        return row.id

    return make
