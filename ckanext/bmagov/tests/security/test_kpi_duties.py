"""The KPI of an agency whose register names every dataset there is: each reader learns of one's own share."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pytest

from ckan import model
from ckan.tests.helpers import call_action

from ckanext.bmagov.model.kpi import Obligation

from .readers import may_read
from .surface import ACTIVE, ListOf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .city import City

TAKING_PART = ("member", "editor", "admin", "auditor", "sysadmin")
TOLD = ACTIVE - {"closed_open"}
"""A duty is as closed as its level: deleting a dataset, or keeping it private, hides no duty. So duties of
such datasets have words of their own here, and the dataset itself must not show."""
WORKSPACE = "/organization/{owner}/kpi/2570"


@pytest.fixture(scope="module", autouse=True)
def duties(city: City) -> Iterator[None]:
    """Let the owner be scored, with a duty for each of its datasets."""
    owner = city.agencies["owner"]["id"]
    sysadmin = {"user": city.users["sysadmin"]}
    call_action("organization_patch", dict(sysadmin), id=owner, kind="bureau")
    more = {"agency_id": owner, "kind": "city_indicator", "added_year": 2569, "created_by": "auditor"}
    for key, dataset in city.datasets.items():
        title = dataset["title"] if key in TOLD else "หน้าที่ตามทะเบียน"
        model.Session.add(Obligation(title=title, dataset_id=dataset["id"], **more))
    model.Session.commit()
    yield
    model.Session.query(Obligation).delete()
    model.Session.commit()
    call_action("organization_patch", dict(sysadmin), id=owner, kind="")


class TestScorecardWithDuties(ListOf):
    action, params = "bmagov_scorecard_show", {"id": "{owner}", "fiscal_year": "2570"}
    roles, others, lists = TAKING_PART, None, TOLD


class TestWorkspaceWithDuties(ListOf):
    path, roles, others, lists = WORKSPACE, TAKING_PART, None, TOLD


class TestSubmitWithDuties(ListOf):
    path: ClassVar = f"{WORKSPACE}/submit"
    roles, others, lists = TAKING_PART, None, ()


def writes_and_reads(role: str, case: str) -> bool:
    """Tell who is offered a dataset as the database of Part 2."""
    return role in ("editor", "admin", "sysadmin") and may_read(role, case)


class TestDatabaseChoices(ListOf):
    path: ClassVar = f"{WORKSPACE}/database"
    roles, others, readers = TAKING_PART, None, staticmethod(writes_and_reads)
