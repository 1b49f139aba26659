"""The yearly report as files: PDF and DOCX, set from the same paragraphs as the page."""

from __future__ import annotations

from ckanext.bmagov.kpi.report.formats.docx import write_docx
from ckanext.bmagov.kpi.report.formats.pdf import write_pdf

__all__ = ["write_docx", "write_pdf"]
