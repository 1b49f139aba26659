"""Published rules are for everyone to read: who is scored by them has a right to. Drafts are for auditors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.kpi.common.auth import only_auditors, only_supervisors

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def bmagov_ruleset_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Everyone; drafts are left out for who may not read them."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def bmagov_ruleset_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Everyone; a draft is not found by who may not read it."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def bmagov_ruleset_compare(context: Context, data_dict: DataDict) -> AuthResult:
    """As reading both."""
    return {"success": True}


def bmagov_ruleset_check(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors."""
    return only_auditors(context)


def bmagov_ruleset_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Auditors write drafts."""
    return only_auditors(context)


def bmagov_ruleset_publish(context: Context, data_dict: DataDict) -> AuthResult:
    """Supervisors."""
    return only_supervisors(context)
