"""For whom lines are made, and how their sources are asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckan.types import Context

    from ckanext.bmagov.notices.domain.lines import Person


@dataclass(frozen=True)
class Asker:
    """A person with the account that asks in their name."""

    user: Any
    person: Person
    today: dt.date

    @property
    def context(self) -> Context:
        """Return a context of their own; each call gets another."""
        return {"user": self.user.name, "auth_user_obj": self.user}

    def read(self, action: str, **params: Any) -> Any:
        """Call a reading action; None for what is not there or not theirs."""
        try:
            return tk.get_action(action)(self.context, params)
        except (tk.ObjectNotFound, tk.NotAuthorized):
            return None

    def edits(self, agency_id: str) -> bool:
        """Tell whether the agency's work is theirs to do."""
        return self.person.roles.get(agency_id) in ("editor", "admin")


def moment(text: str | None) -> dt.datetime | None:
    """Return a moment from the text that actions give, which without a zone is UTC."""
    if not text:
        return None
    at = dt.datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def day(text: str | None) -> dt.date | None:
    """Return a day from ISO text."""
    return dt.date.fromisoformat(text[:10]) if text else None
