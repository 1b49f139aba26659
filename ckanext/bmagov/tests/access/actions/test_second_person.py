"""Where two persons are asked, an account made a moment ago is none, nor is whoever invited the first."""

from __future__ import annotations

import datetime as dt

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core

from ckanext.bmagov.accounts.services import letters, standing
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.tests.access.actions.people import People, build, in_days, logged

WHY = "การสอบสวนเสร็จสิ้นแล้ว"
CLOSED_COLUMN = {"classification": "confidential"}
PUBLIC = {"level": "open", "category": "public", "license_id": "cc-by"}


@pytest.fixture
def people(app, clean_db, clean_index, monkeypatch: pytest.MonkeyPatch) -> People:
    """Return the cast; the agency's admin has just invited the second admin."""
    made = build()
    standing.note(model.Session, made.id("second"), made.id("admin"), trusted=False)
    model.repo.commit()
    monkeypatch.setattr(letters, "queue", lambda *_: True)
    return made


def propose(people: People, dataset, role: str) -> str:
    params = {"id": dataset["id"], "reason": WHY, **PUBLIC}
    return people.call(role, "bmagov_level_change_propose", **params)["id"]


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    day = today() + dt.timedelta(days=days)
    monkeypatch.setattr(standing, "today", lambda: day)


class TestLowering:
    def test_the_invited_admin_cannot_approve_until_the_day_that_is_told(self, people, monkeypatch):
        dataset = people.dataset()
        change = propose(people, dataset, "admin")
        answer = {"id": change, "answer": "approve", "reason": WHY}
        assert people.refused("second", "bmagov_level_change_answer", **answer) == "ACCOUNT-NEW"
        later(monkeypatch, 29)
        assert people.refused("second", "bmagov_level_change_answer", **answer) == "ACCOUNT-NEW"
        later(monkeypatch, 30)
        assert people.call("second", "bmagov_level_change_answer", **answer)["state"] == "approved"

    def test_the_inviter_cannot_approve_what_the_invited_proposed(self, people, monkeypatch):
        change = propose(people, people.dataset(), "second")
        answer = {"id": change, "answer": "approve", "reason": WHY}
        assert people.refused("admin", "bmagov_level_change_answer", **answer) == "INVITED-PAIR"
        assert people.call("chief", "bmagov_level_change_answer", **answer)["state"] == "approved"

    def test_to_refuse_is_always_possible(self, people):
        change = propose(people, people.dataset(), "admin")
        done = people.call("second", "bmagov_level_change_answer", id=change, answer="refuse", reason=WHY)
        assert done["state"] == "refused"

    def test_of_columns_neither_answered_nor_saved_again_by_the_invited(self, people, monkeypatch):
        """Who saves what another has proposed approves it as well."""
        file = people.dataset("open")["resources"][0]["id"]
        closed, opened = ([{"name": "a", "type": "text", **more}] for more in (CLOSED_COLUMN, {}))
        people.call("admin", "bmagov_dictionary_update", id=file, columns=closed)
        lower = {"id": file, "columns": opened, "version": 1}
        with pytest.raises(tk.ValidationError, match="COLUMN-LEVEL-DOWN"):
            people.call("admin", "bmagov_dictionary_update", **lower)
        [asked] = people.call("second", "bmagov_level_change_list", which="to_answer")["results"]
        assert people.refused("second", "bmagov_dictionary_update", **lower) == "ACCOUNT-NEW"
        answer = {"id": asked["id"], "answer": "approve", "reason": WHY}
        assert people.refused("second", "bmagov_level_change_answer", **answer) == "ACCOUNT-NEW"
        assert people.call("admin", "bmagov_dictionary_show", id=file)["version"] == 1
        later(monkeypatch, 30)
        assert people.call("second", "bmagov_dictionary_update", **lower)["version"] == 2


