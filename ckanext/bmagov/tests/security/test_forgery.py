"""Forms of other sites: with CSRF protection on, as a real site has it, they change nothing here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from ckan import model
from ckan.config.middleware.flask_app import csrf
from ckan.tests.helpers import CKANTestApp, call_action

if TYPE_CHECKING:
    from ckanext.bmagov.tests.security.city import City


@pytest.fixture(autouse=True)
def protected(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """Protect the site, and start as a process does: with no page exempted."""
    monkeypatch.setitem(city.app.flask_app.config, "WTF_CSRF_ENABLED", True)
    monkeypatch.setattr(csrf, "_exempt_views", set())


class Browser:
    """A browser with a session cookie. The cookie is for `localhost`, so that is where it goes."""

    def __init__(self, city: City, role: str) -> None:
        user = model.User.get(city.users[role])
        assert user
        self.client = CKANTestApp(city.app.app).test_client(user=user)

    def get(self, path: str) -> Any:
        return self.client.get(path, base_url="http://localhost", follow_redirects=False)

    def post(self, path: str, **more: Any) -> Any:
        return self.client.post(path, base_url="http://localhost", follow_redirects=False, **more)


@pytest.fixture
def signed_in(city: City) -> Browser:
    """Return the browser of a sysadmin: nobody has more to lose."""
    browser = Browser(city, "sysadmin")
    assert browser.get("/dashboard/work").status_code == 200
    return browser


def addresses(city: City) -> list[str]:
    """Every address of the site that takes a POST, about something that there is."""
    gaps = city.gaps("open")
    values = {
        "id": gaps["name"],
        "resource_id": gaps["file"],
        "view_id": gaps["view"],
        "resource_view_id": gaps["view"],
        "activity_id": gaps["activity"],
        "logic_function": "package_create",
        "ver": "3",
    }
    rules = [one for one in city.app.flask_app.url_map.iter_rules() if "POST" in (one.methods or ())]
    return sorted(
        {re.sub(r"<(?:([^:>]+):)?([^>]+)>", lambda gap: _filled(gap, values), one.rule) for one in rules}
    )


def _filled(gap: re.Match[str], values: dict[str, str]) -> str:
    """Return something for a part of an address: of its kind, or it would be another address or none."""
    kind, name = gap[1] or "", gap[2]
    if name in values:
        return values[name]
    if kind.startswith("any("):
        return re.split(r"[(,)]", kind)[1].strip("\"' ")
    return "2569" if kind.startswith("int") else "x"


def test_no_address_takes_what_a_browser_sends_without_the_token(city: City, signed_in: Browser):
    before = city.digest()
    paths = addresses(city)
    assert {"/dataset/new", "/ckan-admin/trash", "/api/3/action/package_create"} <= set(paths)
    wrong = {}
    for path in paths:
        answer = signed_in.post(path, data={"title": "ของผู้อื่น", "save": "publish", "delete": "1"})
        if answer.status_code != 400:
            wrong[path] = answer.status_code
    assert wrong == {}
    assert city.changed(before) == []


def test_row_116_an_action_refuses_json_with_a_cookie_and_no_token(signed_in: Browser):
    answer = signed_in.post("/api/3/action/package_create", json={"name": "x", "title": "x"})
    assert answer.status_code == 400


@pytest.mark.parametrize("role", ["editor", "anonymous"])
@pytest.mark.parametrize("path", ["/api/3/action/package_create", "/user/edit", "/dataset/new"])
def test_who_needs_no_token_does_not_open_the_door_for_who_does(
    city: City, signed_in: Browser, role: str, path: str
):
    """CKAN exempts a page for the whole process when it is called with an API token, or by nobody."""
    city.app.post(path, data={}, headers=city.headers(role))
    assert csrf._exempt_views, "CKAN has mended it: `base/views/forgery.py` may go"
    assert signed_in.post(path, data={"title": "x", "name": "x"}).status_code == 400


def test_a_program_with_an_api_token_needs_no_other(city: City):
    dataset = city.datasets["open"]
    answer = city.call("editor", "package_patch", id=dataset["id"], notes=dataset["notes"])
    assert answer.status_code == 200, answer.get_data(as_text=True)


def test_a_browser_with_the_token_of_its_session_is_let_in(city: City, signed_in: Browser):
    page = signed_in.get("/dataset/new")
    token = re.search(r'name="_csrf_token"[^>]*content="([^"]+)"', page.get_data(as_text=True))
    assert token
    answer = signed_in.post(
        "/api/3/action/user_show", json={"id": city.users["member"]}, headers={"X-CSRFToken": token[1]}
    )
    assert answer.status_code == 200


class TestTokens:
    """Row 118: who has no valid token is nobody, whatever the reason, and is told the same."""

    def revoked(self, city: City) -> str:
        made = call_action(
            "api_token_create",
            {"user": city.users["editor"], "ignore_auth": True},
            user=city.users["editor"],
            name="to be revoked",
        )["token"]
        call_action("api_token_revoke", {"user": city.users["editor"], "ignore_auth": True}, token=made)
        return made

    @pytest.mark.parametrize("params", [{"name": "a-new-one", "title": "ใหม่"}, {}])
    def test_row_118_a_revoked_token_a_made_up_one_and_none_get_one_answer(self, city: City, params):
        answers = []
        for token in (self.revoked(city), "eyJhbGciOiJIUzI1NiJ9.e30.x", "", None):
            headers = {} if token is None else {"Authorization": token}
            answer = city.app.post("/api/3/action/package_create", json=params, headers=headers)
            answers.append((answer.status_code, answer.get_data(as_text=True)))
        assert {status for status, _ in answers} == {403}
        assert len(set(answers)) == 1
