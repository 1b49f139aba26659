"""Sessions: what ends them ends all of them, copied cookies too, and none lasts for ever."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.cli.cli import ckan
from ckan.tests.helpers import call_action

from ckanext.bmagov.accounts.services import sessions
from ckanext.bmagov.accounts.views import gate
from ckanext.bmagov.tests.security.accounts import PASSWORD, Browser, Person, copy_of, person, stranger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ckanext.bmagov.tests.security.city import City

NEW = "ใหม่-New-2-password"


@pytest.fixture
def someone(city: City) -> Iterator[Person]:
    with person(city) as made:
        yield made


# --- the ways to lose a right ---


def _log_out(one: Person, browser: Browser) -> None:
    assert browser.post("/user/_logout").status_code == 302


def _set_own_password(one: Person, browser: Browser) -> None:
    form = {
        "name": one.user["name"],
        "fullname": one.user["fullname"],
        "email": one.user["email"],
        "old_password": PASSWORD,
        "password1": NEW,
        "password2": NEW,
        "save": "",
    }
    assert browser.post(f"/user/edit/{one.user['name']}", form).status_code == 302


def _reset_password(one: Person, browser: Browser) -> None:
    key = sessions.new_reset_key(one.user["id"], "a-key-of-a-mail")
    form = {"password1": NEW, "password2": NEW}
    answer = stranger(one.city).post(f"/user/reset/{one.user['id']}?key={key}", form)
    assert answer.status_code == 302


def _action(action: str, **params: Any) -> Callable[[Person, Browser], None]:
    def lose(one: Person, browser: Browser) -> None:
        gaps = {"user": one.user["id"], "name": one.user["name"], "agency": one.agency["id"]}
        told = {
            key: value.format(**gaps, new=NEW) if isinstance(value, str) else value
            for key, value in params.items()
        }
        one.as_admin(action, **told)

    return lose


def _update_agency(one: Person, browser: Browser) -> None:
    others = [{"name": one.user["name"], "capacity": "member"}]
    stored = one.as_admin("organization_show", id=one.agency["id"])
    one.as_admin("organization_update", **stored | {"users": others})


def _set_state(one: Person, browser: Browser) -> None:
    user = model.User.get(one.user["id"])
    assert user
    user.state = model.State.PENDING
    model.repo.commit_and_remove()


WAYS: dict[str, Callable[[Person, Browser], None]] = {
    "log out": _log_out,
    "new password on the form": _set_own_password,
    "new password by a link": _reset_password,
    "user_update": _action("user_update", id="{user}", email="a-{name}@example.org", password="{new}"),
    "user_patch": _action("user_patch", id="{user}", password="{new}"),
    "user_patch sysadmin": _action("user_patch", id="{user}", sysadmin=False),
    "user_delete": _action("user_delete", id="{user}"),
    "state": _set_state,
    "member_delete": _action("member_delete", id="{agency}", object="{user}", object_type="user"),
    "member_create": _action(
        "member_create", id="{agency}", object="{user}", object_type="user", capacity="editor"
    ),
    "group_member_delete": _action("group_member_delete", id="{agency}", username="{name}"),
    "group_member_create": _action("group_member_create", id="{agency}", username="{name}", role="member"),
    "organization_member_delete": _action("organization_member_delete", id="{agency}", username="{name}"),
    "organization_member_create": _action(
        "organization_member_create", id="{agency}", username="{name}", role="editor"
    ),
    "organization_update": _update_agency,
    "organization_delete": _action("organization_delete", id="{agency}"),
    "organization_purge": _action("organization_purge", id="{agency}"),
}

NO_WAY = {
    "bmagov_grant_revoke": "rights are worked out anew for every request",
    "group_update": "the same code as organization_update",
    "group_patch": "the same code as organization_update",
    "organization_patch": "the same code as organization_update",
    "group_delete": "the same code as organization_delete",
    "group_purge": "the same code as organization_purge",
    "user_create": "gives",
    "user_invite": "gives",
    "follow_group": "no right",
    "unfollow_group": "no right",
    "follow_user": "no right",
    "unfollow_user": "no right",
    "package_collaborator_create": "refused at the start",
    "package_collaborator_delete": "refused at the start",
}


def test_every_action_that_changes_accounts_or_members_is_one_of_these(city: City):
    word = re.compile(r"(^|_)(user|member|organization|group|collaborator)(_|$)")
    changes = {
        name
        for name in _actions()
        if word.search(name) and not getattr(tk.get_action(name), "side_effect_free", False)
    }
    known = {name.split()[0] for name in WAYS} | set(NO_WAY)
    gives = {"organization_create", "group_create"}
    assert sorted(changes - known - gives) == []


def _actions() -> set[str]:
    from ckan import logic

    tk.get_action("status_show")
    return set(logic._actions)


@pytest.mark.parametrize("way", WAYS)
def test_a_right_that_is_lost_ends_every_session_and_copied_cookies_with_it(someone: Person, way: str):
    browsers = [someone.browser(), someone.browser()]
    copied = copy_of(someone.city, browsers[0])
    assert copied.is_inside
    WAYS[way](someone, browsers[1])
    assert [one.is_inside for one in (*browsers, copied)] == [False, False, False]


@pytest.mark.parametrize("way", WAYS)
def test_which_of_them_end_api_tokens_too(someone: Person, way: str):
    token = call_action(
        "api_token_create", {"user": someone.user["name"]}, user=someone.user["name"], name="t"
    )["token"]
    WAYS[way](someone, someone.browser())
    answer = someone.city.app.get(
        "/api/3/action/api_token_list",
        headers={"Authorization": token},
        query_string={"user": someone.user["name"]},
    )
    ends = "password" in way or way in ("user_update", "user_patch", "user_delete", "state")
    assert (answer.status_code == 200) is not ends


@pytest.mark.parametrize("command", [["sysadmin", "remove"], ["user", "remove"]])
def test_commands_end_sessions_too(someone: Person, cli: Any, command: list[str]):
    browser = someone.browser()
    model.Session.remove()
    done = cli.invoke(ckan, [*command, someone.user["name"]])
    assert done.exit_code == 0, done.output
    assert not browser.is_inside


def test_what_gives_a_right_or_changes_a_name_ends_nothing(someone: Person):
    browser = someone.browser()
    someone.as_admin("user_patch", id=someone.user["id"], fullname="ชื่อใหม่")
    someone.as_admin(
        "organization_member_create", id=someone.agency["id"], username=someone.user["name"], role="admin"
    )
    assert browser.is_inside


def test_a_change_that_is_not_saved_ends_nothing(someone: Person):
    browser = someone.browser()
    user = model.User.get(someone.user["id"])
    assert user
    user.sysadmin = False
    model.Session.flush()
    model.Session.rollback()
    model.Session.remove()
    assert browser.is_inside


def test_the_end_of_sessions_survives_a_redis_that_is_emptied(
    someone: Person, reset_redis: Callable[[], int]
):
    browser = someone.browser()
    copied = copy_of(someone.city, browser)
    _log_out(someone, browser)
    reset_redis()
    assert not copied.is_inside


def test_another_login_is_not_ended_by_what_ended_before(someone: Person):
    _log_out(someone, someone.browser())
    assert someone.browser().is_inside


# --- fixation ---


def test_a_login_leaves_nothing_of_the_session_before(someone: Person):
    browser = stranger(someone.city)
    browser.get("/user/login")
    with browser.client.session_transaction(base_url="http://localhost") as before:
        before["planted"] = "by somebody else"
    planted = browser.cookie()
    assert planted
    assert browser.log_in(someone.user["name"]).status_code == 302
    assert browser.cookie() != planted
    with browser.client.session_transaction(base_url="http://localhost") as after:
        assert "planted" not in after
    other = stranger(someone.city)
    other.client.set_cookie("ckan", planted, domain="localhost")
    assert not other.is_inside


# --- time ---


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Move the clock that sessions are measured by."""

    def move(**by: float) -> None:
        moment = dt.datetime.now(dt.UTC) + dt.timedelta(**by)
        monkeypatch.setattr(gate, "now", lambda: moment)

    return move


