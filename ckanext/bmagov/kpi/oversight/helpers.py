"""The KPI's audit on all pages: the way between its pages, and the badge of a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

import ckan.plugins.toolkit as tk

from ckanext.bmagov import access, config
from ckanext.bmagov.kpi.common.auth import reads_audit
from ckanext.bmagov.kpi.common.helpers import bmagov_kpi_year

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.oversight.answers import DatasetKpiDict


def bmagov_kpi_audits() -> bool:
    """Tell whether the reader reads what auditors read."""
    return tk.current_user.is_authenticated and reads_audit(access.signed_in())


def bmagov_kpi_audit_pages() -> list[tuple[str, str, str, dict[str, int]]]:
    """Return the pages of the audit: route, label, icon and what the address needs."""
    year = {"fiscal_year": bmagov_kpi_year()}
    pages = [
        ("bmagov_audit.show", tk._("KPI overview"), "fa-table-cells", year),
        ("bmagov_audit.queue", tk._("Waiting for review"), "fa-inbox", {}),
        ("bmagov_register.index", tk._("Data register"), "fa-list-check", {}),
        ("bmagov_audit.calendar", tk._("Calendar"), "fa-calendar-days", year),
        ("bmagov_kpi_rules.index", tk._("Rules"), "fa-scale-balanced", {}),
    ]
    return [page for page in pages if page[0] in current_app.view_functions]


def bmagov_kpi_is_public() -> bool:
    """Tell whether results are published at all."""
    return config.kpi_public() != "none"


def bmagov_kpi_badge(dataset_id: str) -> DatasetKpiDict | None:
    """Return how a dataset stands against the KPI; None for who does not read it."""
    if tk.current_user.is_anonymous:
        return None
    try:
        return tk.get_action("bmagov_dataset_kpi_show")({}, {"id": dataset_id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return None
