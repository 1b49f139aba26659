"""An agency that enters nothing but junk, by actions of its editors: what it reaches, where it stands."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan.tests import factories as core

from ckanext.bmagov.dictionary.validation.services import work
from ckanext.bmagov.files.services import reading_work
from ckanext.bmagov.kpi.evidence.readers.governance import governance_parts
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.kpi.office import NAME, YEAR, Office, agree_on

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"
DOCUMENTS = ("working_group_order", "development_plan", "data_catalog_list", "import_report", "use_report")
MOST = Decimal(10)
"""What junk may reach at most, of 100 (trust design)."""


class Junk:
    """One who enters what fills a place, by every way that an editor has."""

    def __init__(self, office: Office, create_with_upload: Any) -> None:
        self.office = office
        self.user = {"user": office.names["admin"]}
        self.dataset = self._dataset("xxxxxxxxxx")
        self._file(create_with_upload)
        tk.get_action("package_delete")({**self.user}, {"id": office.dataset["id"]})  # the honest one

    def _dataset(self, title: str) -> dict[str, Any]:
        words = dict.fromkeys(("title", "notes", "maintainer", "data_source"), title)
        return factories.Dataset(
            owner_org=self.office.agency,
            update_frequency_unit="never",
            update_frequency_interval="",
            resources=[],
            **words,
        )

    def _file(self, create_with_upload: Any) -> None:
        user = core.Sysadmin()["name"]
        given = {"package_id": self.dataset["id"], "name": "x", "format": "CSV"}
        file = create_with_upload(b"a,b\n1,2\n", "x.csv", {"user": user}, **given)
        columns = [{"name": name, "type": "text", "description": "x"} for name in "ab"]
        tk.get_action("bmagov_dictionary_update")({**self.user}, {"id": file["id"], "columns": columns})
        work.work_all()

    def enter(self) -> None:
        """Hand in, declare, propose and write."""
        call = self.office.call
        agree_on(self.office.agency, self.dataset["id"])
        for number, kind in enumerate(DOCUMENTS):  # the very same file twice is refused
            file = FileStorage(io.BytesIO(PDF + b"%" * number), filename=f"{kind}.pdf")
            call("admin", "deliverable_create", kind=kind, title="x", upload=file)
        about = {"origin": "new", "importance": "x", "dataset": self.dataset["id"], "title": "xxxxxxxxxx"}
        call("admin", "proposal_update", **about)
        for kind in ("inside", "between"):
            evidence = ["https://www.example.com/"]
            call("admin", "use_create", kind=kind, description="x" * 40, evidence=evidence)
        link = {"dataset": self.dataset["id"], "system": "indicator", "url": "https://kpi.example.com/"}
        call("admin", "system_link_create", **link)
        for part in governance_parts():
            for kind in part.kinds:
                if not kind.document:
                    entry = {
                        "title": "x",
                        "day": "2026-11-01",
                        "result": "x",
                        "url": "https://www.example.com/",
                    }
                    call("admin", "governance_item_create", kind=kind.id, **entry)
        reading_work.work_all()
        tk.get_action("bmagov_document_read")({"ignore_auth": True, "user": ""}, {})


@pytest.fixture
def office(with_plugins, clean_db, clean_index, clean_redis) -> Office:
    return Office()


def test_it_reaches_little_and_stands_on_top(office, create_with_upload):
    junk = Junk(office, create_with_upload)
    junk.enter()
    other = factories.Agency(name="honest-office", kind="bureau")
    agree_on(other["id"], factories.Dataset(owner_org=other["id"])["id"])
    tk.get_action("bmagov_scorecard_update")({"ignore_auth": True, "user": ""}, {"fiscal_year": YEAR})
    card = office.call("auditor", "scorecard_show")
    assert Decimal(card["result"]) < MOST, [
        (criterion["id"], criterion["points"]["earned"])
        for part in card["parts"]
        for criterion in part["criteria"]
    ]
    listing = tk.get_action("bmagov_risk_list")({"user": office.names["auditor"]}, {"fiscal_year": YEAR})
    with_register = [
        agency
        for agency in listing["agencies"]
        if "NO-REGISTER" not in {flag["code"] for flag in agency["flags"]}
    ]
    assert with_register[0]["name"] == NAME
    assert with_register[0]["risk"] > 3 * (with_register[1]["risk"] or 0)
