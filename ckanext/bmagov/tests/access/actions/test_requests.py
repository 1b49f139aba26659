"""Requests for access: who may ask, who answers, and that both stay on record."""

from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access.model.requests import AccessRequest
from ckanext.bmagov.access.services import sharing
from ckanext.bmagov.base.services import mail
from ckanext.bmagov.tests.access.actions.people import People, build, in_days, logged

WHY = "ใช้ตรวจสอบผลการดำเนินงาน"


@pytest.fixture
def mails(monkeypatch) -> list[tuple[list[str], str]]:
    sent: list[tuple[list[str], str]] = []
    monkeypatch.setattr(
        mail, "later", lambda users, subject, body: sent.append(([u.name for u in users], subject + body))
    )
    return sent


@pytest.fixture
def people(with_plugins, clean_db, clean_index) -> People:
    return build()


def ask(people: People, dataset, role: str = "auditor", **more):
    return people.call(
        role, "bmagov_access_request_create", id=dataset["id"], reason=WHY, until=in_days(30), **more
    )


class TestAsking:
    def test_who_may_know_of_data_but_not_read_them_asks_the_owner(self, people, mails):
        dataset = people.dataset(title="แผนที่จุดเสี่ยงน้ำท่วม")
        request = ask(people, dataset)
        assert request["state"] == "open"
        [(names, text)] = mails
        assert {people.name(role) for role in ("editor", "admin", "second")} <= set(names)
        assert not {people.name(role) for role in ("member", "outsider", "auditor")} & set(names)
        assert request["id"] in text
        assert dataset["title"] not in text
        assert dataset["name"] not in text
        waiting = people.call("editor", "bmagov_access_request_list", which="to_answer")
        assert [one["id"] for one in waiting["results"]] == [request["id"]]

    def test_to_who_may_not_know_of_it_there_is_nothing_to_ask_for(self, people):
        dataset = people.dataset()
        answers = set()
        for name in (dataset["id"], "there-is-none"):
            with pytest.raises(tk.ObjectNotFound) as caught:
                people.call("outsider", "bmagov_access_request_create", id=name, reason=WHY, until=in_days(3))
            answers.add(str(caught.value))
        assert len(answers) == 1

    def test_who_may_know_only_that_it_exists_may_ask_and_is_told_no_more(self, people):
        dataset = people.dataset("top_secret")
        request = ask(people, dataset)
        assert request["dataset"] is None
        assert dataset["title"] not in str(request)

    def test_asking_twice_is_refused_until_it_is_answered(self, people):
        dataset = people.dataset()
        request = ask(people, dataset)
        params = {"id": dataset["id"], "reason": WHY, "until": in_days(3)}
        assert people.refused("auditor", "bmagov_access_request_create", **params) == "REQUEST-OPEN"
        people.call("auditor", "bmagov_access_request_withdraw", id=request["id"])
        assert ask(people, dataset)["state"] == "open"

    def test_what_one_may_read_is_not_asked_for(self, people):
        dataset = people.dataset()
        params = {"id": dataset["id"], "reason": WHY, "until": in_days(3)}
        assert people.refused("member", "bmagov_access_request_create", **params) == "ALREADY-READABLE"

    def test_a_mail_server_that_is_down_undoes_nothing(self, people, monkeypatch):
        def fails(*_args, **_more):
            raise ConnectionError("queue down")

        monkeypatch.setattr(tk, "enqueue_job", fails)
        assert ask(people, people.dataset())["state"] == "open"


