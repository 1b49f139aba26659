"""As what a person acts in a round, from the roles in agencies (KPI design, "Who")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.kpi.round.domain.round import OWN_WORK, Actor, Event, Role

if TYPE_CHECKING:
    from ckanext.bmagov.access import Reader

_AGENCY = {"editor": Role.AGENCY_EDITOR, "admin": Role.AGENCY_ADMIN}
_AUDIT = {"editor": Role.AUDITOR, "admin": Role.SUPERVISOR}


def actor(
    reader: Reader, audit_id: str, agency_id: str, event: Event | None = None, *, own_case: bool = False
) -> Actor | None:
    """Return the person in the role in which the event is theirs; None for whoever has no part in it.

    :param audit_id: id of the organization that audits
    :param event: without one, of two roles the auditor's. Who audits and belongs to the agency hands in as
        the agency; that the same person does not also judge it is held by :func:`.round.apply`
    :param own_case: whether the agency is theirs and they are not named for it
    """
    if not reader.user_id:
        return None
    own = _AGENCY.get(reader.roles.get(agency_id, ""))
    audit = _AUDIT.get(reader.roles.get(audit_id, ""))
    role = own if event in OWN_WORK else audit or own
    return Actor(reader.user_id, role, agency_id, own_case) if role else None
