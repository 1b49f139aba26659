"""Which accounts there are shows in no answer: words, status and work are those of an account that is not."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from passlib.hash import pbkdf2_sha512
from sqlalchemy import event

from ckan import logic, model

from ckanext.bmagov.accounts.services import guesses, letters
from ckanext.bmagov.accounts.views import pages
from ckanext.bmagov.tests.security.accounts import Person, forget_guesses, person, stranger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckanext.bmagov.tests.security.city import City

ABSENT = "nobody-is-called-so"
_VOLATILE = re.compile(r'_csrf_token"[^>]*"|name="csrf_field_name"[^>]*|IjVh[\w.-]+|"[\w-]{20,}\.[\w.-]+"')


@pytest.fixture(scope="module")
def someone(city: City) -> Iterator[Person]:
    with person(city, sysadmin=False) as made:
        yield made


@pytest.fixture(autouse=True)
def unhurried() -> None:
    forget_guesses()


@contextmanager
def work() -> Iterator[list[str]]:
    """Yield what is done meanwhile: hashes of passwords and statements."""
    done: list[str] = []
    verify = pbkdf2_sha512.verify

    def counted(*args: Any, **more: Any) -> Any:
        done.append("hash")
        return verify(*args, **more)

    def statement(_conn: Any, _cursor: Any, text: str, *_: Any) -> None:
        done.append(re.sub(r"\s+", " ", text))

    engine = model.ensure_engine()
    event.listen(engine, "before_cursor_execute", statement)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pbkdf2_sha512, "verify", counted)
            yield done
    finally:
        event.remove(engine, "before_cursor_execute", statement)


def logins(someone: Person) -> dict[str, str]:
    return {
        "name": someone.user["name"],
        "mail": someone.user["email"],
        "none": ABSENT,
        "no mail": "x@y.go.th",
    }


def shown(answer: Any, *names: str) -> tuple[int, str, str]:
    """Return status, address and words of an answer, without what was typed."""
    text = _VOLATILE.sub("", answer.get_data(as_text=True))
    for name in names:
        text = text.replace(name, "…")
    return answer.status_code, str(answer.location or ""), text


def test_a_login_that_fails_is_the_same_work_and_words(someone: Person):
    found = {}
    for kind, login in logins(someone).items():
        browser = stranger(someone.city)
        with work() as done:
            answer = browser.log_in(login, "wrong-password")
        found[kind] = (shown(answer, login), done)
    assert [one for one in found["none"][1] if one == "hash"] == ["hash"]
    assert all(one == found["none"] for one in found.values())


@pytest.mark.parametrize("state", ["pending", "deleted"])
def test_who_cannot_log_in_is_the_same_work(someone: Person, state: str):
    def set_state(value: str) -> None:
        with model.ensure_engine().begin() as connection:
            told = {"state": value, "id": someone.user["id"]}
            connection.execute(sa.text('UPDATE "user" SET state = :state WHERE id = :id'), told)

    set_state(state)
    try:
        with work() as one:
            stranger(someone.city).log_in(someone.user["name"], "wrong-password")
        with work() as other:
            stranger(someone.city).log_in(ABSENT, "wrong-password")
    finally:
        set_state("active")
    assert one == other


def test_a_new_password_is_the_same_work_and_words_and_no_mail_server_is_asked(
    someone: Person, monkeypatch: pytest.MonkeyPatch
):
    jobs: list[Any] = []
    monkeypatch.setattr(pages.letters, "queue", lambda *job: jobs.append(job) or True)
    found = {}
    for kind, login in logins(someone).items():
        browser = stranger(someone.city)
        with work() as done:
            answer = browser.post("/user/reset", {"user": login})
        page = browser.get(answer.location)
        found[kind] = (shown(answer, login), done, shown(page, login))
    assert all(one == found["none"] for one in found.values())
    assert [job[1] for job in jobs] == list(logins(someone).values())


def test_without_a_queue_everybody_is_told_the_same(someone: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pages.letters, "queue", lambda *_: False)
    answers = [
        stranger(someone.city).post("/user/reset", {"user": login}) for login in logins(someone).values()
    ]
    assert {answer.status_code for answer in answers} == {503}


def test_a_mail_server_that_is_away_costs_nobody_an_error(someone: Person, caplog: pytest.LogCaptureFixture):
    link = f"http://x/{letters.ACCOUNT}?key={letters.KEY}"
    letters.reset(someone.user["name"], link)
    letters.reset(ABSENT, link)
    assert "was not sent" in caplog.text
    model.Session.remove()
    user = model.User.get(someone.user["id"])
    assert user
    assert str(user.reset_key) not in caplog.text


def test_a_link_for_a_new_password_tells_nothing(someone: Person):
    found = []
    for wanted in (someone.user["id"], someone.user["name"], ABSENT):
        answer = stranger(someone.city).get(f"/user/reset/{wanted}?key=wrong")
        found.append(shown(answer, wanted))
    assert found[0][0] == 403
    assert found[1:] == found[:1] * 2


def _pages(city: City) -> list[str]:
    """Every address about an account that the application has."""
    rules = [one for one in city.app.flask_app.url_map.iter_rules() if one.rule.startswith("/user/")]
    named = {
        re.sub(r"<(?:[^:>]+:)?(\w+)>", r"{\1}", one.rule)
        for one in rules
        if "id" in one.arguments and "GET" in (one.methods or ())
    }
    return sorted(named)


def test_pages_of_people_are_the_same_for_strangers(someone: Person):
    wrong = {}
    paths = _pages(someone.city)
    assert {"/user/{id}", "/user/edit/{id}", "/user/activity/{id}"} <= set(paths)
    for path in paths:
        gaps = {"offset": "0"}
        answers = [
            shown(stranger(someone.city).get(path.format_map({**gaps, "id": name})), name)
            for name in (someone.user["name"], someone.user["id"], ABSENT)
        ]
        if answers[1:] != answers[:1] * 2:
            wrong[path] = [one[0] for one in answers]
    assert wrong == {}


def test_actions_about_people_are_the_same_for_strangers(someone: Person):
    logic.get_action("status_show")
    wrong = {}
    for name in sorted(logic._actions):
        if not getattr(logic.get_action(name), "side_effect_free", False):
            continue
        answers = []
        for account_name in (someone.user["name"], ABSENT):
            given = dict.fromkeys(("id", "user", "user_id", "q", "object_id"), account_name)
            answer = someone.city.app.get(
                f"/api/3/action/{name}", query_string=given, headers={"User-Agent": "test-bot/1.0"}
            )
            answers.append(shown(answer, account_name))
        if answers[0] != answers[1]:
            wrong[name] = answers
    assert wrong == {}


def test_guesses_are_counted_for_names_that_do_not_exist(someone: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pages.letters, "queue", lambda *_: True)
    for login in (someone.user["name"], ABSENT):
        assert [stranger(someone.city).log_in(login, "x").status_code for _ in range(6)] == [200] * 5 + [429]
    assert guesses.wait(guesses.Door.LOGIN, {guesses.Who.ACCOUNT: ABSENT}) > 0


def test_who_invites_learns_nothing_by_the_answer(someone: Person, monkeypatch: pytest.MonkeyPatch):
    """An address that has an account is added, one that has none is invited; both answers are of one kind."""
    from ckan.tests.helpers import call_action

    monkeypatch.setattr(letters, "queue", lambda *_: True)
    other = someone.city.users["outsider"]
    known = model.User.get(other)
    assert known
    address, known_id = str(known.email), known.id
    answers = []
    with someone.city.app.flask_app.test_request_context("/"):
        for email in (address, "quite-new@example.org"):
            context = {"user": someone.user["name"], "ignore_auth": False}
            answers.append(
                call_action("user_invite", context, email=email, group_id=someone.agency["id"], role="member")
            )
    someone.extra.append(answers[1]["id"])
    model.Session.remove()
    assert [sorted(one) for one in answers] == [["email", "id", "name"]] * 2
    assert answers[0]["id"] == known_id
    members = call_action("member_list", id=someone.agency["id"], object_type="user")
    assert known_id in {one[0] for one in members}
    call_action("member_delete", id=someone.agency["id"], object=known_id, object_type="user")
