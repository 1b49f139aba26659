"""A report is for whom the score card is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.kpi.score.auth import bmagov_scorecard_show

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def bmagov_report_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Members of the agency and auditors; for others there is none."""
    return bmagov_scorecard_show(context, data_dict)