class TestAnswering:
    def test_granting_opens_it_at_once(self, people, mails):
        dataset = people.dataset()
        request = ask(people, dataset)
        answered = people.call(
            "admin", "bmagov_access_request_answer", id=request["id"], answer="grant", reason="ตามภารกิจ"
        )
        assert (answered["state"], answered["answer"]) == ("granted", "ตามภารกิจ")
        [grant] = people.call("auditor", "bmagov_grant_list")
        assert (grant["id"], grant["until"]) == (answered["grant_id"], in_days(30))
        assert mails[-1][0] == [people.name("auditor")]
        assert request["id"] in mails[-1][1]
        assert dataset["title"] not in mails[-1][1]
        assert [one["answer"] for one in logged("request.answer")] == ["grant"]

    def test_every_step_stands_in_the_log(self, people):
        dataset = people.dataset()
        people.call("auditor", "bmagov_access_request_withdraw", id=ask(people, dataset)["id"])
        refusal = {"id": ask(people, dataset)["id"], "answer": "refuse", "reason": "ยังไม่พร้อม"}
        people.call("editor", "bmagov_access_request_answer", **refusal)
        kinds = ("request.create", "request.withdraw", "request.answer")
        assert [[one["actor"] for one in logged(kind)] for kind in kinds] == [
            [people.id("auditor")] * 2,
            [people.id("auditor")],
            [people.id("editor")],
        ]

    def test_the_owner_may_give_less_time(self, people):
        request = ask(people, people.dataset())
        people.call(
            "admin",
            "bmagov_access_request_answer",
            id=request["id"],
            answer="grant",
            reason="ตามภารกิจ",
            until=in_days(3),
        )
        [grant] = people.call("auditor", "bmagov_grant_list")
        assert grant["until"] == in_days(3)

    def test_refusing_keeps_the_reason_for_who_asked(self, people):
        dataset = people.dataset()
        request = ask(people, dataset)
        people.call(
            "editor",
            "bmagov_access_request_answer",
            id=request["id"],
            answer="refuse",
            reason="ยังสอบสวนไม่เสร็จ",
        )
        shown = people.call("auditor", "bmagov_access_request_show", id=request["id"])
        assert (shown["state"], shown["answer"], shown["may_answer"]) == ("refused", "ยังสอบสวนไม่เสร็จ", False)
        assert people.call("auditor", "bmagov_grant_list") == []

    def test_the_second_answer_is_told_that_somebody_was_faster(self, people):
        request = ask(people, people.dataset())
        people.call(
            "editor", "bmagov_access_request_answer", id=request["id"], answer="refuse", reason="ยังไม่พร้อม"
        )
        params = {"id": request["id"], "answer": "grant", "reason": "ตามภารกิจ"}
        assert people.refused("admin", "bmagov_access_request_answer", **params) == "ALREADY-ANSWERED"
        assert people.call("auditor", "bmagov_grant_list") == []

    def test_of_two_answers_in_the_same_moment_one_is_undone(self, people, monkeypatch):
        """The other answer is written after this one has looked at the request."""
        request = ask(people, people.dataset())
        close = sharing.close_question

        def slower(session, kind, question_id, state, by, answer):
            monkeypatch.setattr(sharing, "close_question", close)
            from ckan import model

            with model.ensure_engine().begin() as connection:
                table = AccessRequest.__table__
                connection.execute(table.update().where(table.c.id == question_id).values(state="refused"))
            return close(session, kind, question_id, state, by, answer)

        monkeypatch.setattr(sharing, "close_question", slower)
        params = {"id": request["id"], "answer": "grant", "reason": "ตามภารกิจ"}
        assert people.refused("admin", "bmagov_access_request_answer", **params) == "ALREADY-ANSWERED"
        assert people.call("auditor", "bmagov_grant_list") == []

    def test_nobody_answers_their_own(self, people):
        dataset = people.dataset("secret")
        request = ask(people, dataset, "second")
        params = {"id": request["id"], "answer": "grant", "reason": "ตามภารกิจ"}
        assert people.refused("second", "bmagov_access_request_answer", **params) == "OWN-QUESTION"
        people.call("admin", "bmagov_access_request_answer", **params)

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"reason": ""}, "REASON-REQUIRED"),
            ({"answer": "maybe"}, "VALUE-UNKNOWN"),
            ({"until": in_days(-1)}, "UNTIL-PAST"),
        ],
    )
    def test_a_wrong_answer_changes_nothing(self, people, change, code: str):
        request = ask(people, people.dataset())
        params = {"id": request["id"], "answer": "grant", "reason": "ตามภารกิจ", **change}
        assert people.refused("admin", "bmagov_access_request_answer", **params) == code
        assert people.call("admin", "bmagov_access_request_show", id=request["id"])["state"] == "open"


class TestWhoSeesIt:
    def test_only_who_asked_who_answers_and_auditors(self, people):
        request = ask(people, people.dataset(), "auditor")
        for role in ("auditor", "editor", "admin", "chief", "sysadmin"):
            assert people.call(role, "bmagov_access_request_show", id=request["id"])["id"] == request["id"]
        for role in ("member", "outsider"):
            for question in (request["id"], "there-is-none"):
                with pytest.raises(tk.ObjectNotFound, match=r"Request not found|ไม่พบคำขอ"):
                    people.call(role, "bmagov_access_request_show", id=question)
            for which in ("mine", "to_answer", "all"):
                assert people.call(role, "bmagov_access_request_list", which=which)["count"] == 0

    def test_an_owner_who_lost_the_right_sees_it_no_more(self, people):
        dataset = people.dataset()
        request = ask(people, dataset)
        people.call("admin", "package_patch", id=dataset["id"], data_classification="secret")
        with pytest.raises(tk.ObjectNotFound):
            people.call("editor", "bmagov_access_request_show", id=request["id"])
        assert people.call("editor", "bmagov_access_request_list", which="to_answer")["count"] == 0
