"""Datasets linked to named systems: the agency declares, an auditor confirms, only then it counts."""

from __future__ import annotations

from typing import Any

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core

from ckanext.bmagov.accounts.services import standing
from ckanext.bmagov.kpi.register.model import Obligation
from ckanext.bmagov.kpi.round.model import Round
from ckanext.bmagov.kpi.score.model import ScoreChange
from ckanext.bmagov.kpi.score.readers import dataset_facts
from ckanext.bmagov.kpi.score.services import score_changes
from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")

CLOSED = {"data_category": "official_secret", "data_classification": "secret", "license_id": "notspecified"}
ADDRESS = "https://data.example.go.th/indicator/12"


@pytest.fixture
def people(with_plugins):
    roles = ("member", "editor", "stranger", "auditor", "second_auditor", "supervisor")
    names = {role: core.User()["name"] for role in roles}

    def agency(name, kind="bureau", **roles):
        users = [{"name": names[who], "capacity": capacity} for who, capacity in roles.items()]
        return factories.Agency(name=name, kind=kind, users=users)["id"]

    names["agency"] = agency("bang-rak", "district", member="member", editor="editor")
    agency("health-department", stranger="editor")
    agency("strategy-and-evaluation-department", auditor="editor", second_auditor="editor")
    return names


@pytest.fixture
def act(people):
    def do(action, who="editor", **data):
        given = {"id": "bang-rak", "fiscal_year": 2570, **data}
        return tk.get_action(f"bmagov_system_link_{action}")({"user": people[who]}, given)

    return do


@pytest.fixture
def declare(act, people):
    def do(who="editor", **data):
        if "dataset" not in data:
            data["dataset"] = factories.Dataset(owner_org=people["agency"])["id"]
        return act("create", who, **{"system": "district_catalog", "url": ADDRESS, **data})

    return do


def seen(dataset_id):
    return dataset_facts(model.Session, [dataset_id])[dataset_id].systems


class TestDeclaring:
    def test_a_declared_link_is_unknown_and_a_confirmed_one_counts(self, act, declare):
        link = declare()
        dataset = link["dataset"]["id"]
        assert seen(dataset) == {"district_catalog": None}
        model.Session.query(ScoreChange).delete()
        model.Session.commit()
        confirmed = act("confirm", "auditor", item=link["id"])
        assert confirmed["confirmed_at"]
        assert seen(dataset) == {"district_catalog": True}
        assert len(score_changes.changed_ids(model.Session)) == 1

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            ({"system": "elsewhere"}, "SYSTEM-UNKNOWN"),
            ({"dataset": "there-is-none"}, "DATASET-UNKNOWN"),
            ({"url": "javascript:alert(1)"}, "URL-"),
            ({"url": ""}, "url"),
        ],
    )
    def test_what_cannot_be_is_refused(self, act, declare, data, code):
        with pytest.raises(tk.ValidationError, match=code):
            declare(**data)
        assert act("list")["links"] == []

    def test_nobody_declares_twice(self, declare):
        link = declare()
        with pytest.raises(tk.ValidationError, match="SYSTEM-LINK-TWICE"):
            declare(dataset=link["dataset"]["id"])

    def test_what_is_handed_in_does_not_change(self, declare, people):
        model.Session.add(
            Round(
                agency_id=people["agency"], kpi="database", fiscal_year=2570,
                state="submitted", version=2, revision=1, content={},
            )
        )  # fmt: skip
        model.Session.commit()
        with pytest.raises(tk.ValidationError, match="REVIEW-SUBMITTED"):
            declare()

    def test_duties_without_a_link_are_asked_for(self, act, people):
        dataset = factories.Dataset(owner_org=people["agency"])["id"]
        model.Session.add(
            Obligation(
                agency_id=people["agency"], kind="spatial", added_year=2569, title="แผนที่เขต",
                dataset_id=dataset, created_by="auditor",
            )
        )  # fmt: skip
        model.Session.commit()
        asked = {(one["dataset"]["id"], one["system"]) for one in act("list")["wanted"]}
        assert asked == {(dataset, "district_catalog"), (dataset, "indicator")}
        act("create", dataset=dataset, system="indicator", url=ADDRESS)
        assert [one["system"] for one in act("list")["wanted"]] == ["district_catalog"]


class TestConfirming:
    def test_only_auditors_confirm(self, act, declare):
        link = declare()
        for who in ("editor", "member"):
            with pytest.raises(tk.NotAuthorized):
                act("confirm", who, item=link["id"])

    def test_of_two_auditors_one_is_told(self, act, declare):
        link = declare()
        act("confirm", "auditor", item=link["id"])
        with pytest.raises(tk.ValidationError, match="STALE-VERSION"):
            act("confirm", "second_auditor", item=link["id"])

    def test_who_declared_does_not_confirm(self, act, declare, people):
        core_context = {"ignore_auth": True, "user": ""}
        member = {"id": people["agency"], "username": people["auditor"], "role": "editor"}
        tk.get_action("organization_member_create")(core_context, member)
        link = declare("auditor")
        with pytest.raises(tk.NotAuthorized, match="OWN-CASE"):
            act("confirm", "auditor", item=link["id"])

    def test_nor_does_an_account_that_was_invited_a_moment_ago(self, act, declare, people):
        link = declare()
        auditor: Any = model.User.get(people["auditor"])
        standing.note(model.Session, auditor.id, "somebody", trusted=False)
        model.Session.commit()
        with pytest.raises(tk.NotAuthorized, match="ACCOUNT-NEW"):
            act("confirm", "auditor", item=link["id"])
        assert act("confirm", "second_auditor", item=link["id"])["confirmed_at"]

    @pytest.mark.parametrize("who", ["editor", "auditor"])
    def test_it_is_taken_back_with_a_reason(self, act, declare, who):
        link = declare()
        with pytest.raises(tk.ValidationError, match="REASON-REQUIRED"):
            act("withdraw", who, item=link["id"], reason=" ")
        act("withdraw", who, item=link["id"], reason="ไม่พบในระบบ")
        assert seen(link["dataset"]["id"]) == {}
        with pytest.raises(tk.ValidationError, match="STALE-VERSION"):
            act("confirm", "auditor", item=link["id"])


class TestReading:
    def test_for_strangers_it_is_not_there(self, act, declare):
        link = declare()
        for action, more in (
            ("list", {}),
            ("create", {"dataset": "a", "system": "indicator", "url": ADDRESS}),
            ("confirm", {"item": link["id"]}),
            ("withdraw", {"item": link["id"]}),
        ):
            with pytest.raises(tk.ObjectNotFound) as foreign:
                act(action, "stranger", **more)
            with pytest.raises(tk.ObjectNotFound) as absent:
                act(action, "stranger", **{**more, "id": "there-is-none"})
            assert str(foreign.value) == str(absent.value)

    def test_links_of_hidden_datasets_are_neither_named_nor_counted(self, act, people):
        hidden = [factories.Dataset(owner_org=people["agency"], **CLOSED)["id"] for _ in range(3)]
        trusted = {"ignore_auth": True, "user": ""}
        for number, dataset in enumerate(hidden, 1):
            given = {"id": "bang-rak", "fiscal_year": 2570, "dataset": dataset}
            tk.get_action("bmagov_system_link_create")(
                trusted.copy(), {**given, "system": "indicator", "url": ADDRESS}
            )
            found = act("list", "member")
            assert found["links"] == []
            assert found["hidden"] == (3 if number == 3 else None)
        assert len(act("list", "auditor")["links"]) == 3
