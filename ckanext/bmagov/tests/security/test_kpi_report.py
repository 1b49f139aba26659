"""The yearly report, as page, files and data, as each of the cast."""

from __future__ import annotations

from ckanext.bmagov.tests.security.surface import Quiet


class TestReport(Quiet):
    action, params = "bmagov_report_show", {"id": "{owner}", "fiscal_year": "2570"}


class TestReportPage(Quiet):
    route, path = "bmagov_report.show", "/organization/{owner}/kpi/2570/report"


class TestReportPdf(Quiet):
    route, path = "bmagov_report.pdf", "/organization/{owner}/kpi/2570/report.pdf"


class TestReportDocx(Quiet):
    route, path = "bmagov_report.docx", "/organization/{owner}/kpi/2570/report.docx"
