"""An agency of pure junk, by every gaming route that facts can tell of, beside one that does honest work.

Each route is a function that adds its junk to facts; a route that facts learn to tell of is one more of them.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from ckanext.bmagov.dictionary import Extent
from ckanext.bmagov.files.domain import DataEvent, EventKind
from ckanext.bmagov.kpi.evidence.domain.document_text import Reading
from ckanext.bmagov.kpi.evidence.readers.governance import governance_parts
from ckanext.bmagov.kpi.oversight.domain.flags import flags_of
from ckanext.bmagov.kpi.oversight.readers.limits import limits
from ckanext.bmagov.kpi.register.domain.obligations import Agreement, Obligation, ObligationKind
from ckanext.bmagov.kpi.rules.formats import read_rule_file
from ckanext.bmagov.kpi.score.domain.engine import evaluate
from ckanext.bmagov.kpi.score.domain.facts import (
    DOCUMENT_KINDS,
    Column,
    DatasetFacts,
    Document,
    Facts,
    GovernanceEntry,
    GovernanceKind,
    GovernancePart,
    Imported,
    Origin,
    Proposal,
    Use,
    UseEvidence,
    UseKind,
)
from ckanext.bmagov.tests.kpi.make import MEASURES, RULES_DIR, at, day

if TYPE_CHECKING:
    from collections.abc import Callable

YEAR = 2570
AS_OF = at("2027-09-30T23:59:59")
EARLY = at("2026-11-02")
RULES = max(
    (read_rule_file(path) for path in RULES_DIR.glob(f"kpi-{YEAR}*.yaml")), key=lambda rules: rules.version
)
"""The version of the year that is in force."""

SYSTEMS = tuple(system.id for system in RULES.systems)
WORDS = "ใช้วางแผนการระบายน้ำและแจ้งเตือนประชาชนในพื้นที่เสี่ยงน้ำท่วมของกรุงเทพมหานครทุกวัน"
TELLS = "กองระบบคลองใช้เปิดปิดประตูระบายน้ำล่วงหน้า ลดเวลาตัดสินใจจากสองชั่วโมงเหลือสิบห้านาที"
MOST = Decimal(10)
"""What junk may reach at most, of 100 (trust design)."""

READ = Reading(pages=4, characters=2400, language="th")
X = Reading(pages=1, characters=1)
TEXTS = {"title": 30, "notes": 120, "tag_string": 14, "maintainer": 25, "data_source": 12}


def months() -> list[str]:
    """The first of each month of the year."""
    return [f"2026-{month:02}-01" for month in (10, 11, 12)] + [
        f"2027-{month:02}-01" for month in range(1, 10)
    ]


def new_data(name: str, days: list[str]) -> tuple[DataEvent, ...]:
    return tuple(DataEvent(at(each), EventKind.NEW_DATA, "r1", f"{name}-{each}") for each in days)


def honest_dataset(name: str) -> DatasetFacts:
    """Described, current every month, checked against its dictionary, where others can reach it."""
    described = (
        Column("date", typed=True, described=True, characters=24, of=3),
        Column("station", typed=True, described=True, characters=30, of=3),
        Column("level", typed=True, described=True, characters=41, of=3),
    )
    return DatasetFacts(
        name,
        f"/dataset/{name}",
        title=f"ระดับน้ำในคลองสายหลัก {name}",
        frequency_unit="month",
        mandatory_total=14,
        has_category=True,
        has_classification=True,
        has_owner=True,
        columns=described,
        events=new_data(name, months()),
        in_datastore=True,
        imported=Imported(1200, 3600, 0, 1200, Extent.WHOLE),
        data_type="record",
        machine_readable=True,
        characters=TEXTS,
        systems=dict.fromkeys(SYSTEMS, True),
        systems_since=dict.fromkeys(SYSTEMS, at("2027-03-01")),
        milestones=dict.fromkeys(MEASURES, at("2027-03-01")),
    )


def junk_dataset(name: str, days: list[str]) -> DatasetFacts:
    """One of the register: an "x" in every field, in no system that somebody confirmed."""
    return replace(
        honest_dataset(name),
        title="x",
        has_owner=False,
        characters=dict.fromkeys(TEXTS, 0),
        columns=(Column("a", True, True, 0, 2, 2), Column("b", True, True, 0, 2, 2)),
        imported=Imported(1),
        systems=dict.fromkeys(SYSTEMS),
        events=new_data(name, days),
    )


def duty(number: int) -> Obligation:
    """A duty whose frequency both sides agreed."""
    agreed = Agreement("month", 1, "agency:u1", day("2026-10-01"), confirmed_by="audit:u2")
    return Obligation(
        f"o{number}",
        "agency",
        ObligationKind.CITY_INDICATOR,
        2569,
        "ระดับน้ำในคลอง",
        f"d{number}",
        agreements=(replace(agreed, confirmed_on=day("2026-10-02")),),
    )


def honest() -> Facts:
    """All duties kept, documents in time, a database that is new and matters, used inside and beyond."""
    listed = ("d1", "d2", "database")
    return Facts(
        "agency",
        "bureau",
        YEAR,
        obligations=(duty(1), duty(2)),
        datasets=tuple(map(honest_dataset, listed)),
        documents=tuple(
            Document(
                kind,
                kind,
                at("2027-01-15"),
                f"sha-{kind}",
                f"/kpi/document/{kind}",
                listed_datasets=listed,
                reading=replace(READ, datasets=listed),
                published=listed,
            )
            for kind in DOCUMENT_KINDS
        ),
        proposal=Proposal("p", at("2027-01-10"), Origin.NEW, WORDS, dataset_id="database"),
        uses=tuple(
            Use(
                f"use-{kind}",
                kind,
                at("2027-08-10"),
                evidence=(UseEvidence(f"/kpi/document/{kind}", kind, reading=READ),),
                description=TELLS,
            )
            for kind in (UseKind.INSIDE, UseKind.BETWEEN)
        ),
        published=listed,
        governance=record(40),
    )


def record(characters: int) -> tuple[GovernancePart, ...]:
    """The six parts of governance, each kind with an entry of so many characters that say something."""
    number = 0
    parts = []
    for part in governance_parts():
        kinds = []
        for kind in part.kinds:
            number += 1
            entries = (GovernanceEntry(characters, number if characters else 1),)
            kinds.append(GovernanceKind(kind.id, kind.document, entries))
        parts.append(GovernancePart(part.number, tuple(kinds), part.measures))
    return tuple(parts)


def nothing() -> Facts:
    return Facts("agency", "bureau", YEAR)


def with_junk(facts: Facts, **changes) -> Facts:
    """The facts with a database of junk, changed."""
    before = next((one for one in facts.datasets if one.id == "junk"), DatasetFacts("junk", "/dataset/junk"))
    others = tuple(one for one in facts.datasets if one.id != "junk")
    return replace(facts, datasets=(*others, replace(before, **changes)), published=("junk",))


def g1_one_document_sent_as_all(facts: Facts) -> Facts:
    """One page with an "x", a byte more for each kind."""
    sent = (
        Document(
            kind,
            kind,
            EARLY,
            f"x-{kind}",
            f"/kpi/document/{kind}",
            reading=replace(X, datasets=()),
            published=("junk",),
        )
        for kind in DOCUMENT_KINDS
    )
    return replace(facts, documents=tuple(sent))


def g2_list_of_all_that_there_is_today(facts: Facts) -> Facts:
    """Whatever the file says, it names all that is published."""
    documents = (
        replace(one, listed_datasets=facts.published or ()) if one.kind == "data_catalog_list" else one
        for one in facts.documents
    )
    return replace(facts, documents=tuple(documents))


def g3_importance_of_one_letter(facts: Facts) -> Facts:
    return replace(facts, proposal=Proposal("p", EARLY, Origin.NEW, "x", dataset_id="junk"))


def g4_metadata_of_one_letter(facts: Facts) -> Facts:
    return with_junk(
        facts,
        title="x",
        mandatory_total=14,
        has_category=True,
        has_classification=True,
        has_owner=False,
        characters=dict.fromkeys(TEXTS, 0),
    )


def g5_one_row(facts: Facts) -> Facts:
    return with_junk(
        facts, in_datastore=True, imported=Imported(1), milestones=dict.fromkeys(MEASURES, EARLY)
    )


def g6_dictionary_of_one_letter(facts: Facts) -> Facts:
    return with_junk(facts, columns=(Column("a", True, True, 0, 2, 2), Column("b", True, True, 0, 2, 2)))


def g7_uses_shown_by_any_address(facts: Facts) -> Facts:
    shown = (UseEvidence("https://www.google.com/"),)
    uses = (
        Use(f"x-{kind}", kind, EARLY, evidence=shown, description="x")
        for kind in (UseKind.INSIDE, UseKind.BETWEEN)
    )
    return replace(facts, uses=tuple(uses))


def g8_never_updated(facts: Facts) -> Facts:
    return with_junk(facts, frequency_unit="never")


def g9_shuffled_rows_as_new_data(facts: Facts) -> Facts:
    shuffled = [replace(event, differing=0) for event in new_data("same-rows", months())]
    return with_junk(facts, events=tuple(shuffled))


def g10_late_all_year_but_for_the_last_day(facts: Facts) -> Facts:
    late = junk_dataset("late", ["2027-09-30"])
    owed = replace(duty(3), dataset_id="late")
    return replace(facts, obligations=(owed,), datasets=(*facts.datasets, late))


def g11_link_that_nobody_can_ask(facts: Facts) -> Facts:
    return with_junk(facts, systems=dict.fromkeys(SYSTEMS))


def g12_picture_of_a_table(facts: Facts) -> Facts:
    scan = replace(junk_dataset("scan", ["2026-10-05"]), tabular=False, columns=(), machine_readable=False)
    owed = replace(duty(4), dataset_id="scan", agreements=())
    return replace(
        facts,
        obligations=(*facts.obligations, owed),
        datasets=(*facts.datasets, replace(scan, frequency_unit="never")),
    )


def g13_database_of_part_1_again(facts: Facts) -> Facts:
    """A dataset of the register is called new."""
    return replace(
        facts, proposal=facts.proposal and replace(facts.proposal, overlaps=("late",), itself=True)
    )


def g14_never_checked(facts: Facts) -> Facts:
    return with_junk(facts, imported=Imported(1, checked_cells=0, bad_cells=0))


def g17_junk_record_of_governance(facts: Facts) -> Facts:
    """An "x" under every kind."""
    return replace(facts, governance=record(0))


ROUTES: dict[str, Callable[[Facts], Facts]] = {
    name.partition("_")[0].upper(): make
    for name, make in globals().items()
    if name[:1] == "g" and name[1:2].isdigit()
}
BEYOND_FACTS = {"G15": "the catalog edited after the review: facts are frozen", "G16": "no register: below"}


def junk() -> Facts:
    """All of the routes, one after the other."""
    facts = nothing()
    for make in (*ROUTES.values(), g2_list_of_all_that_there_is_today):
        facts = make(facts)
    return facts


def result(facts: Facts) -> Decimal:
    return evaluate(facts, RULES, AS_OF).result or Decimal(0)


def codes(facts: Facts) -> set[str]:
    scores = evaluate(facts, RULES, AS_OF).criteria
    return {flag.code for flag in flags_of(facts, scores, RULES, limits(), AS_OF)}


def test_all_routes_stand_here():
    assert sorted({*ROUTES, *BEYOND_FACTS}, key=lambda name: int(name[1:])) == [f"G{n}" for n in range(1, 18)]


def test_junk_reaches_little():
    assert result(junk()) <= MOST


def test_junk_is_flagged():
    assert {"FEW-ROWS", "LINK-UNCONFIRMED", "FREQUENCY-NEVER", "LAST-DAYS", "ROWS-UNCHANGED"} <= codes(junk())


def test_who_has_no_register_stands_on_top():
    """K-G16."""
    facts = replace(junk(), obligations=())
    assert "NO-REGISTER" in codes(facts)


def test_honest_work_stays_full_and_is_not_flagged():
    card = evaluate(honest(), RULES, AS_OF)
    assert card.result == Decimal("100.00"), [one for one in card.findings if one.state != "pass"]
    assert codes(honest()) == set()


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_brings_an_honest_agency_nothing(route):
    """Nobody who has done all of it gains by adding junk."""
    assert result(ROUTES[route](honest())) <= result(honest())
