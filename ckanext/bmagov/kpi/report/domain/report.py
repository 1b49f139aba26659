# ruff: noqa: TC003 - reading a stored report needs the types at run time
"""The yearly report as plain data: nine sections in the order and words of the form of fiscal year 2564.

Page, PDF and DOCX are made from this, so they cannot differ. Days stay days: whoever shows them writes พ.ศ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.base.domain.plain import digest, from_plain, to_plain
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.kpi.evidence.domain.governance import NAMES, Standing
from ckanext.bmagov.kpi.rules.domain.ruleset import Part, RuleSet, Text

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.evidence.domain.governance import Count, Entry, PartRecord
    from ckanext.bmagov.kpi.evidence.domain.record import DeclaredUse, Record
    from ckanext.bmagov.kpi.score.domain.engine import ScoreCard

TITLES = (
    Text("ชื่อตัวชี้วัด", "Name of the indicator"),
    Text("ระดับความสำเร็จ", "Level of success"),
    Text("คำนิยาม", "Definitions"),
    Text("วิธีการคำนวณ", "Method of calculation"),
    Text("เป้าหมาย", "Target"),
    Text("รายงานผลการดำเนินงาน (รายไตรมาส)", "Report of work (by quarter)"),
    Text("ปัจจัยสนับสนุนการดำเนินงาน", "Supporting factors"),
    Text("อุปสรรคต่อการดำเนินงาน", "Obstacles"),
    Text("หลักฐานอ้างอิง", "References"),
)
LEVELS = {"output": Text("ผลผลิต (Output)", "Output"), "outcome": Text("ผลลัพธ์ (Outcome)", "Outcome")}
PLAN = Text(
    "สนับสนุนแผนพัฒนา กทม. ระยะ 20 ปี (ยุทธศาสตร์-ประเด็นยุทธศาสตร์-กลยุทธ์ตามแผนฯ /ตัวชี้วัด)",
    "Supports the 20-year development plan of the BMA",
)
STRATEGY = Text("ประเด็นยุทธฯ", "Strategic issue")
ISSUE = Text("ย่อย", "Part of it")
GOAL = Text("เป้าประสงค์ที่", "Goal")
STATED = Text("ผลงานที่ทำได้", "Achievement stated by the agency")
MACHINE = Text("ผลจากระบบ", "Result by the system")
DECIDED = Text("ผลหลังการตรวจของผู้ตรวจประเมิน", "Result after the auditor's review")
SUMMARY = Text("สรุปผลการดำเนินงาน (ปลายปีงบประมาณ)", "Summary at the end of the fiscal year")
DATABASE = Text("ฐานข้อมูลที่พัฒนา", "Database developed")
USES = Text("การนำไปใช้ประโยชน์", "Uses")
EVIDENCE = Text("หลักฐาน", "Evidence")
EXCHANGE = Text("การเชื่อมโยงแลกเปลี่ยนข้อมูล", "Exchange of data")
QUARTER = Text("ไตรมาสที่", "Quarter")
GOVERNANCE = Text("ธรรมาภิบาลข้อมูลของหน่วยงาน ข้อ", "Data governance of the agency, part")
STANDINGS = {
    Standing.COMPLETE: Text("ครบถ้วน", "complete"),
    Standing.PARTLY: Text("มีบางส่วน", "partly in place"),
    Standing.NONE: Text("ยังไม่มี", "nothing yet"),
    Standing.UNKNOWN: Text("ตรวจไม่ได้", "could not be seen"),
}
STANDING = Text("สถานะ", "State")
MISSING = Text("ยังไม่มีรายการ", "Not entered")
UNSEEN = Text("ตรวจไม่ได้อีก", "could not be seen, more:")


@dataclass(frozen=True)
class Line:
    """One line: words, and a day or a value where there is one. ``link`` is an address to follow."""

    text: str = ""
    label: Text | None = None
    day: date | None = None
    value: Decimal | None = None
    unit: Text | None = None
    link: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Block:
    """Lines under a number (6.1) or heading; without either they follow the section's title."""

    lines: tuple[Line, ...]
    number: str = ""
    title: Text | None = None


@dataclass(frozen=True)
class Section:
    """One of the nine."""

    number: int
    title: Text
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """The whole report, with what its footer says: the moment, the rules and the digest of its content."""

    agency_id: str
    agency_name: str
    fiscal_year: int
    as_of: datetime
    rule_version: int
    rule_digest: str
    sections: tuple[Section, ...]
    signed_by: str
    position: str

    @property
    def digest(self) -> str:
        """SHA-256 of everything the report says."""
        return digest(self)

    def to_dict(self) -> dict[str, object]:
        """Return plain data, the digest included."""
        return {**to_plain(self), "digest": self.digest}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Report:
        """Read what :meth:`to_dict` wrote.

        :raises PlainError: naming the first thing that does not fit
        """
        return from_plain(cls, {name: value for name, value in raw.items() if name != "digest"})


