"""The KPI on all pages: whether the reader audits, and the badge of a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov import access
from ckanext.bmagov.kpi.common.auth import reads_audit

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.oversight.answers import DatasetKpiDict


def bmagov_kpi_audits() -> bool:
    """Tell whether the reader reads what auditors read."""
    return tk.current_user.is_authenticated and reads_audit(access.signed_in())


def bmagov_kpi_badge(dataset_id: str) -> DatasetKpiDict | None:
    """Return how a dataset stands against the KPI; None for who does not read it."""
    if tk.current_user.is_anonymous:
        return None
    try:
        return tk.get_action("bmagov_dataset_kpi_show")({}, {"id": dataset_id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return None
