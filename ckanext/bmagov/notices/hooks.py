"""What the bell of each person says is counted anew every night."""

from __future__ import annotations

import logging
from typing import Any

from ckan import model

from ckanext.bmagov.base.services import session_end
from ckanext.bmagov.notices.actions.gather import lines_of, person_of
from ckanext.bmagov.notices.services import accounts, people

log = logging.getLogger(__name__)


def count_at_night() -> None:
    """Count what each person has not seen. A list that could not be read as a whole counts as before."""
    for user_id in people.everybody(model.Session):
        try:
            user: Any = model.User.get(user_id)
            lines, whole = lines_of(user, person_of(user))
            if whole:
                accounts.count(model.Session, user_id, lines)
        except Exception:
            log.exception("The notices of %s could not be counted", user_id)
            session_end.undo()
