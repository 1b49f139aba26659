"""The yearly report as files: PDF and DOCX, set from the same paragraphs as the page."""

from __future__ import annotations

from .docx import write_docx
from .pdf import write_pdf

__all__ = ["write_docx", "write_pdf"]
