"""The lines of one person, from all sources."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.services import session_end
from ckanext.bmagov.notices.actions.sources import audit, datasets, own, sharing, year
from ckanext.bmagov.notices.actions.sources.asker import Asker
from ckanext.bmagov.notices.domain.lines import Line, Person, merged, of_person, staged
from ckanext.bmagov.notices.readers import rules, working_days
from ckanext.bmagov.notices.services import people

if TYPE_CHECKING:
    import datetime as dt

log = logging.getLogger(__name__)

SOURCES: Final = (year, datasets, sharing, audit, own)


def person_of(user: Any) -> Person:
    """Return as what a person is told: their roles, and whether they audit or keep the site.

    What is asked of an agency is asked of its own people, not of those whose role comes down the tree.
    """
    roles = people.roles_of(model.Session, user.id)
    reader = access.reader({"user": user.name, "auth_user_obj": user})
    return Person(
        user.id,
        roles,
        auditor=reader.audit_role in ("editor", "admin"),
        operator=bool(reader.sysadmin),
    )


def lines_of(user: Any, person: Person, day: dt.date | None = None) -> tuple[list[Line], bool]:
    """Return the lines of a person today, the most pressing first, and whether all sources could be read.

    A source that fails keeps no other from being read.
    """
    asker = Asker(user, person, day or today())
    lines: list[Line] = []
    whole = True
    for source in SOURCES:
        try:
            lines += source.lines(asker)
        except Exception:
            log.exception("Notices of %s could not be read from %s", user.name, source.__name__)
            session_end.undo()
            whole = False
    every = staged(of_person(merged(lines), person), rules(), asker.today, working_days())
    return every, whole
