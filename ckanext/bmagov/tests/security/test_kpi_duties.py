"""The KPI of an agency whose register names every dataset there is: each reader learns of one's own share."""

from __future__ import annotations

import base64
import zlib
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from ckan import model
from ckan.tests.helpers import call_action

from ckanext.bmagov.kpi.register.model import Obligation
from ckanext.bmagov.tests.security.readers import may_read
from ckanext.bmagov.tests.security.surface import ACTIVE, Changes, ListOf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckanext.bmagov.tests.security.city import City

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
    city.forget()
    yield
    model.Session.query(Obligation).delete()
    model.Session.commit()
    call_action("organization_patch", dict(sysadmin), id=owner, kind="")
    city.forget()


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


class _Form(Changes):
    """A form that names a dataset: of one that is hidden it says what it says of none.

    What is wrong is shown in the form.
    """

    refused_status: ClassVar = (200, *Changes.refused_status)
    absent_status: ClassVar = refused_status

    @staticmethod
    def may(role: str, case: str) -> bool:
        """Tell who is not refused: whoever writes here and may read it."""
        return role in ("editor", "admin", "sysadmin") and may_read(role, case)


class _AuditForm(_Form):
    @staticmethod
    def may(role: str, case: str) -> bool:
        """Tell who is not refused: the auditors, about what they may read."""
        return role in ("auditor", "sysadmin") and may_read(role, case)


class TestSystemForm(_Form):
    route, path = "bmagov_governance.systems", f"{WORKSPACE}/systems"
    form: ClassVar = {"dataset": "{name}", "system": "indicator", "url": "https://example.go.th/"}


class TestDutyLinkForm(_Form):
    route, path = "bmagov_register.agency_change", f"{WORKSPACE}/register/{{duty}}/link"
    form: ClassVar = {"version": "1", "dataset": "{id}"}

    def ask(self, city: City, role: str, **gaps: str) -> Any:
        """Ask about the duty that names the open dataset."""
        query = model.Session.query(Obligation.id).filter_by(dataset_id=city.datasets["open"]["id"])
        return super().ask(city, role, duty=query.scalar(), **gaps)

    @staticmethod
    def may(role: str, case: str) -> bool:
        """Tell who is not refused: auditors change duties here, too."""
        return role in ("editor", "admin", "auditor", "sysadmin") and may_read(role, case)


class TestDutyChangeForm(TestDutyLinkForm):
    """For editors of agencies the auditors' pages are not there."""

    route, path = "bmagov_register.change", "/kpi/register/{duty}/link"


class TestNewDutyForm(_AuditForm):
    route, path = "bmagov_register.new", "/kpi/register/new"
    form: ClassVar = {
        "agency": "{owner}",
        "kind": "spatial",
        "title": "หน้าที่ใหม่",
        "added_year": "2570",
        "dataset": "{name}",
    }


class TestListOfDutiesForm(_AuditForm):
    """A list to look at first: nothing is kept yet."""

    route, path, form = "bmagov_register.take_in", "/kpi/register/import", {"fiscal_year": "2570"}

    def ask(self, city: City, role: str, **gaps: str) -> Any:
        """Send a list of one duty with the dataset."""
        rows = (("agency", "kind", "title", "dataset"), (city.agencies["owner"]["name"], "spatial", "ก"))
        text = "\n".join((",".join(rows[0]), ",".join((*rows[1], gaps["name"]))))
        packed = base64.b64encode(zlib.compress(text.encode())).decode()
        return city.post(role, self.path, {**(self.form or {}), "packed": packed})
