"""Pages, one blueprint per noun."""

from __future__ import annotations

from .access import bmagov_access
from .access_log import bmagov_access_log
from .agency import bmagov_agency
from .api_gate import api_gate
from .audit import bmagov_audit
from .audit_record import bmagov_audit_record
from .classification import bmagov_classification
from .codelist import codelist
from .data_dictionary import data_dictionary
from .dataset_form import dataset_form
from .dictionary import dictionary
from .dictionary_editor import dictionary_editor
from .dictionary_files import dictionary_files
from .dictionary_search import dictionary_search
from .governance import bmagov_governance
from .health import health
from .kpi_rules import bmagov_kpi_rules
from .register import bmagov_register
from .report import bmagov_report
from .resource_form import resource_form
from .sitemap import sitemap
from .table import table
from .usage import usage
from .validation import validation
from .worklist import worklist
from .workspace import bmagov_workspace

__all__ = [
    "api_gate",
    "bmagov_access",
    "bmagov_access_log",
    "bmagov_agency",
    "bmagov_audit",
    "bmagov_audit_record",
    "bmagov_classification",
    "bmagov_governance",
    "bmagov_kpi_rules",
    "bmagov_register",
    "bmagov_report",
    "bmagov_workspace",
    "codelist",
    "data_dictionary",
    "dataset_form",
    "dictionary",
    "dictionary_editor",
    "dictionary_files",
    "dictionary_search",
    "health",
    "resource_form",
    "sitemap",
    "table",
    "usage",
    "validation",
    "worklist",
]
