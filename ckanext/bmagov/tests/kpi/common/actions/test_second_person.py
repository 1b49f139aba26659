"""Two persons in the KPI: an account made a moment ago judges nothing, nor does whoever invited the first.

Which actions ask is read from the source: an action that comes to ask has to be asked here.
"""

from __future__ import annotations

import ast
import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core

import ckanext.bmagov
from ckanext.bmagov.accounts.services import standing
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.words.dates import iso_day
from ckanext.bmagov.kpi.common.actions import year
from ckanext.bmagov.kpi.round.domain.round import TABLE, Event
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.access.actions.people import AUDIT, People
from ckanext.bmagov.tests.security.city import City

if TYPE_CHECKING:
    from collections.abc import Callable

YEAR, DAYS = 2570, 30
DECIDED = dt.datetime(YEAR - 543, 10, 5, tzinfo=dt.UTC)
OWNER = "bang-rak"
ABOUT = {"id": OWNER, "fiscal_year": YEAR}
SIGNED = {"signed_by": "นางสาวศิริพร แก้วประดิษฐ์", "position": "นักประชาสัมพันธ์ชำนาญการ"}
WHY = "ตรวจครบทุกข้อแล้ว"
ADDRESS = "https://data.example.go.th/indicator/12"

OF_ACCESS = {"bmagov_level_change_answer", "bmagov_access_request_answer", "bmagov_grant_create"}
"""Asked in `test_second_person.py`."""


# --- what asks ---


