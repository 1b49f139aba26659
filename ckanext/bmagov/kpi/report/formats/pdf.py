"""The report as PDF, A4: Thai shaped by HarfBuzz, broken between words, readable back letter by letter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from fpdf import FPDF

from ckanext.bmagov.base.domain.calendar import Language
from ckanext.bmagov.kpi.report.domain.report_text import Role
from ckanext.bmagov.kpi.report.formats.letters import in_letters
from ckanext.bmagov.kpi.report.formats.lines import break_lines
from ckanext.bmagov.kpi.report.formats.thai_font import REGULAR, SEMI_BOLD, ThaiFont

if TYPE_CHECKING:
    from collections.abc import Container, Sequence
    from datetime import datetime

    from ckanext.bmagov.kpi.report.domain.report_text import Paragraph

FAMILY: Final = "sarabun"
MARGIN: Final = 20.0
"""Millimetres on all sides."""
FOOT: Final = 14.0
PAGE: Final = {Language.THAI: "หน้า {page} จาก {pages}", Language.ENGLISH: "Page {page} of {pages}"}


@dataclass(frozen=True)
class Style:
    """How a kind of paragraph is set: size in points, the rest in millimetres."""

    size: float = 10.5
    bold: bool = False
    before: float = 0.6
    indent: float = 6
    align: str = "L"
    grey: bool = False

    @property
    def height(self) -> float:
        """Of a line: 1.6 of the size, because Thai stacks two marks above and one below."""
        return self.size * 0.3528 * 1.6


STYLES: Final = {
    Role.TITLE: Style(15, bold=True, align="C", indent=0),
    Role.SUBTITLE: Style(12, bold=True, align="C", indent=0, before=0),
    Role.SECTION: Style(11.5, bold=True, before=4, indent=0),
    Role.HEADING: Style(bold=True, before=2),
    Role.TEXT: Style(),
    Role.FIGURE: Style(),
    Role.ENTRY: Style(indent=10),
    Role.LINK: Style(indent=10, before=0),
    Role.SIGNATURE: Style(before=3, indent=85),
    Role.FOOT: Style(8, before=0, indent=0, grey=True),
}
GREY: Final = (90, 90, 90)
BLACK: Final = (0, 0, 0)


@dataclass(frozen=True)
class _Row:
    style: Style
    text: str
    before: float
    link: str = ""
    section: str = ""
    keep: bool = False
    """With the row after it: a heading does not end a page."""

    @property
    def height(self) -> float:
        return self.before + self.style.height


def write_pdf(paragraphs: Sequence[Paragraph], language: Language, *, made_at: datetime, title: str) -> bytes:
    """Return the file. The same paragraphs give the same bytes.

    :param made_at: what the file says of its making: the moment the report tells of
    """
    pdf = _document(language, made_at, title)
    pages = _pages(_rows(pdf, paragraphs), pdf.h - 2 * MARGIN)
    for number, rows in enumerate(pages, 1):
        pdf.add_page()
        for row in rows:
            _draw(pdf, row)
        _foot(pdf, title, PAGE[language].format(page=number, pages=len(pages)))
    return bytes(pdf.output())


def _document(language: Language, made_at: datetime, title: str) -> FPDF:
    pdf = FPDF(format="A4")
    for style, path in (("", REGULAR), ("B", SEMI_BOLD)):
        pdf.fonts[f"{FAMILY}{style}"] = ThaiFont(pdf, path, f"{FAMILY}{style}", style)
    pdf.set_text_shaping(True, features={"kern": False, "liga": False})
    pdf.set_margins(MARGIN, MARGIN)
    pdf.set_auto_page_break(False)
    pdf.set_title(title)
    pdf.set_lang("th-TH" if language is Language.THAI else "en")
    pdf.set_creation_date(made_at)
    pdf.set_font(FAMILY, size=10)
    return pdf


def _rows(pdf: FPDF, paragraphs: Sequence[Paragraph]) -> list[_Row]:
    @cache
    def width(bold: bool, size: float, text: str) -> float:
        pdf.set_font(FAMILY, "B" if bold else "", size)
        return pdf.get_string_width(text)

    rows = []
    for paragraph in paragraphs:
        style = STYLES[paragraph.role]
        room = pdf.epw - style.indent
        text = in_letters(paragraph.text, _glyphs(pdf))
        lines = break_lines(text, room, lambda text, s=style: width(s.bold, s.size, text))
        heading = paragraph.role in (Role.SECTION, Role.HEADING)
        for number, line in enumerate(lines):
            rows.append(
                _Row(
                    style,
                    line,
                    0 if number else style.before,
                    paragraph.link if paragraph.link.startswith(("http:", "https:")) else "",
                    line if paragraph.role is Role.SECTION and not number else "",
                    heading,
                )
            )
    return rows


def _glyphs(pdf: FPDF) -> Container[int]:
    """Return the code points of both weights, which have the same."""
    font = pdf.fonts[FAMILY]
    assert isinstance(font, ThaiFont)  # noqa: S101
    return font.cmap


def _pages(rows: Sequence[_Row], room: float) -> list[list[_Row]]:
    pages: list[list[_Row]] = [[]]
    used = 0.0
    for place, row in enumerate(rows):
        follows = rows[place + 1].height if row.keep and place + 1 < len(rows) else 0
        if pages[-1] and used + row.height + follows > room:
            pages.append([])
            used = 0.0
        pages[-1].append(row)
        used += row.height
    return pages


def _draw(pdf: FPDF, row: _Row) -> None:
    style = row.style
    if row.section:
        pdf.start_section(row.section)
    pdf.set_font(FAMILY, "B" if style.bold else "", style.size)
    pdf.set_text_color(*(GREY if style.grey else BLACK))
    pdf.set_xy(MARGIN + style.indent, pdf.get_y() + row.before)
    pdf.cell(pdf.epw - style.indent, style.height, row.text, align=style.align, link=row.link)
    pdf.set_y(pdf.get_y() + style.height)


def _foot(pdf: FPDF, title: str, page: str) -> None:
    pdf.set_font(FAMILY, size=8)
    pdf.set_text_color(*GREY)
    pdf.set_xy(MARGIN, pdf.h - FOOT)
    pdf.cell(pdf.epw, 5, in_letters(title, _glyphs(pdf)), align="L")
    pdf.set_xy(MARGIN, pdf.h - FOOT)
    pdf.cell(pdf.epw, 5, page, align="R")
