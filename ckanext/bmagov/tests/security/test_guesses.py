"""Guesses are slowed at every door, by account and by address; the owner still gets in, and hears of it."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, Any

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from ckan import model
from ckan.common import config
from ckan.config.middleware.flask_app import csrf

from ckanext.bmagov.accounts.services import guesses, letters
from ckanext.bmagov.tests.security.accounts import PASSWORD, Person, person, stranger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ckanext.bmagov.tests.security.city import City

NEAR, FAR = "198.51.100.7", "203.0.113.9"


@pytest.fixture
def someone(city: City) -> Iterator[Person]:
    with person(city) as made:
        yield made


@pytest.fixture(params=["redis", "without redis"])
def counted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Count in Redis, and in the process alone while Redis is away."""
    if request.param != "redis":
        away: Any = redis.Redis(host="127.0.0.1", port=9, retry=Retry(NoBackoff(), 0))
        monkeypatch.setattr(guesses, "_redis", lambda: away)
    return request.param


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def move(**by: float) -> None:
        moment = dt.datetime.now(dt.UTC) + dt.timedelta(**by)
        monkeypatch.setattr(guesses, "now", lambda: moment)

    return move


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Return the jobs that would be queued."""
    jobs: list[tuple[Any, ...]] = []
    monkeypatch.setattr(letters, "queue", lambda work, *args: jobs.append((work, *args)) or True)
    return jobs


def guess(city: City, login: str, times: int, address: str = FAR) -> list[int]:
    """Try wrong passwords from an address; return the statuses."""
    return [
        stranger(city).log_in(login, f"wrong-{number}", headers={"X-Forwarded-For": address}).status_code
        for number in range(times)
    ]


@pytest.mark.parametrize("name", ["somebody", "nobody-is-called-so"])
def test_after_five_wrong_passwords_the_next_has_to_wait(
    someone: Person, counted: str, queued: list[Any], name: str
):
    login = someone.user["name"] if name == "somebody" else name
    assert guess(someone.city, login, 8) == [200] * 5 + [429] * 3
    answer = stranger(someone.city).log_in(login, "wrong")
    assert 0 < int(answer.headers["Retry-After"]) <= 5
    text = answer.get_data(as_text=True)
    assert "TOO-MANY-ATTEMPTS" in text
    assert "Traceback" not in text


def test_the_right_password_waits_as_well_and_then_goes_in(
    someone: Person, counted: str, queued: list[Any], clock: Callable[..., None]
):
    guess(someone.city, someone.user["name"], 6)
    assert stranger(someone.city).log_in(someone.user["name"]).status_code == 429
    clock(seconds=6)
    browser = stranger(someone.city)
    assert browser.log_in(someone.user["name"]).status_code == 302
    assert "5" in browser.get("/dashboard/work").get_data(as_text=True)


def test_waits_grow_and_stay_bounded(someone: Person, queued: list[Any], clock: Callable[..., None]):
    seconds, waits = 0.0, []
    guess(someone.city, someone.user["name"], 4)
    for _ in range(12):
        clock(seconds=seconds)
        assert guess(someone.city, someone.user["name"], 1) == [200]
        answer = stranger(someone.city).log_in(someone.user["name"], "wrong")
        waits.append(int(answer.headers["Retry-After"]))
        seconds += waits[-1] + 1
    assert [round(wait / 5) for wait in waits[:6]] == [1, 2, 4, 8, 16, 32]
    assert max(waits) <= 900


def test_a_browser_of_the_owner_is_not_slowed_by_strangers(someone: Person, queued: list[Any]):
    browser = someone.browser()
    browser.post("/user/_logout")
    assert guess(someone.city, someone.user["name"], 6)[-1] == 429
    assert browser.log_in(someone.user["name"]).status_code == 302


def test_a_known_browser_has_limits_of_its_own(someone: Person, queued: list[Any]):
    browser = someone.browser()
    browser.post("/user/_logout")
    statuses = [browser.log_in(someone.user["name"], f"wrong-{n}").status_code for n in range(7)]
    assert statuses == [200] * 5 + [429] * 2


def test_a_known_browser_is_known_for_its_own_account_only(someone: Person, queued: list[Any]):
    browser = someone.browser()
    browser.post("/user/_logout")
    other = someone.city.users["editor"]
    guess(someone.city, other, 6)
    assert browser.log_in(other, "wrong").status_code == 429


def test_many_accounts_from_one_address_are_slowed_and_other_addresses_are_not(
    someone: Person, counted: str, queued: list[Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(config, "ckanext.bmagov.guesses.address", 7)
    statuses = [guess(someone.city, f"name-{number}", 1)[0] for number in range(9)]
    assert statuses == [200] * 7 + [429] * 2
    assert guess(someone.city, "another-name", 1, address=NEAR) == [200]


def test_a_login_of_ones_own_does_not_wipe_out_what_an_address_did(
    someone: Person, queued: list[Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(config, "ckanext.bmagov.guesses.address", 4)
    for number in range(3):
        guess(someone.city, f"name-{number}", 1)
        stranger(someone.city).log_in(someone.user["name"], headers={"X-Forwarded-For": FAR})
    assert guess(someone.city, "name-4", 2)[-1] == 429


def test_a_header_that_no_proxy_wrote_gives_no_new_address(
    someone: Person, queued: list[Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(config, "ckanext.bmagov.guesses.address", 3)
    monkeypatch.setitem(config, "ckanext.bmagov.trusted_proxies", ["10.0.0.0/8"])
    statuses = [guess(someone.city, f"name-{n}", 1, address=f"198.51.100.{n}")[0] for n in range(5)]
    assert statuses == [200] * 3 + [429] * 2


def test_the_owner_and_the_log_hear_of_it_once(
    someone: Person, queued: list[Any], caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.INFO):
        guess(someone.city, someone.user["name"], 9)
        guess(someone.city, "nobody-is-called-so", 9, address=NEAR)
    assert [job[:2] for job in queued] == [
        (letters.many_guesses, someone.user["name"]),
        (letters.many_guesses, "nobody-is-called-so"),
    ]
    told = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("ckanext"))
    assert "slowed" in told
    assert "wrong-" not in told
    assert someone.user["name"] not in told


def test_the_mail_names_account_and_address_and_no_password(
    someone: Person, mail_server: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(config, "smtp.mail_from", "catalog@example.org")
    with caplog.at_level(logging.WARNING):
        letters.many_guesses(someone.user["name"], FAR)
        letters.many_guesses("nobody-is-called-so", FAR)
    assert [mail[2] for mail in mail_server.get_smtp_messages()] == [[someone.user["email"]]]
    assert someone.user["name"] in caplog.text


def test_the_old_password_is_guessed_no_faster(someone: Person):
    browser = someone.browser()
    form = {
        "name": someone.user["name"],
        "email": someone.user["email"],
        "password1": "New-password-1",
        "password2": "New-password-1",
        "save": "",
    }
    path = f"/user/edit/{someone.user['name']}"
    statuses = [browser.post(path, form | {"old_password": f"wrong-{n}"}).status_code for n in range(7)]
    assert statuses == [200] * 5 + [429] * 2
    answer = browser.post(path, form | {"old_password": PASSWORD})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]


def test_keys_of_links_are_guessed_no_faster(someone: Person):
    path = f"/user/reset/{someone.user['id']}"
    statuses = [stranger(someone.city).get(f"{path}?key=wrong-{n}").status_code for n in range(12)]
    assert statuses == [403] * 10 + [429] * 2


def test_mails_with_links_are_asked_for_no_faster(someone: Person, queued: list[Any]):
    statuses = [
        stranger(someone.city).post("/user/reset", {"user": someone.user["name"]}).status_code
        for _ in range(5)
    ]
    assert statuses == [302] * 3 + [429] * 2
    assert len(queued) == 3


def test_api_tokens_are_guessed_no_faster(someone: Person, caplog: pytest.LogCaptureFixture):
    def ask(token: str) -> int:
        headers = {"Authorization": token, "X-Forwarded-For": FAR}
        return someone.city.app.get("/api/3/action/status_show", headers=headers).status_code

    with caplog.at_level(logging.WARNING, "ckanext"):
        assert [ask("the-same-again") for _ in range(30)] == [200] * 30
        statuses = [ask(f"guess-{number}-of-a-token") for number in range(22)]
    assert statuses[:19] == [200] * 19
    assert statuses[-1] == 429
    assert "of-a-token" not in caplog.text
    right = someone.city.tokens["editor"]
    assert ask(right) == 429
    near = someone.city.app.get("/api/3/action/status_show", headers={"Authorization": right})
    assert near.status_code == 200


def test_invitations_are_sent_no_faster(someone: Person, queued: list[Any]):
    browser = someone.browser()
    path = f"/organization/member_new/{someone.agency['name']}"
    for number in range(20):
        guesses.count(guesses.Door.INVITE, {guesses.Who.ACCOUNT: someone.user["id"]})
        assert number < 20
    answer = browser.post(path, {"email": "new@example.org", "role": "member", "save": ""})
    assert "TOO-MANY-ATTEMPTS" in browser.get(answer.location).get_data(as_text=True)
    model.Session.remove()
    assert model.User.by_email("new@example.org") is None


# --- the form of the login comes from this site ---


DOORS = {
    "/user/login": {"login": "x", "password": "x"},
    "/user/reset": {"user": "x"},
    "/user/register": {"name": "x"},
    "/user/reset/x?key=y": {"password1": "x"},
    "/user/_logout": {},
}


@pytest.mark.parametrize("path", DOORS)
def test_a_form_of_another_site_logs_nobody_in_or_out(
    someone: Person, path: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(someone.city.app.flask_app.config, "WTF_CSRF_ENABLED", False)
    browser = someone.browser() if path == "/user/_logout" else stranger(someone.city)
    monkeypatch.setitem(someone.city.app.flask_app.config, "WTF_CSRF_ENABLED", True)
    monkeypatch.setattr(csrf, "_exempt_views", set())
    assert browser.post(path, DOORS[path]).status_code == 400
    assert browser.is_inside is (path == "/user/_logout")


def test_the_form_of_this_site_does(someone: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(someone.city.app.flask_app.config, "WTF_CSRF_ENABLED", True)
    monkeypatch.setattr(csrf, "_exempt_views", set())
    browser = stranger(someone.city)
    page = browser.get("/user/login").get_data(as_text=True)
    token = page.partition('name="_csrf_token" value="')[2].partition('"')[0]
    assert token
    form = {"login": someone.user["name"], "password": PASSWORD, "_csrf_token": token}
    assert browser.post("/user/login", form).status_code == 302
    assert browser.is_inside