def functions() -> dict[tuple[str, str], set[str]]:
    """Return each function of the logic layer, with the names that stand in it."""
    found: dict[tuple[str, str], set[str]] = {}
    for path in Path(next(iter(ckanext.bmagov.__path__))).rglob("*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef):
                names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
                names |= {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
                found[str(path), node.name] = names
    return found


def asking() -> set[str]:
    """Return the actions that come to `check_second_person`, through whatever functions."""
    known = functions()
    reached = {key for key in known if key[1] == "check_second_person"}
    while True:
        public = {name for _, name in reached if not name.startswith("_")}
        more = {
            key
            for key, names in known.items()
            if names & public or any((key[0], name) in reached for name in names)
        }
        if more <= reached:
            return {name for _, name in reached if name.startswith("bmagov_")}
        reached |= more


FIRST_STEPS = {
    f"bmagov_round_{event.value}"
    for event in Event
    if not any(row.apart_from for row in TABLE if row.event is event)
}
"""Steps of a round that begin something: they take the first person."""


# --- how each is come to ---


@dataclass(frozen=True)
class Case:
    """A step for a second person. `prepare` brings it about, and returns the parameters of the call."""

    action: str
    prepare: Callable[[People], dict[str, Any]]
    first: str
    page: str
    role: str = "fresh"


def about(people: People) -> dict[str, Any]:
    return {**ABOUT, "version": people.call("auditor", "bmagov_round_show", **ABOUT)["version"]}


def decision(people: People) -> dict[str, Any]:
    due = (DECIDED + dt.timedelta(days=30)).date().isoformat()
    return {**about(people), "note": WHY, "due": due}


WAY = {
    "submit": ("admin", SIGNED),
    "start_review": ("auditor", {}),
    "verify": ("auditor", {"note": WHY}),
    "waive": ("admin", {"note": WHY}),
    "sign_off": ("chief", {"note": WHY}),
}


PREPARES = {"start_review": "verify", "waive": "sign_off"}
"""Step -> the next, for which auditors have something to say before."""


def ready(people: People, event: str) -> None:
    """Say what auditors have to say before a step."""
    round_ = people.call("auditor", "bmagov_round_show", **ABOUT)
    for criterion in round_["without_word"] if event == "verify" else ():
        people.call("auditor", "bmagov_criterion_confirm", **about(people), criterion=criterion)
    if event == "sign_off" and round_["register_missing"]:
        people.call("auditor", "bmagov_round_no_register", **about(people), note=WHY)


def after(last: str) -> Callable[[People], dict[str, Any]]:
    """Return how a round comes to stand after a step."""

    def prepare(people: People) -> dict[str, Any]:
        for event, (role, given) in WAY.items():
            ready(people, event)
            people.call(role, f"bmagov_round_{event}", **about(people), **given)
            if event == last:
                break
        if last in PREPARES:
            ready(people, PREPARES[last])
        return decision(people)

    return prepare


def word(people: People) -> dict[str, Any]:
    after("start_review")(people)
    return {**about(people), "criterion": "2.1.1", "reason": WHY}


def share(people: People) -> dict[str, Any]:
    return {**word(people), "share": "0.5"}


def database(people: People) -> dict[str, Any]:
    given = {"title": "ฐานข้อมูลสื่อ", "origin": "new", "importance": "สำคัญ"}
    made = people.call("editor", "bmagov_proposal_update", **ABOUT, **given)
    return {**ABOUT, "item": made["id"], "accepted": True, "reason": WHY}


def link(people: People) -> dict[str, Any]:
    dataset = factories.Dataset(owner_org=people.agencies["owner"]["id"])["id"]
    given = {"dataset": dataset, "system": "district_catalog", "url": ADDRESS}
    return {**ABOUT, "item": people.call("editor", "bmagov_system_link_create", **ABOUT, **given)["id"]}


def duty(proposer: str) -> Callable[[People], dict[str, Any]]:
    """Return how a duty comes to have an open proposal of one of its two sides."""

    def prepare(people: People) -> dict[str, Any]:
        given = {"agency": OWNER, "kind": "city_indicator", "title": "ทะเบียนสื่อ", "added_year": 2569}
        made = people.call("chief", "bmagov_obligation_create", **given)
        key = {"id": made["id"], "version": made["version"]}
        proposed = people.call(
            proposer, "bmagov_obligation_propose", **key, frequency_unit="month", frequency_interval=1
        )
        return {**key, "version": proposed["version"]}

    return prepare


RECORD, PLACE = f"/kpi/{YEAR}/{OWNER}", f"/organization/{OWNER}/kpi/{YEAR}"
CASES = {
    "begin a review": Case(
        "bmagov_round_start_review", after("submit"), "admin", f"{RECORD}/decide/start_review"
    ),
    "return a report": Case("bmagov_round_return", after("start_review"), "admin", f"{RECORD}/decide/return"),
    "verify": Case("bmagov_round_verify", after("start_review"), "admin", f"{RECORD}/decide/verify"),
    "sign off": Case("bmagov_round_sign_off", after("waive"), "auditor", f"{RECORD}/decide/sign_off"),
    "take new facts": Case(
        "bmagov_round_take_facts", after("start_review"), "admin", f"{RECORD}/decide/take_facts"
    ),
    "say why there is no register": Case(
        "bmagov_round_no_register", after("waive"), "admin", f"{RECORD}/decide/no_register"
    ),
    "close": Case("bmagov_round_close", after("sign_off"), "admin", f"{RECORD}/decide/close"),
    "confirm a criterion": Case("bmagov_criterion_confirm", word, "admin", f"{RECORD}/criterion/2.1.1"),
    "override a criterion": Case("bmagov_criterion_override", share, "admin", f"{RECORD}/criterion/2.1.1"),
    "judge a database": Case("bmagov_proposal_judge", database, "editor", f"{RECORD}/proposal"),
    "confirm a link": Case("bmagov_system_link_confirm", link, "editor", f"{PLACE}/systems"),
    "agree with the agency": Case(
        "bmagov_obligation_confirm", duty("editor"), "editor", "/kpi/register/{id}"
    ),
    "agree with the auditors": Case(
        "bmagov_obligation_confirm", duty("auditor"), "auditor", f"{PLACE}/register/{{id}}", "new_editor"
    ),
}


@pytest.fixture
def people(app, clean_db, clean_index) -> People:
    """Return two agencies; in each an account was invited today by its admin."""
    roles = ("editor", "admin", "new_editor", "auditor", "chief", "fresh")
    made = People({role: core.User() for role in roles})
    for key, name, kind, who in (
        ("owner", OWNER, "district", {"editor": "editor", "admin": "admin", "new_editor": "editor"}),
        ("audit", AUDIT, "bureau", {"auditor": "editor", "chief": "admin", "fresh": "admin"}),
    ):
        users = [{"name": made.name(role), "capacity": capacity} for role, capacity in who.items()]
        made.agencies[key] = factories.Agency(name=name, kind=kind, users=users)
    for invited, inviter in (("fresh", "chief"), ("new_editor", "admin")):
        standing.note(model.Session, made.id(invited), made.id(inviter), trusted=False)
    model.repo.commit()
    return made


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


@pytest.fixture(autouse=True)
def _on_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold the day of the rule, so that midnight is no failure; decide after the year, so that it closes."""
    later(monkeypatch, 0)
    monkeypatch.setattr(year, "now", lambda: DECIDED)


def later(monkeypatch: pytest.MonkeyPatch, days: int, start: dt.date | None = None) -> None:
    day = (start or today()) + dt.timedelta(days=days)
    monkeypatch.setattr(standing, "today", lambda: day)


def refusal(people: People, role: str, case: Case, params: dict[str, Any]) -> str:
    """Return the words of a refusal, after a look whether something was written."""
    tables = City(None)  # type: ignore[arg-type]
    before = tables.before()
    with pytest.raises((tk.NotAuthorized, tk.ValidationError)) as caught:
        people.call(role, case.action, **params)
    assert tables.changed(before) == []
    return str(getattr(caught.value, "error_dict", "") or caught.value.message)


def test_every_action_that_asks_is_asked_here():
    found = asking()
    assert found >= OF_ACCESS
    assert found - OF_ACCESS - FIRST_STEPS == {one.action for one in CASES.values()}


class TestInvited:
    def test_waits_until_the_day_that_is_told(self, people, case: Case, monkeypatch):
        params = case.prepare(people)
        start = today()
        for days in (0, DAYS - 1):
            later(monkeypatch, days, start)
            said = refusal(people, case.role, case, params)
            assert "ACCOUNT-NEW" in said
            assert iso_day(standing.approves_from(model.Session, people.id(case.role))) in said
        later(monkeypatch, DAYS, start)
        assert people.call(case.role, case.action, **params)

    def test_page_says_so_before_the_click(self, people, app, case: Case, monkeypatch):
        path = case.page.format(**case.prepare(people))
        app.set_session_user(people.name(case.role))

        def read(language: str = "") -> tuple[str, list[Any]]:
            body = app.get(f"{language}{path}", base_url="http://localhost").body
            found = BeautifulSoup(body, "html.parser")
            steps = found.select("form.bmagov-answer button[type=submit], form[action$='/confirm'] button")
            return found.select_one("#content, main").get_text(" "), steps

        since = today() + dt.timedelta(days=DAYS)
        for language, words, shown in (
            ("", "บัญชีผู้ใช้ของท่านสร้างจากคำเชิญ", since.year + 543),
            ("/en", "Your account was made by an invitation", since.year),
        ):
            text, steps = read(language)
            assert words in text
            assert str(shown) in text.partition(words)[2][:100]
            assert steps == []
        later(monkeypatch, DAYS)
        text, steps = read()
        assert "บัญชีผู้ใช้ของท่านสร้างจากคำเชิญ" not in text
        assert steps


class TestInviter:
    def test_is_no_second_to_whom_they_invited(self, people, case: Case, monkeypatch):
        """The other way round: the account that decides is old, and invited the one that began."""
        params = case.prepare(people)
        start = today()
        known = "editor" if case.role == "new_editor" else "chief"
        standing.note(model.Session, people.id(case.first), people.id(known), trusted=False)
        model.repo.commit()
        for days in (0, DAYS - 1):
            later(monkeypatch, days, start)
            assert "INVITED-PAIR" in refusal(people, known, case, params)
        later(monkeypatch, DAYS, start)
        assert people.call(known, case.action, **params)

    def test_of_somebody_else_is(self, people, case: Case):
        params = case.prepare(people)
        known = "editor" if case.role == "new_editor" else "chief"
        assert people.call(known, case.action, **params)
