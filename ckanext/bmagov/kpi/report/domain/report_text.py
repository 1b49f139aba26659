"""The report in paragraphs, in the words and with the numbering of the form of fiscal year 2564.

Page, PDF and DOCX set these paragraphs and add no word of their own. The form is Thai: in English its
headings are English and years are Gregorian; what the agency and the rules say stays as it is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.calendar import (
    FiscalYear,
    Language,
    format_date,
    format_datetime,
    to_buddhist_year,
)
from ckanext.bmagov.kpi.report.domain.report import EVIDENCE
from ckanext.bmagov.kpi.rules.domain.ruleset import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from ckanext.bmagov.kpi.report.domain.report import Block, Line, Report, Section

NAME = Text("รายงานผลการดำเนินงานตามตัวชี้วัด", "Report on the indicator")
YEAR = Text("ปีงบประมาณ พ.ศ.", "Fiscal year")
SIGNED = Text("ลงชื่อ", "Signed")
RESPONSIBLE = Text("(ผู้รับผิดชอบโครงการ)", "(responsible for the project)")
POSITION = Text("ตำแหน่ง", "Position")
NOT_GIVEN = Text("ไม่ได้ระบุ", "not given")
AS_OF = Text("ข้อมูล ณ", "As of")
RULES = Text("หลักเกณฑ์ฉบับที่", "Rules, version")
DIGEST = Text("รหัสตรวจสอบรายงาน (SHA-256)", "Digest of the report (SHA-256)")
LIVE = Text("ฉบับร่าง ยังไม่ได้ส่ง", "Draft, not submitted")
KEPT = Text("รหัสตรวจสอบข้อมูลที่เก็บไว้ (SHA-256)", "Digest of what is kept (SHA-256)")
LOG_HEAD = Text(
    "บันทึกการตัดสินใจเมื่อต้นวัน (วันที่ จำนวนรายการ SHA-256 ราก)",
    "Log of decisions when the day began (day, entries, SHA-256, root)",
)
DOTS = "....."
SHORT = (1, 2)
"""Sections that stand on one line with their title, as in the form."""
TARGET = 5


class Role(StrEnum):
    """What a paragraph is; how it looks is the matter of who sets it."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    SECTION = "section"
    HEADING = "heading"
    TEXT = "text"
    FIGURE = "figure"
    ENTRY = "entry"
    LINK = "link"
    SIGNATURE = "signature"
    FOOT = "foot"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the report. Lines in ``text`` are kept; ``link`` is an address to follow."""

    role: Role
    text: str
    link: str = ""
    sha256: str = ""


def paragraphs(
    report: Report, language: Language, *, digest: str = "", snapshot: str = "", log_head: str = ""
) -> tuple[Paragraph, ...]:
    """Return the whole report.

    :param digest: of the report as it is; this one may lack what the reader may not know
    :param snapshot: digest of what was kept when the report was handed in or signed off; empty while it is
        made from what the catalog says now
    :param log_head: the line of the log on that day
    """
    words = _ReportText(language)
    year = str(report.fiscal_year) if language is Language.THAI else words.gregorian(report.fiscal_year)
    head = (
        Paragraph(Role.TITLE, words.of(NAME)),
        Paragraph(Role.SUBTITLE, f"{report.agency_name} · {words.of(YEAR)} {year}"),
    )
    body = tuple(paragraph for section in report.sections for paragraph in words.section(section))
    foot = words.foot(report, digest or report.digest, snapshot, log_head)
    return (*head, *body, *words.signature(report), *foot)


def form_date(day: date, language: Language) -> str:
    """Return ``28/10/2563``, as the form has it; in English ``28 Oct 2020``."""
    if language is Language.THAI:
        return f"{day.day:02d}/{day.month:02d}/{to_buddhist_year(day)}"
    return format_date(day, language)


class _ReportText:
    def __init__(self, language: Language) -> None:
        self.language = language

    def of(self, text: Text) -> str:
        return text.th if self.language is Language.THAI else text.en

    @staticmethod
    def gregorian(year: int) -> str:
        fiscal = FiscalYear(year)
        return f"{year} (BE), {fiscal.start.year}/{fiscal.end.year % 100:02d}"

    def section(self, section: Section) -> Iterator[Paragraph]:
        title = f"{section.number}. {self.of(section.title)}"
        first, *others = section.blocks or (None,)
        if section.number in SHORT and first is not None:
            name = " ".join(self.line_text(line) for line in first.lines)
            yield Paragraph(Role.SECTION, f"{title} : {name}")
        elif section.number == TARGET and first is not None:
            target, *figures = first.lines
            yield Paragraph(Role.SECTION, f"{title} : {self.amount(target)}")
            for figure in figures:
                yield self.figure(figure)
        else:
            yield Paragraph(Role.SECTION, f"{title} :")
            if first is not None:
                yield from self.block(first)
        for block in others:
            yield from self.block(block, figures=section.number == TARGET)

    def block(self, block: Block, *, figures: bool = False) -> Iterator[Paragraph]:
        if block.title is not None:
            number = f"({block.number}) " if block.number else ""
            yield Paragraph(Role.HEADING, f"{number}{self.of(block.title)} :")
        for line in block.lines:
            yield self.figure(line) if figures else self.line(line)

    def line(self, line: Line) -> Paragraph:
        if line.day is not None and line.label is None:
            percent = f" ({self.percent(line.value)})" if line.value is not None else ""
            return Paragraph(Role.ENTRY, f"{form_date(line.day, self.language)} : {line.text}{percent}")
        if line.label == EVIDENCE:
            return Paragraph(Role.LINK, f"{self.of(EVIDENCE)} : {line.text or line.link}", line.link)
        if line.label is not None:
            return Paragraph(Role.TEXT, self.labelled(line.label, line), line.link, line.sha256)
        return Paragraph(Role.TEXT, line.text, line.link, line.sha256)

    def percent(self, value: Decimal) -> str:
        return f"ร้อยละ {value:f}" if self.language is Language.THAI else f"{value:f}%"

    def labelled(self, label: Text, line: Line) -> str:
        day = f" ({form_date(line.day, self.language)})" if line.day else ""
        return f"{self.of(label)} : {line.text}{day}" if line.text else f"{self.of(label)}{day}"

    def line_text(self, line: Line) -> str:
        return self.of(line.label) if line.label is not None else line.text

    def figure(self, line: Line) -> Paragraph:
        label = self.of(line.label) if line.label is not None else ""
        return Paragraph(Role.FIGURE, f"{label} = {self.amount(line)}")

    def amount(self, line: Line) -> str:
        if line.value is None:
            return self.of(NOT_GIVEN)
        return f"{line.value:f} ({self.of(line.unit)})" if line.unit else f"{line.value:f}"

    def signature(self, report: Report) -> Iterator[Paragraph]:
        signed = f" {report.signed_by} " if report.signed_by else DOTS
        yield Paragraph(Role.SIGNATURE, f"{self.of(SIGNED)}{signed}{self.of(RESPONSIBLE)}")
        yield Paragraph(Role.SIGNATURE, f"{self.of(POSITION)} {report.position}".rstrip())

    def foot(self, report: Report, digest: str, snapshot: str, log_head: str) -> Iterator[Paragraph]:
        moment = format_datetime(report.as_of, self.language)
        yield Paragraph(
            Role.FOOT,
            f"{self.of(AS_OF)} {moment} · {self.of(RULES)} {report.rule_version} ({report.rule_digest[:12]})",
        )
        yield Paragraph(Role.FOOT, f"{self.of(DIGEST)} {digest}")
        yield Paragraph(Role.FOOT, f"{self.of(KEPT)} {snapshot}" if snapshot else self.of(LIVE))
        if log_head:
            yield Paragraph(Role.FOOT, f"{self.of(LOG_HEAD)} {log_head}")
