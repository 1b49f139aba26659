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

import io
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import FileStorage

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.domain.calendar import BANGKOK, STRICT, FiscalYear, Language, parse_date
from ckanext.bmagov.base.formats import table
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.files import vouch
from ckanext.bmagov.kpi import Paragraph, Role, write_pdf
from ckanext.bmagov.site.demo import content, past
from ckanext.bmagov.site.demo.kpi_round import RoundLoader
from ckanext.bmagov.site.model import KPI_ITEM, KPI_YEAR, PAST, RULE_SET
from ckanext.bmagov.site.services.demo import year_is_empty

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ckan.types import DataDict

    from ckanext.bmagov.site.demo.content import DemoDataset, KpiYear
    from ckanext.bmagov.site.demo.loader import Loader

FIRST_YEAR = 2569
"""From here on datasets of the register have a past."""

SYSTEMS = {"city_indicator": ("indicator",), "spatial": ("indicator", "district_catalog")}
"""In which systems the datasets of a duty are, by its kind."""


class KpiLoader:
    """Loads years beside a loader of datasets, whose calls and records it uses."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader
        self._changed: set[int] = set()
        self._datasets = {dataset.name: dataset for dataset in loader.datasets}
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
        self._rules()
        for year in self.years:
            dataset = datasets.get(f"{content.PREFIX}{year.database.get('dataset', '')}")
            if dataset is None or not dataset.resource_count:
                continue
            proposal = dict(year.proposal)
            accepted = proposal.pop("accepted", "")
            self.do(year, "proposal", "bmagov_proposal_update", proposal)
            self._grow(year, dataset, proposal)
            if accepted:
                self.do(year, "judged", "bmagov_proposal_judge", partial(self._judgement, year, accepted))

    def _rules(self) -> None:
        """Put the rules of the closed year in force, once."""
        if (RULE_SET, content.RULES) in self.loader.recorded or not any(year.review for year in self.years):
            return
        draft = self.loader.call("bmagov_ruleset_create", {"source": content.rules_of_the_closed_year()})
        key = {name: draft[name] for name in ("kpi", "fiscal_year", "version")}
        self.loader.record(RULE_SET, "/".join(map(str, key.values())), content.RULES)
        self.loader.call("bmagov_ruleset_publish", {**key, "digest": draft["digest"]})

    def _grow(self, year: KpiYear, dataset: DemoDataset, proposal: Mapping[str, Any]) -> None:
        described, filled = (_day(year.database[name]) for name in ("described_on", "filled_on"))
        if self.loader.add(dataset.earlier(described, filled=False), parts=1):
            self.loader.describe(dataset)
            linked = {name: value for name, value in proposal.items() if name != "proposed_on"}
            self.do(year, "linked", "bmagov_proposal_update", {**linked, "dataset": dataset.name})
            self.score(year, described)
            self.loader.renew(dataset.earlier(filled, filled=True), parts=1)
            self._table(dataset.earlier(filled, filled=True))
            self.score(year, filled)
            self.loader.renew(dataset)
            self._table(dataset)

    def _table(self, dataset: DemoDataset) -> None:
        """Put the first file into the DataStore, when it is a table: others can query it there."""
        if not p.plugin_loaded("datastore"):
            return
        resource_id, file = self.loader.resource_id(dataset, 0), dataset.resources()[0]
        if not file.filename.endswith((".csv", ".xlsx")) or model.Resource.get(resource_id) is None:
            return
        stream = io.BytesIO(file.content or b"")
        described = table.describe(stream)
        rows = table.iter_rows(stream, described.layout)
        with suppress(tk.ObjectNotFound):
            self.loader.call("datastore_delete", {"resource_id": resource_id, "force": True})
        self.loader.call(
            "datastore_create",
            {
                "resource_id": resource_id,
                "force": True,
                "fields": [{"id": name, "type": "text"} for name in described.columns],
                "records": [dict(zip(described.columns, row, strict=False)) for row in rows],
            },
        )

    def _judgement(self, year: KpiYear, reason: str) -> DataDict:
        proposal = self.loader.call("bmagov_proposal_show", self.key(year))
        return {"item": proposal["id"], "accepted": True, "reason": reason}

    def load(self) -> None:
        """Load what people enter over a year, then score all years."""
        for year in self.years:
            self._past(year)
            self._register(year)
            self._proposal(year)
            for number, document in enumerate(year.documents):
                self._document(year, number, document)
            self._words(year)
        RoundLoader(self).load()
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
        self.do(year, "proposal", "bmagov_proposal_update", proposal)

    def _words(self, year: KpiYear) -> None:
        for number, (day, text) in enumerate(year.progress):
            if self._is_past(day):
                self.do(year, f"progress/{number}", "bmagov_progress_create", {"day": day, "text": text})
        for number, use in enumerate(year.uses):
            if self._is_past(use["declared_on"]):
                self.do(year, f"use/{number}", "bmagov_use_create", partial(self._use, year, use))
        for number, item in enumerate(year.governance):
            self.do(year, f"governance/{number}", "bmagov_governance_item_create", {**item})
        if year.statement:
            self.do(year, "statement", "bmagov_statement_update", {"version": 0, **year.statement})

    def _past(self, year: KpiYear) -> None:
        """Vouch for the data that datasets of the register had before there was a catalog.

        The next action commits them, with their record.
        """
        for name in {duty["dataset"] for duty in year.register if "dataset" in duty}:
            dataset = self._datasets[f"{content.PREFIX}{name}"]
            if (PAST, dataset.name) in self.loader.recorded or not dataset.resource_count:
                continue
            package, resource_id = model.Package.get(dataset.name), self.loader.resource_id(dataset, 0)
            moments = past.moments(dataset, FiscalYear(FIRST_YEAR).start)
            if package is None or model.Resource.get(resource_id) is None or not moments:
                continue
            self.loader.record(PAST, f"{package.id}/past", dataset.name, package.id)
            vouch(model.Session, package.id, resource_id, moments)

    def _register(self, year: KpiYear) -> None:
        for number, duty in enumerate(year.register):
            given = self._duty(year, duty)
            if given["dataset"] and self._is_kept(year, given["dataset"]):
                continue
            self.do(year, f"duty/{number}", "bmagov_obligation_create", given, confirm=True)
            for system in SYSTEMS.get(duty["kind"], ()) if given["dataset"] else ():
                self._link(year, f"duty/{number}/{system}", given["dataset"], system)

    def _is_kept(self, year: KpiYear, dataset_id: str) -> bool:
        """Tell whether a duty of an earlier year holds for a dataset still."""
        key = {"id": year.agency, "fiscal_year": year.fiscal_year}
        duties = self.loader.call("bmagov_obligation_list", key)["results"]
        return any(duty["dataset"] and duty["dataset"]["id"] == dataset_id for duty in duties)

    def _link(self, year: KpiYear, part: str, dataset_id: str, system: str) -> None:
        """Say that a dataset is in a system, and confirm it as an auditor."""
        url = f"https://{system.replace('_', '-')}.bangkok.example/{dataset_id}"
        given = {"dataset": dataset_id, "system": system, "url": url}
        link = self.do(year, part, "bmagov_system_link_create", given)
        if link:
            self.loader.call("bmagov_system_link_confirm", {**self.key(year), "item": link["id"]})

    def _duty(self, year: KpiYear, duty: Mapping[str, Any]) -> DataDict:
        name = f"{content.PREFIX}{duty['dataset']}" if "dataset" in duty else ""
        unit, interval = duty["every"] if "every" in duty else self._datasets[name].every
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
                "upload": FileStorage(io.BytesIO(page(year, document, self._packages(year))), filename=name),
            }

        self.do(year, f"document/{number}", "bmagov_deliverable_create", data)

    def _published(self, year: KpiYear) -> list[str]:
        return sorted(package.id for package in self._packages(year))

    def _packages(self, year: KpiYear) -> list[Any]:
        packages = model.Session.query(model.Package).filter_by(
            owner_org=self.loader.agency_id(year.agency), state=model.State.ACTIVE
        )
        return sorted(packages, key=lambda package: package.title)

    def _use(self, year: KpiYear, use: Mapping[str, Any]) -> DataDict:
        """Evidence is an address, or the kind of a document of the same year."""
        documents = self.loader.call("bmagov_deliverable_list", self.key(year))
        ids = {document["kind"]: document["id"] for document in documents}
        return {
            **use,
            "evidence": [ids.get(item, item) for item in use["evidence"] if item in ids or "://" in item],
        }

    # One thing

    def is_done(self, year: KpiYear, part: str) -> bool:
        """Tell whether a part of a year was loaded before."""
        return (KPI_ITEM, f"{year.name}/{part}") in self.loader.recorded

    def do(
        self,
        year: KpiYear,
        part: str,
        action: str,
        data: DataDict | Callable[[], DataDict],
        *,
        confirm: bool = False,
        **context: Any,
    ) -> Any:
        """Call an action once, ever: what people took back since stays away.

        :returns: its answer; None when it was called before
        """
        name = f"{year.name}/{part}"
        if self.is_done(year, part):
            return None
        given = data() if callable(data) else data
        if (KPI_YEAR, year.name) not in self.loader.recorded:
            self.loader.record(KPI_YEAR, self._id(year), year.name)
        self.loader.record(KPI_ITEM, f"{self._id(year)}/{part}", name, self._id(year))
        result = self.loader.call(action, {**self.key(year), **given}, **context)
        self._changed.add(year.fiscal_year)
        if confirm:
            agreed = {"id": result["id"], "version": result["version"]}
            self.loader.call("bmagov_obligation_confirm", agreed, **self._of_the_agency(year))
        return result

    def _of_the_agency(self, year: KpiYear) -> dict[str, str]:
        """Return who speaks for an agency: an agreement has two sides."""
        people = (account.name for account in content.accounts() if account.speaks_for(year.agency))
        active = (name for name in people if (user := model.User.get(name)) and user.is_active)
        return {"user": name} if (name := next(active, "")) else {}

    def score(self, year: KpiYear, day: date) -> None:
        """Have the score of a past day kept, with the datasets as they are."""
        self.loader.call(
            "bmagov_scorecard_update",
            {"fiscal_year": year.fiscal_year, "id": year.agency, "as_of": day.isoformat()},
        )

    @staticmethod
    def key(year: KpiYear) -> DataDict:
        """Return what names a year of an agency."""
        return {"id": year.agency, "fiscal_year": year.fiscal_year}

    def _id(self, year: KpiYear) -> str:
        return f"{self.loader.agency_id(year.agency)}/{year.fiscal_year}"

    @staticmethod
    def _is_past(typed: str) -> bool:
        return _day(typed) <= today()


def _day(typed: str) -> date:
    return parse_date(typed, STRICT).day


def page(year: KpiYear, document: Mapping[str, Any], packages: Sequence[Any]) -> bytes:
    """Return a document of one page: what it is, whose, what it says, and that it is made up.

    :param packages: the agency's datasets, of which a list names all, and others some: no two say the same
    """
    day = _day(document["received_on"])
    agency = model.Group.get(year.agency)
    rows = [
        Paragraph(Role.TITLE, document["title"]),
        Paragraph(
            Role.SUBTITLE, f"{agency.title if agency else year.agency} · ปีงบประมาณ พ.ศ. {year.fiscal_year}"
        ),
        Paragraph(Role.TEXT, "เอกสารฉบับนี้จัดทำขึ้นเพื่อการสาธิต ใช้แทนเอกสารจริงซึ่งไม่ได้เผยแพร่"),
        *(Paragraph(Role.TEXT, text) for text in content.paragraphs_of(document["kind"], year.fiscal_year)),
    ]
    if document.get("lists"):
        rows += [Paragraph(Role.ENTRY, package.title) for package in packages]
    else:
        about = packages[year.fiscal_year % 2 :: 2] or packages
        rows += [Paragraph(Role.TEXT, f"{package.title}: {package.notes}") for package in about]
    moment = datetime.combine(day, time(), BANGKOK) + timedelta(hours=9)
    return write_pdf(rows, Language.THAI, made_at=moment, title=document["title"])
