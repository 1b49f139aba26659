"""The yearly report of an agency: to read, to print, and as PDF and DOCX of the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from flask import Blueprint, Response, request

from ckanext.bmagov.base.words.dates import language
from ckanext.bmagov.kpi.common.views import Record, login_first, read, year_page
from ckanext.bmagov.kpi.report.domain.report import Report
from ckanext.bmagov.kpi.report.domain.report_text import Paragraph, Role, paragraphs
from ckanext.bmagov.kpi.report.formats import write_docx, write_pdf
from ckanext.bmagov.kpi.report.formats.docx import MEDIA_TYPE

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue as Answer

__all__ = ["bmagov_report"]

bmagov_report = Blueprint("bmagov_report", __name__)
bmagov_report.before_request(login_first)

ADDRESS: Final = "/organization/<id>/kpi/<int:fiscal_year>/report"
ASKED: Final = ("revision", "as_of")


@bmagov_report.route(ADDRESS)
def show(id: str, fiscal_year: int) -> Answer:  # noqa: A002 (CKAN's name in URLs)
    """Show the report in its nine sections."""
    found = _found(id, fiscal_year)
    asked = {name: request.args[name] for name in ASKED if request.args.get(name)}
    return year_page(
        "bmagov/kpi/report.html",
        id,
        fiscal_year,
        here="report",
        found=found,
        sections=_sections(_paragraphs(found)),
        asked=asked,
    )


@bmagov_report.route(f"{ADDRESS}.pdf")
def pdf(id: str, fiscal_year: int) -> Answer:  # noqa: A002
    """Give the report as PDF."""
    found = _found(id, fiscal_year)
    report = Report.from_dict(found["report"])
    content = write_pdf(_paragraphs(found), language(), made_at=report.as_of, title=_title(found))
    return _file(found, content, "pdf", "application/pdf")


@bmagov_report.route(f"{ADDRESS}.docx")
def docx(id: str, fiscal_year: int) -> Answer:  # noqa: A002
    """Give the report as DOCX."""
    found = _found(id, fiscal_year)
    report = Report.from_dict(found["report"])
    content = write_docx(_paragraphs(found), made_at=report.as_of, title=_title(found))
    return _file(found, content, "docx", MEDIA_TYPE)


def _found(agency: str, fiscal_year: int) -> Record:
    asked = {name: request.args[name] for name in ASKED if request.args.get(name)}
    return read("bmagov_report_show", {"id": agency, "fiscal_year": fiscal_year, **asked})


def _paragraphs(found: Record) -> tuple[Paragraph, ...]:
    report = Report.from_dict(found["report"])
    return paragraphs(report, language(), digest=found["digest"], snapshot=found["snapshot"] or "")


def _sections(rows: tuple[Paragraph, ...]) -> list[list[Paragraph]]:
    """Return the paragraphs in groups: what stands before the sections, each section, and the end."""
    groups: list[list[Paragraph]] = [[]]
    for one in rows:
        ends = one.role is Role.SIGNATURE and groups[-1] and groups[-1][-1].role is not Role.SIGNATURE
        if one.role is Role.SECTION or ends:
            groups.append([])
        groups[-1].append(one)
    return groups


def _title(found: Record) -> str:
    return f"{found['agency']['title']} · {found['fiscal_year']}"


def _file(found: Record, content: bytes, suffix: str, media_type: str) -> Answer:
    answer = Response(content, content_type=media_type)
    name = quote(f"kpi-{found['fiscal_year']}-{found['agency']['name']}.{suffix}")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