def test_a_session_that_is_not_used_is_over(someone: Person, clock: Callable[..., None]):
    browser = someone.browser()
    clock(minutes=119)
    assert browser.is_inside
    clock(minutes=119 + 121)
    answer = browser.get("/user/login")
    assert "หมดเวลา" in answer.get_data(as_text=True)
    assert not browser.is_inside


def test_a_session_that_is_used_all_the_time_is_over_too(someone: Person, clock: Callable[..., None]):
    browser = someone.browser()
    for hour in range(1, 12):
        clock(hours=hour)
        assert browser.is_inside
    clock(hours=12, minutes=1)
    assert not browser.is_inside


# --- cookies ---


def test_cookies_are_closed_to_scripts_and_other_sites(someone: Person):
    browser = stranger(someone.city)
    answer = browser.log_in(someone.user["name"])
    set_by = answer.headers.getlist("Set-Cookie")
    assert {one.split("=")[0] for one in set_by} >= {"ckan", "bmagov_device"}
    for one in set_by:
        assert "HttpOnly" in one, one
        assert "SameSite=Lax" in one, one


def test_over_https_cookies_go_nowhere_else(city: City, make_app: Any, monkeypatch: pytest.MonkeyPatch):
    from ckan.common import config

    monkeypatch.setitem(config, "ckan.site_url", "https://data.bangkok.example")
    with person(city) as one:
        app = make_app()
        client = app.test_client()
        answer = client.post(
            "/user/login",
            data={"login": one.user["name"], "password": PASSWORD},
            base_url="https://localhost",
            follow_redirects=False,
        )
        assert answer.status_code == 302
        assert answer.headers.getlist("Set-Cookie")
        assert all("Secure" in cookie for cookie in answer.headers.getlist("Set-Cookie"))


