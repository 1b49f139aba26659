"""What a saved dataset notes for the score."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.tests.factories import Sysadmin
from ckan.tests.helpers import call_action

from ckanext.bmagov.kpi.score.model import ScoreChange
from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")


def noted():
    """Agency -> datasets; an empty name is the whole agency."""
    model.Session.expire_all()
    found: dict[str, set[str]] = {}
    for agency_id, dataset_id in model.Session.execute(
        sa.select(ScoreChange.agency_id, ScoreChange.dataset_id)
    ):
        found.setdefault(agency_id, set()).add(dataset_id)
    return found


@pytest.fixture
def agency():
    return factories.Agency(kind="bureau")["id"]


@pytest.fixture
def admin():
    return {"user": Sysadmin()["name"]}


@pytest.fixture
def dataset(agency):
    made = factories.Dataset(owner_org=agency)
    model.Session.query(ScoreChange).delete()
    model.Session.commit()
    return made


def test_a_new_dataset_concerns_its_whole_agency(agency):
    made = factories.Dataset(owner_org=agency)
    assert noted() == {agency: {"", made["id"]}}


def test_an_edited_dataset_concerns_itself_alone(admin, agency, dataset):
    call_action("package_patch", admin, id=dataset["id"], notes="คำอธิบายใหม่")
    assert noted() == {agency: {dataset["id"]}}


def test_a_dataset_that_moves_concerns_both_agencies(admin, agency, dataset):
    other = factories.Agency(kind="office")["id"]
    call_action("package_patch", admin, id=dataset["id"], owner_org=other)
    assert noted() == {agency: {""}, other: {"", dataset["id"]}}


@pytest.mark.parametrize("action", ["package_delete", "dataset_purge"])
def test_a_dataset_that_goes_concerns_its_whole_agency(admin, agency, dataset, action):
    call_action(action, admin, id=dataset["id"])
    assert "" in noted()[agency]
