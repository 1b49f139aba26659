"""People of their own for tests that take rights away: the cast of the other tests stays as it is."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model
from ckan.common import config
from ckan.lib.redis import connect_to_redis
from ckan.tests import factories as core
from ckan.tests.helpers import CKANTestApp, call_action

from ckanext.bmagov.accounts.services import guesses
from ckanext.bmagov.tests import factories

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckanext.bmagov.tests.security.city import City

PASSWORD = "ถูกต้อง-Right-1"
HOST = "http://localhost"
INSIDE = "/dashboard/work"
"""A page for who is logged in; others are sent to the login."""


@dataclass
class Browser:
    """A browser with cookies of its own."""

    client: Any

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(path, base_url=HOST, follow_redirects=False, **more)

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
        return self.client.post(path, base_url=HOST, follow_redirects=False, data=data or {}, **more)

    def log_in(self, login: str, password: str = PASSWORD, **more: Any) -> Any:
        return self.post("/user/login", {"login": login, "password": password}, **more)

    def cookie(self, name: str = "ckan") -> str:
        found = self.client.get_cookie(name)
        return found.value if found else ""

    @property
    def is_inside(self) -> bool:
        return self.get(INSIDE).status_code == 200


@dataclass
class Person:
    """Somebody of an agency of the person's own, who is a system administrator as well."""

    city: City
    user: dict[str, Any]
    agency: dict[str, Any]
    extra: list[str] = field(default_factory=list)

    def browser(self) -> Browser:
        """Return a browser in which the person is logged in."""
        fresh = stranger(self.city)
        answer = fresh.log_in(self.user["name"])
        assert answer.status_code == 302, answer.get_data(as_text=True)[:500]
        assert fresh.is_inside
        return fresh

    def as_admin(self, action: str, **params: Any) -> Any:
        return call_action(action, {"ignore_auth": True, "user": self.city.users["sysadmin"]}, **params)


def stranger(city: City) -> Browser:
    """Return a browser that was never here."""
    return Browser(CKANTestApp(city.app.app).test_client())


def copy_of(city: City, browser: Browser) -> Browser:
    """Return a browser into which somebody copied the cookie of the session."""
    other = stranger(city)
    other.client.set_cookie("ckan", browser.cookie(), domain="localhost")
    return other


@contextlib.contextmanager
def person(city: City, *, sysadmin: bool = True) -> Iterator[Person]:
    """Make a person; nothing of it is left afterwards."""
    forget_guesses()
    user = (core.Sysadmin if sysadmin else core.User)(password=PASSWORD)
    agency = factories.Agency(users=[{"name": user["name"], "capacity": "admin"}])
    made = Person(city, user, agency)
    try:
        yield made
    finally:
        model.Session.rollback()
        model.Session.remove()
        ids = [user["id"], *made.extra]
        with model.ensure_engine().begin() as connection:
            for statement in _TRACES:
                connection.execute(sa.text(statement), {"ids": ids, "agency": agency["id"]})
        city.forget()
        forget_guesses()


def forget_guesses() -> None:
    """Begin as if nobody had guessed yet."""
    guesses._local.clear()
    client = connect_to_redis()
    for key in client.scan_iter(f"bmagov:{config['ckan.site_id']}:guess:*"):
        client.delete(key)


_TRACES = (
    "DELETE FROM bmagov_account_session WHERE user_id = ANY(:ids)",
    "DELETE FROM bmagov_account_invitation WHERE user_id = ANY(:ids)",
    "DELETE FROM api_token WHERE user_id = ANY(:ids)",
    "DELETE FROM dashboard WHERE user_id = ANY(:ids)",
    "DELETE FROM activity WHERE user_id = ANY(:ids) OR object_id = ANY(:ids) OR object_id = :agency",
    "DELETE FROM member WHERE table_id = ANY(:ids) OR group_id = :agency",
    'DELETE FROM "group" WHERE id = :agency',
    'DELETE FROM "user" WHERE id = ANY(:ids)',
)