def test_the_cookie_that_would_outlive_a_session_is_never_taken(someone: Person):
    app = someone.city.app
    browser = stranger(someone.city)
    from flask_login.utils import encode_cookie

    with app.flask_app.test_request_context():
        browser.client.set_cookie("remember_token", encode_cookie(someone.user["id"]), domain="localhost")
    assert not browser.is_inside
    browser.post("/user/login", {"login": someone.user["name"], "password": PASSWORD, "remember": "63072000"})
    assert browser.cookie("remember_token") == ""


# --- logging out ---


def test_an_address_alone_logs_nobody_out(someone: Person):
    browser = someone.browser()
    answer = browser.get("/user/_logout")
    assert answer.status_code == 200
    assert 'method="post"' in answer.get_data(as_text=True)
    assert browser.is_inside


@pytest.mark.parametrize(
    "evil",
    ["//evil.example", "\\\\evil", "/\\evil", "https://evil.example/", "javascript:alert(1)", "/ok\n/x"],
)
def test_nobody_is_led_away_after_a_login(someone: Person, evil: str):
    answer = stranger(someone.city).post(
        "/user/login", {"login": someone.user["name"], "password": PASSWORD}, query_string={"came_from": evil}
    )
    assert answer.status_code == 302
    assert "evil" not in answer.location
    assert not answer.location.startswith("javascript")


def test_after_a_login_the_reader_is_where_he_wanted_to_be(someone: Person):
    answer = stranger(someone.city).post(
        "/user/login",
        {"login": someone.user["name"], "password": PASSWORD},
        query_string={"came_from": "/dataset/?q=x"},
    )
    assert answer.location.endswith("/dataset/?q=x")


def test_when_somebody_last_logged_in_is_kept(someone: Person):
    assert sessions.last_login(model.Session, someone.user["id"]) is None
    browser = someone.browser()
    model.Session.remove()
    assert sessions.last_login(model.Session, someone.user["id"]) is not None
    assert "ออกจากระบบในทุกเบราว์เซอร์" in browser.get(f"/user/edit/{someone.user['name']}").get_data(
        as_text=True
    )


def test_a_stronger_hash_of_the_same_password_ends_nothing(someone: Person):
    from passlib.hash import pbkdf2_sha512

    browser = someone.browser()
    weak = pbkdf2_sha512.using(rounds=1, salt_size=8).hash(PASSWORD)
    with model.ensure_engine().begin() as connection:
        connection.execute(
            sa.text('UPDATE "user" SET password = :hash WHERE id = :id'),
            {"hash": weak, "id": someone.user["id"]},
        )
    assert someone.browser().is_inside
    assert browser.is_inside
    model.Session.remove()
    user = model.User.get(someone.user["id"])
    assert user
    assert user.password != weak
