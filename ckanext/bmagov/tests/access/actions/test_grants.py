"""Access that owners give: who may, to whom, until when; and that it ends by itself."""

from __future__ import annotations

import datetime as dt

import pytest

import ckan.plugins.toolkit as tk

from ckanext.bmagov.tests.access.actions.people import People, build, in_days, logged

WHY = "ใช้วางแผนระบายน้ำร่วมกัน"


@pytest.fixture
def people(with_plugins, clean_db, clean_index) -> People:
    return build()


def reads(people: People, role: str, dataset) -> bool:
    try:
        people.call(role, "package_show", id=dataset["id"])
    except tk.ObjectNotFound:
        return False
    return True


class TestGrant:
    def test_a_person_reads_what_was_closed_to_them(self, people):
        dataset = people.dataset()
        assert not reads(people, "outsider", dataset)
        grant = people.call(
            "editor",
            "bmagov_grant_create",
            id=dataset["name"],
            user=people.name("outsider"),
            until=in_days(30),
            reason=WHY,
        )
        assert reads(people, "outsider", dataset)
        assert (grant["state"], grant["until"], grant["level"]) == ("active", in_days(30), "confidential")
        assert grant["grantee"]["name"] == people.name("outsider")

    def test_an_agency_is_every_member_of_it(self, people):
        dataset = people.dataset("secret")
        people.call(
            "admin", "bmagov_grant_create", id=dataset["id"], organization=people.agencies["other"]["name"],
            until=in_days(30), reason=WHY,
        )  # fmt: skip
        assert reads(people, "outsider", dataset)
        assert not reads(people, "member", dataset)

    def test_it_ends_by_itself_at_the_end_of_its_last_day(self, people, monkeypatch):
        from ckanext.bmagov.access.services import rights, sharing
        from ckanext.bmagov.base.readers.clock import today

        dataset = people.dataset()
        people.call(
            "editor",
            "bmagov_grant_create",
            id=dataset["id"],
            user=people.name("outsider"),
            until=in_days(1),
            reason=WHY,
        )
        tomorrow = today() + dt.timedelta(days=1)
        for module in (rights, sharing):
            monkeypatch.setattr(module, "today", lambda: tomorrow)
        assert reads(people, "outsider", dataset)
        for module in (rights, sharing):
            monkeypatch.setattr(module, "today", lambda: tomorrow + dt.timedelta(days=1))
        assert not reads(people, "outsider", dataset)
        [ended] = people.call("editor", "bmagov_grant_list", id=dataset["id"], include_ended=True)
        assert ended["state"] == "ended"
        assert people.call("editor", "bmagov_grant_list", id=dataset["id"]) == []

    def test_taking_it_back_acts_at_once_and_stays_on_record(self, people):
        dataset = people.dataset()
        grant = people.call(
            "editor",
            "bmagov_grant_create",
            id=dataset["id"],
            user=people.name("outsider"),
            until=in_days(30),
            reason=WHY,
        )
        people.call("admin", "bmagov_grant_revoke", id=grant["id"], reason="งานเสร็จสิ้นแล้ว")
        assert not reads(people, "outsider", dataset)
        assert people.refused("admin", "bmagov_grant_revoke", id=grant["id"], reason=WHY) == "ALREADY-REVOKED"
        [kept] = people.call("admin", "bmagov_grant_list", id=dataset["id"], include_ended=True)
        assert (kept["state"], kept["revoked_by"]["id"]) == ("revoked", people.id("admin"))
        assert [one["actor"] for one in logged("grant.create")] == [people.id("editor")]
        assert [one["reason"] for one in logged("grant.revoke")] == ["งานเสร็จสิ้นแล้ว"]
        again = {"user": people.name("outsider"), "until": in_days(30), "reason": WHY}
        people.call("editor", "bmagov_grant_create", id=dataset["id"], **again)
        assert reads(people, "outsider", dataset)

    def test_a_grant_for_one_file_opens_no_other(self, people):
        from ckanext.bmagov.tests import factories

        files = [
            factories.resource(name=name, resource_data_classification="confidential") for name in ("ก", "ข")
        ]
        dataset = people.dataset("open", resources=files)
        first = dataset["resources"][0]["id"]
        people.call(
            "editor",
            "bmagov_grant_create",
            resource_id=first,
            user=people.name("outsider"),
            until=in_days(9),
            reason=WHY,
        )
        shown = people.call("outsider", "package_show", id=dataset["id"])
        assert [one["id"] for one in shown["resources"]] == [first]

    def test_everyone_lists_the_access_they_have_themselves(self, people):
        dataset = people.dataset()
        people.call(
            "editor",
            "bmagov_grant_create",
            id=dataset["id"],
            user=people.name("outsider"),
            until=in_days(30),
            reason=WHY,
        )
        [mine] = people.call("outsider", "bmagov_grant_list")
        assert mine["dataset"]["title"] == dataset["title"]
        people.call("admin", "package_patch", id=dataset["id"], data_classification="secret")
        [mine] = people.call("outsider", "bmagov_grant_list")
        assert mine["dataset"] is None, "raised above the grant: no longer theirs to read"


