"""Load years of agencies in the KPI, through the actions that people use.

What was handed over before there was a catalog has the day on which it was handed over: the site itself
vouches for it, as auditors may (`received_on`, `declared_on`, `proposed_on`). The database of a year that is
past grows again in its order: described on one day, filled on another, and scored as of each, so that a
measure is complete since the day on which it was. Nobody else can have a score kept for another day than
today.

Like the loader, each action's record is written in its own transaction. What lies in days to come is left
out.
"""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import FileStorage

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.domain.calendar import BANGKOK, STRICT, Language, parse_date
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.kpi import Paragraph, Role, write_pdf
from ckanext.bmagov.site.demo import content
from ckanext.bmagov.site.model import KPI_ITEM, KPI_YEAR
from ckanext.bmagov.site.services.demo import year_is_empty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ckan.types import DataDict

    from ckanext.bmagov.site.demo.content import DemoDataset, KpiYear
    from ckanext.bmagov.site.demo.loader import Loader


class KpiLoader:
    """Loads years beside a loader of datasets, whose calls and records it uses."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader
        self._changed: set[int] = set()
        self.years = [year for year in content.kpi_years() if self._is_ours(year)]

    def _is_ours(self, year: KpiYear) -> bool:
        """Tell whether to load a year: it was begun by us, or its agency is there and nobody began it."""
        if (KPI_YEAR, year.name) in self.loader.recorded:
            return True
        agency_id = self.loader.agency_id(year.agency)
        if not agency_id:
            self.loader.skip(f"KPI of {year.agency}, {year.fiscal_year}: no such agency")
            return False
        if not year_is_empty(model.Session, agency_id, year.fiscal_year):
            self.loader.skip(f"KPI of {year.agency}, {year.fiscal_year}: it is begun already")
            return False
        return True

    def history(self, datasets: Mapping[str, DemoDataset]) -> None:
        """Let the databases of past years come to be, before their datasets are loaded as they are today."""
        for year in self.years:
            dataset = datasets.get(f"{content.PREFIX}{year.database.get('dataset', '')}")
            if dataset is None or not dataset.resource_count:
                continue
            proposal = dict(year.proposal)
            accepted = proposal.pop("accepted", "")
            self._do(year, "proposal", "bmagov_proposal_update", proposal)
            self._grow(year, dataset, proposal)
            if accepted:
                self._do(year, "judged", "bmagov_proposal_judge", partial(self._judgement, year, accepted))

    def _grow(self, year: KpiYear, dataset: DemoDataset, proposal: Mapping[str, Any]) -> None:
        described, filled = (_day(year.database[name]) for name in ("described_on", "filled_on"))
        if self.loader.add(dataset.earlier(described, filled=False), parts=1):
            self.loader.describe(dataset)
            linked = {name: value for name, value in proposal.items() if name != "proposed_on"}
            self._do(year, "linked", "bmagov_proposal_update", {**linked, "dataset": dataset.name})
            self._score(year, described)
            self.loader.renew(dataset.earlier(filled, filled=True), parts=1)
            self._table(dataset.earlier(filled, filled=True))
            self._score(year, filled)
            self.loader.renew(dataset)
            self._table(dataset)

    def _table(self, dataset: DemoDataset) -> None:
        """Put the first file into the DataStore, where there is one: others can query it there."""
        if not p.plugin_loaded("datastore"):
            return
        resource_id = self.loader.resource_id(dataset, 0)
        rows = list(csv.reader(io.StringIO((dataset.resources()[0].content or b"").decode("utf-8-sig"))))
        if model.Resource.get(resource_id) is None:
            return
        names, *cells = rows
        with suppress(tk.ObjectNotFound):
            self.loader.call("datastore_delete", {"resource_id": resource_id, "force": True})
        self.loader.call(
            "datastore_create",
            {
                "resource_id": resource_id,
                "force": True,
                "fields": [{"id": name, "type": "text"} for name in names],
                "records": [dict(zip(names, row, strict=True)) for row in cells],
            },
        )

    def _judgement(self, year: KpiYear, reason: str) -> DataDict:
        proposal = self.loader.call("bmagov_proposal_show", self._key(year))
        return {"item": proposal["id"], "accepted": True, "reason": reason}

    def load(self) -> None:
        """Load what people enter over a year, then score all years."""
        for year in self.years:
            self._register(year)
            self._proposal(year)
            for number, document in enumerate(year.documents):
                self._document(year, number, document)
            self._words(year)
            if year.submit:
                self._submit(year)
        for fiscal_year in sorted({year.fiscal_year for year in self.years}):
            if fiscal_year in self._changed:
                self.loader.progress(f"  KPI {fiscal_year}: scores")
                self.loader.call("bmagov_scorecard_update", {"fiscal_year": fiscal_year})

    def _proposal(self, year: KpiYear) -> None:
        """Propose a database; those of past years were proposed in :meth:`history`."""
        proposal = {**year.proposal}
        if year.database or not proposal or not self._is_past(proposal["proposed_on"]):
            return
        if "dataset" in proposal:
            proposal["dataset"] = f"{content.PREFIX}{proposal['dataset']}"
        self._do(year, "proposal", "bmagov_proposal_update", proposal)

    def _words(self, year: KpiYear) -> None:
        for number, (day, text) in enumerate(year.progress):
            if self._is_past(day):
                self._do(year, f"progress/{number}", "bmagov_progress_create", {"day": day, "text": text})
        for number, use in enumerate(year.uses):
            if self._is_past(use["declared_on"]):
                self._do(year, f"use/{number}", "bmagov_use_create", partial(self._use, year, use))
        if year.statement:
            self._do(year, "statement", "bmagov_statement_update", {"version": 0, **year.statement})

    def _register(self, year: KpiYear) -> None:
        for number, duty in enumerate(year.register):
            self._do(
                year,
                f"duty/{number}",
                "bmagov_obligation_create",
                partial(self._duty, year, duty),
                confirm=True,
            )

    def _duty(self, year: KpiYear, duty: Mapping[str, Any]) -> DataDict:
        unit, interval = duty["every"]
        name = f"{content.PREFIX}{duty['dataset']}" if "dataset" in duty else ""
        package = model.Package.get(name) if name else None
        return {
            "agency": year.agency,
            "kind": duty["kind"],
            "title": duty.get("title") or (package.title if package else name),
            "added_year": duty.get("added_year", year.fiscal_year - 1),
            "dataset": package.id if package else "",
            "frequency_unit": unit,
            "frequency_interval": interval,
        }

    def _document(self, year: KpiYear, number: int, document: Mapping[str, Any]) -> None:
        if not self._is_past(document["received_on"]):
            return

        def data() -> DataDict:
            name = f"{document['kind'].replace('_', '-')}-{year.fiscal_year}.pdf"
            return {
                "kind": document["kind"],
                "title": document["title"],
                "received_on": document["received_on"],
                "listed_datasets": self._published(year) if document.get("lists") else [],
                "upload": FileStorage(io.BytesIO(page(year, document, self._titles(year))), filename=name),
            }

        self._do(year, f"document/{number}", "bmagov_deliverable_create", data)

    def _published(self, year: KpiYear) -> list[str]:
        return sorted(package.id for package in self._packages(year))

    def _titles(self, year: KpiYear) -> list[str]:
        return sorted(package.title for package in self._packages(year))

    def _packages(self, year: KpiYear) -> Iterable[Any]:
        return model.Session.query(model.Package).filter_by(
            owner_org=self.loader.agency_id(year.agency), state=model.State.ACTIVE
        )

    def _use(self, year: KpiYear, use: Mapping[str, Any]) -> DataDict:
        """Evidence is an address, or the kind of a document of the same year."""
        documents = self.loader.call("bmagov_deliverable_list", self._key(year))
        ids = {document["kind"]: document["id"] for document in documents}
        return {
            **use,
            "evidence": [ids.get(item, item) for item in use["evidence"] if item in ids or "://" in item],
        }

    def _submit(self, year: KpiYear) -> None:
        """Sign and hand in as the responsible person, as nobody else may."""
        signed = dict(year.submit)
        name = signed.pop("by")
        user = model.User.get(name)
        if user is None or not user.is_active:
            return

        def data() -> DataDict:
            current = self.loader.call("bmagov_round_show", self._key(year))
            return {"version": current["version"], **signed}

        self._do(
            year, "submit", "bmagov_round_submit", data, user=name, auth_user_obj=user, ignore_auth=False
        )

    # One thing

    def _do(
        self,
        year: KpiYear,
        part: str,
        action: str,
        data: DataDict | Callable[[], DataDict],
        *,
        confirm: bool = False,
        **context: Any,
    ) -> None:
        """Call an action once, ever: what people took back since stays away."""
        name = f"{year.name}/{part}"
        if (KPI_ITEM, name) in self.loader.recorded:
            return
        given = data() if callable(data) else data
        if (KPI_YEAR, year.name) not in self.loader.recorded:
            self.loader.record(KPI_YEAR, self._id(year), year.name)
        self.loader.record(KPI_ITEM, f"{self._id(year)}/{part}", name, self._id(year))
        result = self.loader.call(action, {**self._key(year), **given}, **context)
        self._changed.add(year.fiscal_year)
        if confirm:
            self.loader.call("bmagov_obligation_confirm", {"id": result["id"], "version": result["version"]})

    def _score(self, year: KpiYear, day: date) -> None:
        self.loader.call(
            "bmagov_scorecard_update",
            {"fiscal_year": year.fiscal_year, "id": year.agency, "as_of": day.isoformat()},
        )

    @staticmethod
    def _key(year: KpiYear) -> DataDict:
        return {"id": year.agency, "fiscal_year": year.fiscal_year}

    def _id(self, year: KpiYear) -> str:
        return f"{self.loader.agency_id(year.agency)}/{year.fiscal_year}"

    @staticmethod
    def _is_past(typed: str) -> bool:
        return _day(typed) <= today()


def _day(typed: str) -> date:
    return parse_date(typed, STRICT).day


def page(year: KpiYear, document: Mapping[str, Any], titles: Iterable[str]) -> bytes:
    """Return a document of one page: what it is, whose, what it says, and that it is made up.

    :param titles: of the agency's datasets, for a list of them
    """
    day = _day(document["received_on"])
    agency = model.Group.get(year.agency)
    rows = [
        Paragraph(Role.TITLE, document["title"]),
        Paragraph(
            Role.SUBTITLE, f"{agency.title if agency else year.agency} · ปีงบประมาณ พ.ศ. {year.fiscal_year}"
        ),
        Paragraph(Role.TEXT, "เอกสารฉบับนี้จัดทำขึ้นเพื่อการสาธิต ใช้แทนเอกสารจริงซึ่งไม่ได้เผยแพร่"),
        *(Paragraph(Role.TEXT, text) for text in content.paragraphs_of(document["kind"])),
    ]
    if document.get("lists"):
        rows += [Paragraph(Role.ENTRY, title) for title in titles]
    moment = datetime.combine(day, time(), BANGKOK) + timedelta(hours=9)
    return write_pdf(rows, Language.THAI, made_at=moment, title=document["title"])
