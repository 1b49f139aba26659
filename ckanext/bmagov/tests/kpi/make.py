"""Facts for tests: an agency that has done everything, to take something away from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

import ckanext.bmagov
from ckanext.bmagov.base.domain.calendar import BANGKOK
from ckanext.bmagov.files.domain import DataEvent, EventKind
from ckanext.bmagov.kpi.register.domain.obligations import Obligation, ObligationKind
from ckanext.bmagov.kpi.rules.formats import read_rule_file
from ckanext.bmagov.kpi.score.domain.facts import (
    Column,
    DatasetFacts,
    Document,
    Facts,
    Imported,
    Origin,
    Proposal,
    Use,
    UseEvidence,
    UseKind,
)

RULES_DIR = Path(ckanext.bmagov.__file__).parent / "rules"
GOLDEN = Path(__file__).parents[1] / "golden" / "kpi"
MEASURES = ("metadata", "dictionary", "stored", "imported", "linked")
PROPER = dict.fromkeys(MEASURES, datetime(2021, 3, 1, 9, tzinfo=BANGKOK))


@cache
def rules(year: int | str = 2564):
    return read_rule_file(RULES_DIR / f"kpi-{year}.yaml")


def at(text: str) -> datetime:
    """A moment of Bangkok: `2021-09-30` is its noon."""
    moment = datetime.fromisoformat(text if "T" in text else f"{text}T12:00:00")
    return moment if moment.tzinfo else moment.replace(tzinfo=BANGKOK)


AS_OF = at("2021-09-15")


def event(
    day: str, sha256: str = "", kind: EventKind = EventKind.NEW_DATA, resource: str = "r1"
) -> DataEvent:
    return DataEvent(at(day), kind, resource, sha256)


def dataset(name: str = "d1", **changes) -> DatasetFacts:
    one = DatasetFacts(
        name,
        f"/dataset/{name}",
        title=f"ชุดข้อมูล {name}",
        frequency_unit="month",
        mandatory_total=14,
        has_category=True,
        has_classification=True,
        has_owner=True,
        columns=(Column("เดือน", True, True), Column("จำนวน", True, True)),
        events=(event("2021-09-01", f"sha-{name}"),),
        in_datastore=True,
        imported=Imported(120, 240, 0, 100),
        systems={"indicator": True, "district_catalog": True},
        milestones=PROPER,
    )
    return replace(one, **changes)


def duty(name: str = "o1", dataset_id: str = "d1", kind: str = "city_indicator", **changes) -> Obligation:
    return replace(Obligation(name, "pr", ObligationKind(kind), 2563, f"หน้าที่ {name}", dataset_id), **changes)


def document(kind: str, day: str = "2021-01-20", name: str = "", **changes) -> Document:
    return replace(Document(name or kind, kind, at(day), f"sha-{kind}", f"/kpi/document/{kind}"), **changes)


def use(kind: str, name: str = "", **changes) -> Use:
    shown = (UseEvidence(f"/kpi/evidence/{kind}", "sha-use"),)
    return replace(Use(name or f"use-{kind}", UseKind(kind), at("2021-08-20"), evidence=shown), **changes)


def perfect(kind: str = "permanent_secretary_unit") -> Facts:
    """All duties kept, all documents in time, the database complete, used inside and beyond."""
    duty_kind = "spatial" if kind == "district_office" else "city_indicator"
    return Facts(
        "pr",
        kind,
        2564,
        obligations=(duty(kind=duty_kind), duty("o2", "d2", duty_kind)),
        datasets=(dataset(), dataset("d2"), dataset("new")),
        documents=(
            document("working_group_order"),
            document("development_plan"),
            document("data_catalog_list", listed_datasets=("d1", "d2", "new")),
        ),
        proposal=Proposal(
            "p1", at("2021-01-20"), Origin.WIDENED, "ใช้วางแผนการประชาสัมพันธ์", "เพิ่มสื่อสังคมออนไลน์", "new"
        ),
        uses=(use("inside"), use("public")),
        published=("d1", "d2", "new"),
    )


def day(text: str) -> date:
    return date.fromisoformat(text)


def with_dataset(facts: Facts, name: str, **changes) -> Facts:
    """The same facts with one dataset changed."""
    return replace(
        facts,
        datasets=tuple(replace(one, **changes) if one.id == name else one for one in facts.datasets),
    )