def build_report(
    card: ScoreCard, rules: RuleSet, record: Record, *, decided: Decimal | None = None
) -> Report:
    """Return the report of one agency and year.

    :param decided: the result after the auditor's overrides, where there is one
    :raises ProblemError: RULESET-OTHER, FISCAL-YEAR when card, rules and record do not belong together
    """
    if card.rule_digest != rules.digest:
        raise ProblemError("RULESET-OTHER", card=card.rule_digest, rules=rules.digest)
    if record.fiscal_year != card.fiscal_year:
        raise ProblemError("FISCAL-YEAR", facts=card.fiscal_year, record=record.fiscal_year)
    bodies = (
        (Block((Line(rules.name.th, rules.name),)),),
        _level(rules),
        (Block(_paragraphs(rules.definitions)),),
        (Block(_paragraphs(rules.method)),),
        _target(card, rules, decided),
        _work(record),
        (Block(_lines(record.factors)),),
        (Block(_lines(record.obstacles)),),
        (
            Block(
                tuple(
                    Line(reference.title, link=reference.url, sha256=reference.sha256)
                    for reference in record.references
                )
            ),
        ),
    )
    return Report(
        card.agency_id,
        record.agency_name,
        card.fiscal_year,
        card.as_of,
        card.rule_version,
        card.rule_digest,
        tuple(
            Section(number, title, blocks)
            for number, (title, blocks) in enumerate(zip(TITLES, bodies, strict=True), 1)
        ),
        record.signed_by,
        record.position,
    )


def _paragraphs(texts: tuple[str, ...]) -> tuple[Line, ...]:
    return tuple(Line(text) for text in texts)


def _lines(text: str) -> tuple[Line, ...]:
    return tuple(Line(line) for line in text.splitlines() if line.strip())


def _level(rules: RuleSet) -> tuple[Block, ...]:
    plan = (
        Line(rules.plan.strategy, STRATEGY),
        Line(rules.plan.issue, ISSUE),
        Line(rules.plan.goal, GOAL),
    )
    levels = tuple(Line(LEVELS[name].th, LEVELS[name]) for name in rules.levels)
    return Block(levels), Block(plan, title=PLAN)


def _use(use: DeclaredUse) -> tuple[Line, ...]:
    """Write a use, then what shows it: a document by its title, else an address."""
    shown = (Line(title, EVIDENCE, link=address) for address, title in use.pieces() if address)
    return Line(use.description), *shown


def _target(card: ScoreCard, rules: RuleSet, decided: Decimal | None) -> tuple[Block, ...]:
    """Write target, stated, measured and decided beside one another, never mixed."""
    unit = rules.unit
    values = [
        Line(label=STATED, value=card.stated, unit=unit),
        Line(label=MACHINE, value=card.result, unit=unit),
        *(Line(label=DECIDED, value=decided, unit=unit) for _ in range(decided is not None)),
    ]
    parts = tuple(
        Line(label=_part_name(part), value=score.result, unit=unit)
        for part, score in zip(rules.parts, card.parts, strict=True)
    )
    return Block((Line(label=TITLES[4], value=rules.target, unit=unit), *values)), Block(parts)


def _part_name(part: Part) -> Text:
    return Text(f"ส่วนที่ {part.id} {part.name.th}", f"Part {part.id}: {part.name.en}")


def _work(record: Record) -> tuple[Block, ...]:
    quarters = [
        Block(
            tuple(Line(entry.text, day=entry.day, value=entry.percent) for entry in entries),
            f"6.{quarter.number}",
            Text(f"{QUARTER.th} {quarter.number}", f"{QUARTER.en} {quarter.number}"),
        )
        for quarter, entries in record.quarters()
    ]
    database = (Line(record.database),) if record.database else ()
    uses = tuple(line for use in record.uses for line in _use(use))
    exchange = tuple(Line(address, link=address) for address in record.exchange)
    more = [
        Block(lines, title=title)
        for lines, title in ((database, DATABASE), (uses, USES), (exchange, EXCHANGE))
        if lines
    ]
    governance = (_governance(section) for section in record.governance)
    return (*quarters, Block(_lines(record.summary), "6.5", SUMMARY), *more, *governance)


def _governance(part: PartRecord) -> Block:
    """Write one of the six parts that Part 1 asks for: how far it is, what shows it, what is not there."""
    how = STANDINGS[part.standing]
    share = "" if part.share is None else f" ({int(100 * part.share)} %)"
    state = Line(label=Text(f"{STANDING.th} : {how.th}{share}", f"{STANDING.en}: {how.en}{share}"))
    missing = Line(
        label=Text(
            f"{MISSING.th} : {', '.join(name.th for name in part.missing)}",
            f"{MISSING.en}: {', '.join(name.en for name in part.missing)}",
        )
    )
    lines = (
        state,
        *(_measured(counted) for counted in part.counts if counted.of or counted.unknown),
        *(_entry(entry) for entry in part.entries),
        *(missing for _ in range(bool(part.missing))),
    )
    title = Text(
        f"{GOVERNANCE.th} {part.number} {part.name.th}", f"{GOVERNANCE.en} {part.number}: {part.name.en}"
    )
    return Block(lines, title=title)


def _measured(count: Count) -> Line:
    unseen = f" ({UNSEEN.th} {len(count.unknown)})" if count.unknown else ""
    unseen_en = f" ({UNSEEN.en} {len(count.unknown)})" if count.unknown else ""
    name = NAMES[count.measure]
    counted = f"{len(count.kept)}/{count.of}"
    return Line(label=Text(f"{name.th} : {counted}{unseen}", f"{name.en}: {counted}{unseen_en}"))


def _entry(entry: Entry) -> Line:
    words = f"{entry.title} · {entry.result}" if entry.result else entry.title
    return Line(words, entry.kind, entry.day, link=entry.address)