class TestAccess:
    def test_the_invited_admin_gives_no_access(self, people, monkeypatch):
        dataset = people.dataset()
        asked = people.call(
            "auditor", "bmagov_access_request_create", id=dataset["id"], reason=WHY, until=in_days(5)
        )
        answer = {"id": asked["id"], "answer": "grant", "reason": WHY}
        assert people.refused("second", "bmagov_access_request_answer", **answer) == "ACCOUNT-NEW"
        grant = {
            "id": dataset["id"],
            "user": people.name("outsider"),
            "until": in_days(5),
            "reason": WHY,
        }
        assert people.refused("second", "bmagov_grant_create", **grant) == "ACCOUNT-NEW"
        later(monkeypatch, 30)
        assert people.call("second", "bmagov_access_request_answer", **answer)["state"] == "granted"
        assert people.call("second", "bmagov_grant_create", **grant)["state"] == "active"

    def test_the_inviter_gives_the_invited_no_access(self, people):
        grant = {
            "id": people.dataset()["id"],
            "user": people.name("second"),
            "until": in_days(5),
            "reason": WHY,
        }
        assert people.refused("admin", "bmagov_grant_create", **grant) == "INVITED-PAIR"


class TestInvitations:
    def invite(self, people: People, app, role: str, email: str = "new@example.org"):
        with app.flask_app.test_request_context("/"):
            return people.call(
                role, "user_invite", email=email, group_id=people.agencies["owner"]["id"], role="admin"
            )

    def test_both_names_stand_in_the_log_and_the_account_waits(self, people, app):
        made = self.invite(people, app, "admin")
        entry = logged("account.invite")[-1]
        assert (entry["actor"], entry["invited"]) == (people.id("admin"), made["id"])
        assert (entry["inviter_name"], entry["invited_name"]) == (people.name("admin"), made["name"])
        assert standing.approves_from(model.Session, made["id"]) == today() + dt.timedelta(days=30)
        found = people.call("admin", "bmagov_access_log_list", kind="account.invite")
        assert found["count"] == 1

    def test_whom_a_system_administrator_invites_does_not_wait(self, people, app):
        made = self.invite(people, app, "sysadmin")
        assert standing.approves_from(model.Session, made["id"]) is None

    def test_an_account_that_is_there_becomes_a_member_and_does_not_wait(self, people, app, monkeypatch):
        address, mails = model.User.get(people.name("outsider")).email, []
        monkeypatch.setattr(letters, "queue", lambda work, user_id, *_: mails.append((work, user_id)) or True)
        made = self.invite(people, app, "admin", address)
        assert made["id"] == people.id("outsider")
        assert mails == [(letters.invite, made["id"])], "its owner is told"
        members = people.call("admin", "member_list", id=people.agencies["owner"]["id"], object_type="user")
        assert made["id"] in {one[0] for one in members}
        assert standing.approves_from(model.Session, made["id"]) is None

    def test_accounts_of_before_do_not_wait(self, people):
        assert standing.approves_from(model.Session, core.User()["id"]) is None

    def test_who_registers_waits(self, people, ckan_config, monkeypatch):
        monkeypatch.setitem(ckan_config, "ckan.auth.create_user_via_web", True)
        context = {"user": "", "ignore_auth": False}
        made = tk.get_action("user_create")(
            context, {"name": "registered", "email": "r@example.org", "password": "Long-enough-1"}
        )
        assert standing.approves_from(model.Session, made["id"]) is not None

    def test_without_a_queue_no_account_is_left(self, people, app, monkeypatch):
        monkeypatch.setattr(letters, "queue", lambda *_: False)
        with pytest.raises(tk.ValidationError):
            self.invite(people, app, "admin")
        model.Session.remove()
        left = model.User.by_email("new@example.org")
        assert left is None or left.state == model.State.DELETED


def test_the_page_says_from_which_day(people, app):
    change = propose(people, people.dataset(), "admin")
    app.set_session_user(people.name("second"))
    page = app.get(f"/access/level-change/{change}", base_url="http://localhost").body
    assert "บัญชีผู้ใช้ของท่านสร้างจากคำเชิญ" in page
    assert 'value="approve"' not in page
    assert 'value="refuse"' in page
    assert "บัญชีผู้ใช้ของท่านสร้างจากคำเชิญ" in app.get("/dashboard/work", base_url="http://localhost").body