class TestWhoMay:
    @pytest.mark.parametrize("role", ["member", "auditor"])
    def test_readers_of_a_dataset_may_not_give_it(self, people, role: str):
        dataset = people.dataset()
        with pytest.raises(tk.NotAuthorized):
            people.call(
                role,
                "bmagov_grant_create",
                id=dataset["id"],
                user=people.name("outsider"),
                until=in_days(1),
                reason=WHY,
            )

    @pytest.mark.parametrize("role", ["outsider"])
    def test_to_others_it_is_not_there(self, people, role: str):
        dataset = people.dataset()
        for name in (dataset["id"], "there-is-none"):
            with pytest.raises(tk.ObjectNotFound):
                people.call(
                    role,
                    "bmagov_grant_create",
                    id=name,
                    user=people.name("member"),
                    until=in_days(1),
                    reason=WHY,
                )

    def test_secret_data_only_administrators_give(self, people):
        dataset = people.dataset("secret")
        with pytest.raises(tk.ObjectNotFound):
            people.call(
                "editor",
                "bmagov_grant_create",
                id=dataset["id"],
                user=people.name("outsider"),
                until=in_days(1),
                reason=WHY,
            )
        people.call(
            "admin",
            "bmagov_grant_create",
            id=dataset["id"],
            user=people.name("outsider"),
            until=in_days(1),
            reason=WHY,
        )

    def test_a_dataset_with_a_secret_file_is_given_as_a_whole_by_administrators_only(self, people):
        from ckanext.bmagov.tests import factories

        dataset = people.dataset(resources=[factories.resource(resource_data_classification="secret")])
        with pytest.raises(tk.NotAuthorized):
            people.call(
                "editor",
                "bmagov_grant_create",
                id=dataset["id"],
                user=people.name("outsider"),
                until=in_days(1),
                reason=WHY,
            )

    def test_auditors_see_the_grants_and_readers_do_not(self, people):
        dataset = people.dataset()
        people.call(
            "editor",
            "bmagov_grant_create",
            id=dataset["id"],
            user=people.name("outsider"),
            until=in_days(1),
            reason=WHY,
        )
        assert len(people.call("auditor", "bmagov_grant_list", id=dataset["id"])) == 1
        with pytest.raises(tk.NotAuthorized):
            people.call("member", "bmagov_grant_list", id=dataset["id"])

    def test_somebody_elses_grant_is_not_there(self, people):
        dataset = people.dataset()
        grant = people.call(
            "editor",
            "bmagov_grant_create",
            id=dataset["id"],
            user=people.name("outsider"),
            until=in_days(1),
            reason=WHY,
        )
        for role in ("outsider", "member"):
            with pytest.raises(tk.ObjectNotFound):
                people.call(role, "bmagov_grant_revoke", id=grant["id"], reason=WHY)


class TestBadInput:
    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"until": in_days(-1)}, "UNTIL-PAST"),
            ({"until": in_days(366)}, "UNTIL-LATE"),
            ({"until": ""}, "UNTIL-REQUIRED"),
            ({"until": "31/2/2570"}, "DATE-NOT-EXIST"),
            ({"reason": "ok"}, "REASON-REQUIRED"),
            ({"reason": ""}, "REASON-REQUIRED"),
            ({"reason": "ก" * 2001}, "REASON-LENGTH"),
            ({"reason": "เพื่อวางแผน\x00ระบายน้ำ"}, "TEXT-CONTROL-CHAR"),
            ({"user": "nobody-knows"}, "GRANTEE-UNKNOWN"),
            ({"user": ""}, "GRANTEE-REQUIRED"),
            ({"organization": "strategy-and-evaluation-department"}, "GRANTEE-REQUIRED"),
        ],
    )
    def test_it_is_refused_and_nothing_is_written(self, people, change, code: str):
        dataset = people.dataset()
        params = {
            "id": dataset["id"],
            "user": people.name("outsider"),
            "until": in_days(9),
            "reason": WHY,
            **change,
        }
        assert people.refused("editor", "bmagov_grant_create", **params) == code
        assert people.call("editor", "bmagov_grant_list", id=dataset["id"], include_ended=True) == []

    def test_nobody_gives_access_to_themselves(self, people):
        dataset = people.dataset("secret")
        for role in ("admin", "sysadmin"):
            params = {"id": dataset["id"], "user": people.name(role), "until": in_days(9), "reason": WHY}
            assert people.refused(role, "bmagov_grant_create", **params) == "SELF-GRANT"

    def test_open_data_need_no_grant(self, people):
        dataset = people.dataset("open")
        params = {"id": dataset["id"], "user": people.name("outsider"), "until": in_days(9), "reason": WHY}
        assert people.refused("editor", "bmagov_grant_create", **params) == "NOT-CLOSED"
