"""Whether an agency is the caller's own: nobody judges it, or vouches for what it hands in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckan import model

from ckanext.bmagov import config
from ckanext.bmagov.access import audit_agency_id, is_trusted, reader
from ckanext.bmagov.kpi.round.domain.own_case import is_exempt, is_own

if TYPE_CHECKING:
    from ckan.types import Context


def judges(context: Context, agency_id: str) -> bool:
    """Tell whether the caller, an auditor, may judge this agency: it is another's, or they are named for it.

    The site itself may: it brings in what was decided elsewhere.
    """
    if is_trusted(context) or not agency_id:
        return True
    who = reader(context)
    if not belongs(context, agency_id):
        return True
    return is_exempt(who, {agency_id, *_above(agency_id)}, audit_agency_id(), config.own_agency_reviewers())


def belongs(context: Context, agency_id: str) -> bool:
    """Tell whether the caller has a role in the agency or in an office of it."""
    who = reader(context)
    # The agency itself needs no look at the tree, and is nearly always the one.
    return is_own(who, agency_id, {}) or is_own(
        who, agency_id, {agency_id: _above(agency_id) for agency_id in who.roles}
    )


def reviewers(agency_id: str) -> tuple[str, ...] | None:
    """Return names of those who judge an agency in the place of its own people; None where others do."""
    if audit_agency_id() not in {agency_id, *_above(agency_id)}:
        return None
    users = [model.User.get(name) for name in sorted(config.own_agency_reviewers())]
    return tuple(user.display_name for user in users if user and user.is_active)


def _above(agency_id: str) -> frozenset[str]:
    group: Any = model.Group.get(agency_id)
    parents = group.get_parent_group_hierarchy("organization") if group else ()
    return frozenset(parent.id for parent in parents)
