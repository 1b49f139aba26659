"""Records that satisfy our rules, for tests that need one and do not care which.

CKAN's own `Dataset` factory makes a dataset that may not be published here: it lacks the mandatory items.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from factory.declarations import LazyFunction, Sequence

from ckan import model
from ckan.tests import factories

from ckanext.bmagov.base.domain.calendar import BANGKOK
from ckanext.bmagov.files.model import DataEvent


class Agency(factories.Organization):
    """An agency without the trimmings that CKAN's factory invents."""

    description = "หน่วยงานของกรุงเทพมหานคร"
    image_url = ""


class Dataset(factories.Dataset):
    """A complete, open dataset of records with one linked file, of a new agency, made by a new sysadmin."""

    title = Sequence(lambda n: f"จำนวนประชากรกรุงเทพมหานคร ชุดที่ {n}")
    notes = "จำนวนประชากรตามทะเบียนราษฎร รายเขต แยกชายหญิง ณ สิ้นปี"
    owner_org = LazyFunction(lambda: Agency()["id"])
    user = LazyFunction(factories.Sysadmin)
    data_type = "record"
    tag_string = "ประชากร, เขต"
    maintainer = "กลุ่มงานสถิติ"
    maintainer_email = "stat@example.go.th"
    objective = LazyFunction(lambda: ["agency_mission"])
    update_frequency_unit = "year"
    update_frequency_interval = "1"
    geo_coverage = "district"
    data_source = "ระบบทะเบียนราษฎร"
    data_format = LazyFunction(lambda: ["csv"])
    data_category = "public"
    data_classification = "open"
    license_id = "open-data-common"
    resources = LazyFunction(lambda: [resource()])


class Draft(factories.Dataset):
    """A dataset of which only the least has been filled in."""

    title = Sequence(lambda n: f"ร่างชุดข้อมูลที่ {n}")
    notes = ""
    owner_org = LazyFunction(lambda: Agency()["id"])
    user = LazyFunction(factories.Sysadmin)
    data_type = "record"
    state = "draft"


def resource(**changes: Any) -> dict[str, Any]:
    """Return a linked CSV file, as package_create takes it."""
    return {
        "name": "ประชากรรายเขต 2569",
        "url": "https://example.go.th/population-2569.csv",
        "format": "CSV",
        **changes,
    }


def new_data(dataset: dict[str, Any], day: str) -> None:
    """Let new data of a dataset have come on a day."""
    event = DataEvent(
        package_id=dataset["id"],
        resource_id=dataset["id"],
        at=dt.datetime.fromisoformat(day).replace(tzinfo=BANGKOK),
        change="new_data",
        sha256=day,
        size=1,
    )
    model.Session.add(event)
    model.Session.commit()
