"""The yearly report of an agency: to read, to print, and as PDF and DOCX of the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, request

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.views.attachment import attachment
from ckanext.bmagov.base.views.menu import Menu, in_menu
from ckanext.bmagov.base.words.dates import language
from ckanext.bmagov.kpi.common.views import Record, login_first, read, year_page
from ckanext.bmagov.kpi.report.domain.report import Report
from ckanext.bmagov.kpi.report.domain.report_text import Paragraph, Role, paragraphs
from ckanext.bmagov.kpi.report.formats import write_docx, write_pdf
from ckanext.bmagov.kpi.report.formats.docx import MEDIA_TYPE

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue as Answer

bmagov_report = Blueprint("bmagov_report", __name__)
bmagov_report.before_request(login_first)

ADDRESS: Final = "/organization/<id>/kpi/<int:fiscal_year>/report"
ASKED: Final = ("revision", "as_of")


@bmagov_report.route(ADDRESS)
@in_menu(Menu.YEAR, N_("Report"), place=12, icon="file-lines")
def show(id: str, fiscal_year: int) -> Answer:  # noqa: A002 (CKAN's name in URLs)
    """Show the report in its nine sections."""
    report_dict = _read(id, fiscal_year)
    asked = {name: request.args[name] for name in ASKED if request.args.get(name)}
    return year_page(
        "bmagov/kpi/report.html",
        id,
        fiscal_year,
        here="report",
        shown_report=report_dict,
        sections=_sections(_paragraphs(report_dict)),
        asked=asked,
    )


@bmagov_report.route(f"{ADDRESS}.pdf")
def pdf(id: str, fiscal_year: int) -> Answer:  # noqa: A002
    """Give the report as PDF."""
    report_dict = _read(id, fiscal_year)
    report = Report.from_dict(report_dict["report"])
    content = write_pdf(_paragraphs(report_dict), language(), made_at=report.as_of, title=_title(report_dict))
    return _file(report_dict, content, "pdf", "application/pdf")


@bmagov_report.route(f"{ADDRESS}.docx")
def docx(id: str, fiscal_year: int) -> Answer:  # noqa: A002
    """Give the report as DOCX."""
    report_dict = _read(id, fiscal_year)
    report = Report.from_dict(report_dict["report"])
    content = write_docx(_paragraphs(report_dict), made_at=report.as_of, title=_title(report_dict))
    return _file(report_dict, content, "docx", MEDIA_TYPE)


def _read(agency: str, fiscal_year: int) -> Record:
    asked = {name: request.args[name] for name in ASKED if request.args.get(name)}
    return read("bmagov_report_show", {"id": agency, "fiscal_year": fiscal_year, **asked})


def _paragraphs(report_dict: Record) -> tuple[Paragraph, ...]:
    report = Report.from_dict(report_dict["report"])
    return paragraphs(
        report,
        language(),
        digest=report_dict["digest"],
        snapshot=report_dict["snapshot"] or "",
        log_head=report_dict["log_head"] or "",
    )


def _sections(rows: tuple[Paragraph, ...]) -> list[list[Paragraph]]:
    """Return the paragraphs in groups: what stands before the sections, each section, and the end."""
    groups: list[list[Paragraph]] = [[]]
    for row in rows:
        ends = row.role is Role.SIGNATURE and groups[-1] and groups[-1][-1].role is not Role.SIGNATURE
        if row.role is Role.SECTION or ends:
            groups.append([])
        groups[-1].append(row)
    return groups


def _title(report_dict: Record) -> str:
    return f"{report_dict['agency']['title']} · {report_dict['fiscal_year']}"


def _file(report_dict: Record, content: bytes, suffix: str, media_type: str) -> Answer:
    name = f"kpi-{report_dict['fiscal_year']}-{report_dict['agency']['name']}.{suffix}"
    return attachment(content, name, media_type, private=True)
