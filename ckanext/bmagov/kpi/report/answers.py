"""What the action on reports answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.common.answers import AgencyDict


class ReportDict(TypedDict):
    """A report with its round and where it comes from."""

    agency: AgencyDict
    kpi: str
    fiscal_year: int
    state: str
    state_label: str
    kept: bool
    period: str | None
    revision: int
    snapshot: str | None
    as_of: str
    rule_version: int
    rule_digest: str
    digest: str
    hidden: int
    log_head: str | None
    report: dict[str, object]
    """The nine sections, as `report.domain.report` writes them."""
