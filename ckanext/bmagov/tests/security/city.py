"""The cast and the datasets that every test of access asks about, made once for a module."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.tests import factories

if TYPE_CHECKING:
    from ckan.tests.helpers import CKANTestApp

ROLES = ("anonymous", "outsider", "stranger", "member", "editor", "admin", "auditor", "sysadmin")
"""outsider: signed in, of no agency; stranger: editor of another agency; auditor: editor of the Strategy
Office; member, editor and admin are of the agency that owns the datasets."""

OWNERS = frozenset(("member", "editor", "admin", "sysadmin"))
EDITORS = frozenset(("editor", "admin", "sysadmin"))

LEVELS = ("open", "closed_open", "internal", "confidential", "secret", "top_secret", "draft")
"""The five levels; open data that its owner keeps private; and a draft."""

ABSENT = "there-is-no-such-thing"


def may_read(role: str, level: str) -> bool:
    """Tell who may know of a dataset: of what is private and of drafts, its agency."""
    return level == "open" or role in OWNERS


@dataclass
class City:
    """Users by role, datasets by level; ``marker(level)`` stands in every text of the level's dataset."""

    app: CKANTestApp
    tokens: dict[str, str] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    agencies: dict[str, dict[str, Any]] = field(default_factory=dict)
    datasets: dict[str, dict[str, Any]] = field(default_factory=dict)

    def marker(self, level: str) -> str:
        """Return the word that only the dataset of this level has."""
        return f"qz{level.replace('_', '')}zq"

    def found(self, text: str) -> set[str]:
        """Return the levels whose datasets a text betrays."""
        return {level for level in self.datasets if self.marker(level) in text.lower()}

    def get(self, role: str, path: str, **more: Any) -> Any:
        """Ask for an address as someone."""
        return self.app.get(path, headers=self.headers(role), follow_redirects=False, **more)

    def call(self, role: str, action: str, **params: Any) -> Any:
        """Call an action over HTTP as someone."""
        return self.app.post(
            f"/api/3/action/{action}",
            data=json.dumps(params),
            content_type="application/json",
            headers=self.headers(role),
        )

    def headers(self, role: str) -> dict[str, str]:
        """Return what someone's requests carry."""
        # A machine's name: reading must not count as use, or the order of tests would matter.
        told = {"User-Agent": "test-bot/1.0"}
        return told | ({"Authorization": self.tokens[role]} if role in self.tokens else {})


def build(app: CKANTestApp) -> City:
    """Make users, agencies and datasets."""
    city = City(app)
    people = {role: core.User() for role in ROLES if role not in ("anonymous", "sysadmin")}
    people["sysadmin"] = core.Sysadmin()
    for role, user in people.items():
        city.users[role] = user["name"]
        city.tokens[role] = call_action(
            "api_token_create", {"user": user["name"], "ignore_auth": True}, user=user["name"], name="test"
        )["token"]
    city.agencies = {
        "owner": _agency("สำนักการระบายน้ำ", people, "member", "editor", "admin"),
        "other": _agency("สำนักการโยธา", people, stranger="editor"),
        "audit": _agency("สำนักยุทธศาสตร์และประเมินผล", people, auditor="editor"),
    }
    for level in LEVELS:
        city.datasets[level] = _dataset(city, level, people["editor"])
    return city


def _agency(title: str, people: dict[str, Any], *own: str, **others: str) -> dict[str, Any]:
    roles = {role: role for role in own} | others
    users = [{"name": people[role]["name"], "capacity": capacity} for role, capacity in roles.items()]
    return factories.Agency(title=title, users=users)


def _dataset(city: City, level: str, editor: dict[str, Any]) -> dict[str, Any]:
    word = city.marker(level)
    policy = {
        "open": {},
        "closed_open": {"private": True},
        "internal": {"data_category": "internal", "data_classification": "internal"},
        "draft": {"state": "draft"},
    }.get(level, {"data_category": "security", "data_classification": level})
    if level not in ("open", "closed_open", "draft"):
        policy["license_id"] = "notspecified"
    return factories.Dataset(
        name=f"set-{word}",
        title=f"สถิติน้ำท่วม {word}",
        notes=f"คำอธิบาย {word}",
        tag_string=f"น้ำ, tag{word}",
        maintainer=f"กลุ่มงาน {word}",
        owner_org=city.agencies["owner"]["id"],
        user=editor,
        last_updated_date="2020-01-31",
        resources=[factories.resource(name=f"แฟ้ม {word}", url=f"https://example.go.th/{word}.csv")],
        **policy,
    )
