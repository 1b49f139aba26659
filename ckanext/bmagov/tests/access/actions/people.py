"""The people of a closed dataset, and calls as one of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.base.model.audit_log import AuditLog
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.services import audit_log
from ckanext.bmagov.tests import factories

AUDIT = "strategy-and-evaluation-department"

CLOSED = {"data_category": "security", "license_id": "notspecified"}


@dataclass
class People:
    """Accounts by role, the owner's agency, and the last mails."""

    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    agencies: dict[str, dict[str, Any]] = field(default_factory=dict)

    def name(self, role: str) -> str:
        return self.users[role]["name"]

    def id(self, role: str) -> str:
        return self.users[role]["id"]

    def call(self, role: str, action: str, /, **params: Any) -> Any:
        """Call as somebody, with their rights."""
        model.Session.remove()
        user = model.User.get(self.name(role)) if role else None
        context: Any = {"user": user.name if user else "", "auth_user_obj": user, "ignore_auth": False}
        return tk.get_action(action)(context, params)

    def refused(self, role: str, action: str, /, **params: Any) -> str:
        """Return the code of the first error of a call that is refused as wrong."""
        with pytest.raises(tk.ValidationError) as caught:
            self.call(role, action, **params)
        messages = next(iter(caught.value.error_dict.values()))
        return str(messages[0] if isinstance(messages, list) else messages).split(":")[0]

    def dataset(self, level: str = "confidential", **more: Any) -> dict[str, Any]:
        """Make a dataset of the owner's, by its editor."""
        fields = {} if level == "open" else {**CLOSED, "data_classification": level}
        return factories.Dataset(
            owner_org=self.agencies["owner"]["id"], user=self.users["admin"], **{**fields, **more}
        )


def build() -> People:
    people = People()
    people.users = {
        role: core.User() for role in ("member", "editor", "admin", "second", "outsider", "auditor", "chief")
    }
    people.users["sysadmin"] = core.Sysadmin()
    people.agencies = {
        "owner": _agency(
            people, "สำนักการระบายน้ำ", member="member", editor="editor", admin="admin", second="admin"
        ),
        "other": _agency(people, "สำนักการโยธา", outsider="editor"),
        "audit": _agency(people, "สำนักยุทธศาสตร์", name=AUDIT, auditor="editor", chief="admin"),
    }
    return people


def _agency(people: People, title: str, name: str = "", **roles: str) -> dict[str, Any]:
    users = [{"name": people.name(role), "capacity": capacity} for role, capacity in roles.items()]
    more = {"name": name} if name else {}
    return factories.Agency(title=title, users=users, **more)


def in_days(days: int) -> str:
    return (today() + dt.timedelta(days=days)).isoformat()


def logged(kind: str) -> list[dict[str, Any]]:
    """Return the entries of a kind, actor and payload together."""
    return [
        {"actor": row.actor, **row.payload}
        for row in audit_log.entries(model.Session, AuditLog)
        if row.kind == kind
    ]


__all__ = ["AUDIT", "CLOSED", "People", "build", "call_action", "in_days", "logged"]
