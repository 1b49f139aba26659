"""Progress as people type it, and the nine sections of the report."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ckanext.bmagov.base.domain.calendar import DateError, Language
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.kpi.evidence.domain.governance import Count, Entry, PartRecord, Standing, judge_part
from ckanext.bmagov.kpi.evidence.domain.record import DeclaredUse, Record, Reference, read_progress
from ckanext.bmagov.kpi.report.domain.report import TITLES, build_report
from ckanext.bmagov.kpi.report.domain.report_text import paragraphs
from ckanext.bmagov.kpi.rules.domain.ruleset import Text
from ckanext.bmagov.kpi.score.domain.engine import evaluate
from ckanext.bmagov.kpi.score.domain.facts import UseKind
from ckanext.bmagov.tests.kpi.make import AS_OF, RULES_DIR, day, perfect, rules

TODAY = day("2021-09-30")
TYPED = [
    ("28/10/2563", "2020-10-28", 1),
    ("31/12/2563", "2020-12-31", 1),
    ("1/31/2021", "2021-01-31", 2),
    ("2/27/2021", "2021-02-27", 2),
    ("31/03/2564", "2021-03-31", 2),
    ("30/5/2564", "2021-05-30", 3),
    ("6/30/2021", "2021-06-30", 3),
    ("30/09/2564", "2021-09-30", 4),
]


def record(**changes) -> Record:
    entries = tuple(read_progress(typed, f"งานวันที่ {typed}", 2564, TODAY) for typed, _, _ in TYPED)
    one = Record(
        "สำนักงานประชาสัมพันธ์",
        2564,
        database="การพัฒนาสื่อสังคมออนไลน์",
        progress=entries[::-1],
        summary="ดำเนินการตามกำหนด\n\n1. คำสั่ง\n2. แผน",
        uses=(DeclaredUse(UseKind.INSIDE, "ใช้วางแผน", ("https://example.org/plan",)),),
        exchange=("https://example.org/",),
        factors="บุคลากร",
        obstacles="ไม่มี",
        references=(Reference("แฟ้มการดำเนินการ", sha256="f" * 64),),
        signed_by="สมชาย ใจดี",
        position="ผู้อำนวยการ",
    )
    return replace(one, **changes)


def report(**changes):
    card = evaluate(replace(perfect(), stated=Decimal("70.00")), rules(), AS_OF)
    return build_report(card, rules(), record(**changes), decided=Decimal("97.50"))


@pytest.mark.parametrize(("typed", "iso", "quarter"), TYPED)
def test_dates_of_the_source_are_read_and_fall_into_their_quarter(typed, iso, quarter):
    entry = read_progress(typed, "งาน", 2564, TODAY)
    assert (entry.typed, entry.day.isoformat()) == (typed, iso)
    holding = [one.number for one, entries in record(progress=(entry,)).quarters() if entries]
    assert holding == [quarter]


@pytest.mark.parametrize(
    ("typed", "code"), [("3/4/2021", "DATE-AMBIGUOUS"), ("29/2/2564", "DATE-NOT-EXIST"), ("", "DATE-FORMAT")]
)
def test_a_date_that_is_not_clear_is_asked_back(typed, code):
    with pytest.raises(DateError) as refused:
        read_progress(typed, "งาน", 2564, TODAY)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("typed", "text", "percent", "today", "code"),
    [
        ("30/9/2563", "งาน", None, TODAY, "DATE-OUT-OF-YEAR"),
        ("1 ต.ค. 2564", "งาน", None, TODAY, "DATE-OUT-OF-YEAR"),
        ("30/9/2564", "งาน", None, day("2021-09-29"), "DATE-FUTURE"),
        ("30/9/2564", " \n", None, TODAY, "TEXT-EMPTY"),
        ("30/9/2564", "ก\x00", None, TODAY, "TEXT-CONTROL-CHAR"),
        ("30/9/2564", "ก" * 10_001, None, TODAY, "LIMIT"),
        ("30/9/2564", "งาน", Decimal(101), TODAY, "NUMBER-RANGE"),
        ("30/9/2564", "งาน", Decimal("NaN"), TODAY, "NUMBER-RANGE"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(typed, text, percent, today, code):
    with pytest.raises(ProblemError) as refused:
        read_progress(typed, text, 2564, today, percent=percent)
    assert refused.value.code == code


def test_the_report_has_nine_sections_in_the_order_of_the_form():
    assert [(one.number, one.title.th) for one in report().sections] == [
        (number, title.th) for number, title in enumerate(TITLES, 1)
    ]


def test_the_titles_are_those_of_the_source():
    seed = RULES_DIR.parents[2].parent / "shared" / "seed" / "kpi-report-fy2564.txt"
    if not seed.is_file():
        pytest.skip("the source document is not beside the project")
    text = seed.read_text(encoding="utf-8")
    places = [text.index(f"{number}. {title.th} :") for number, title in enumerate(TITLES, 1)]
    assert places == sorted(places)


def test_target_stated_measured_and_decided_stand_side_by_side():
    lines = report().sections[4].blocks[0].lines
    assert [str(one.value) for one in lines] == ["100", "70.00", "100.00", "97.50"]


def test_quarters_come_in_order_with_their_entries_by_day():
    blocks = report().sections[5].blocks
    assert [one.number for one in blocks[:5]] == ["6.1", "6.2", "6.3", "6.4", "6.5"]
    days = [line.day.isoformat() for block in blocks[:4] for line in block.lines if line.day]
    assert days == [iso for _, iso, _ in TYPED]
    assert [line.text for line in blocks[4].lines] == ["ดำเนินการตามกำหนด", "1. คำสั่ง", "2. แผน"]


def test_what_is_told_stands_where_the_form_wants_it():
    sections = report().sections
    assert [section.blocks[0].lines[0].text for section in sections[6:]] == [
        "บุคลากร",
        "ไม่มี",
        "แฟ้มการดำเนินการ",
    ]
    assert [block.lines[0].text for block in sections[5].blocks[5:]] == [
        "การพัฒนาสื่อสังคมออนไลน์",
        "ใช้วางแผน",
        "https://example.org/",
    ]


def test_evidence_is_named_by_its_title_where_it_has_one():
    use = DeclaredUse(UseKind.INSIDE, "ใช้วางแผน", ("/kpi/document/1", "https://a.go.th/"), ("บันทึกการใช้",))
    shown = [one for one in paragraphs(report(uses=(use,)), Language.THAI) if one.link]
    assert [(one.text, one.link) for one in shown][:2] == [
        ("หลักฐาน : บันทึกการใช้", "/kpi/document/1"),
        ("หลักฐาน : https://a.go.th/", "https://a.go.th/"),
    ]


def test_what_nobody_told_is_empty_and_not_invented():
    bare = report(database="", progress=(), summary="", uses=(), exchange=(), factors="", references=())
    assert [len(block.lines) for block in bare.sections[5].blocks] == [0, 0, 0, 0, 0]
    assert bare.sections[6].blocks[0].lines == ()


def test_the_digest_is_of_everything_the_report_says():
    assert report().digest == report().digest
    assert report().digest != report(obstacles="มี").digest
    assert report().to_dict()["digest"] == report().digest


def test_what_does_not_belong_together_is_refused():
    card = evaluate(perfect(), rules(), AS_OF)
    with pytest.raises(ProblemError, match="RULESET-OTHER"):
        build_report(card, rules(2570), record())
    with pytest.raises(ProblemError, match="FISCAL-YEAR"):
        build_report(card, rules(), replace(record(), fiscal_year=2565))


GOVERNED = (
    PartRecord(
        1,
        Text("สิทธิ หน้าที่", "Rights"),
        (Entry(Text("บริกรข้อมูล", "Data steward"), "นายวิชัย", day("2020-10-12"), "แต่งตั้งแล้ว"),),
        (Text("เจ้าของข้อมูล", "Data owner"),),
        (Count("owner", ("a", "b"), ("c",), ("d",)),),
    ),
    PartRecord(5, Text("การจำแนก", "Classification"), (), (), (Count("classification", ("a",), (), ()),)),
)


def test_a_record_survives_being_kept():
    one = record(governance=GOVERNED)
    assert Record.from_dict(one.to_dict()) == one


def test_a_record_that_was_kept_without_governance_is_read():
    plain = record().to_dict()
    del plain["governance"]
    assert Record.from_dict(plain).governance == ()


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        (
            Language.THAI,
            [
                "ธรรมาภิบาลข้อมูลของหน่วยงาน ข้อ 1 สิทธิ หน้าที่ :",
                "สถานะ : มีบางส่วน",
                "ชุดข้อมูลที่ระบุผู้รับผิดชอบ : 2/3 (ตรวจไม่ได้อีก 1)",
                "บริกรข้อมูล : นายวิชัย · แต่งตั้งแล้ว (12/10/2563)",
                "ยังไม่มีรายการ : เจ้าของข้อมูล",
                "ธรรมาภิบาลข้อมูลของหน่วยงาน ข้อ 5 การจำแนก :",
                "สถานะ : ครบถ้วน",
                "ชุดข้อมูลที่ระบุหมวดหมู่และระดับชั้นข้อมูล : 1/1",
            ],
        ),
        (
            Language.ENGLISH,
            [
                "Data governance of the agency, part 1: Rights :",
                "State: partly in place",
                "Datasets with a responsible person or unit: 2/3 (could not be seen, more: 1)",
                "Data steward : นายวิชัย · แต่งตั้งแล้ว (12 Oct 2020)",
                "Not entered: Data owner",
            ],
        ),
    ],
)
def test_work_closes_with_the_governance_record_part_by_part(language, wanted):
    texts = [one.text for one in paragraphs(report(governance=GOVERNED), language)]
    start = texts.index(wanted[0])
    assert texts[start : start + len(wanted)] == wanted
    assert next(one for one in texts[start:] if one.startswith("7. "))


@pytest.mark.parametrize(
    ("entered", "missing", "count", "standing"),
    [
        (0, 0, None, Standing.NONE),
        (0, 3, None, Standing.NONE),
        (1, 2, None, Standing.PARTLY),
        (2, 0, None, Standing.COMPLETE),
        (0, 0, (1, 0, 0), Standing.COMPLETE),
        (0, 0, (1, 1, 0), Standing.PARTLY),
        (0, 0, (0, 2, 0), Standing.NONE),
        (0, 0, (0, 0, 2), Standing.UNKNOWN),
        (0, 1, (0, 0, 2), Standing.NONE),
        (2, 0, (3, 0, 1), Standing.COMPLETE),
    ],
)
def test_how_far_a_part_is_follows_from_what_is_entered_and_measured(entered, missing, count, standing):
    counts = [Count("owner", *(tuple(str(n) for n in range(size)) for size in count))] if count else []
    assert judge_part(entered, missing, counts) is standing
