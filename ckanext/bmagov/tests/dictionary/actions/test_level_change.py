"""Raising acts at once; lowering takes a second person, on every way that saves a level."""

from __future__ import annotations

from typing import ClassVar

import pytest

import ckan.plugins.toolkit as tk

from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.access.actions.people import People, build, logged

WHY = "การสอบสวนเสร็จสิ้นแล้ว"
PUBLIC = {"category": "public", "license_id": "cc-by"}


@pytest.fixture
def people(with_plugins, clean_db, clean_index) -> People:
    return build()


def propose(people: People, dataset, role: str = "editor", level: str = "open", **more):
    given = {**PUBLIC, **more} if level == "open" else more
    return people.call(
        role, "bmagov_level_change_propose", id=dataset["id"], level=level, reason=WHY, **given
    )


def level_of(people: People, dataset) -> str:
    return people.call("sysadmin", "package_show", id=dataset["id"])["data_classification"]


class TestTheGate:
    """Lowering without a second person is refused on every way."""

    OPEN: ClassVar = {
        "data_category": "public",
        "data_classification": "open",
        "license_id": "cc-by",
        "private": False,
    }

    @pytest.mark.parametrize("role", ["editor", "admin", "sysadmin"])
    def test_patch(self, people, role: str):
        dataset = people.dataset()
        with pytest.raises(tk.ValidationError) as caught:
            people.call(role, "package_patch", id=dataset["id"], **self.OPEN)
        assert "LEVEL-DOWN-NEEDS-REVIEW" in str(caught.value.error_dict["data_classification"])
        assert level_of(people, dataset) == "confidential"

    def test_update_and_revise(self, people):
        dataset = people.dataset()
        whole = people.call("admin", "package_show", id=dataset["id"])
        assert (
            people.refused("admin", "package_update", **{**whole, **self.OPEN}) == "LEVEL-DOWN-NEEDS-REVIEW"
        )
        with pytest.raises(tk.ValidationError) as caught:
            people.call("admin", "package_revise", match={"id": dataset["id"]}, update=self.OPEN)
        assert "LEVEL-DOWN-NEEDS-REVIEW" in str(caught.value.error_dict)
        assert level_of(people, dataset) == "confidential"

    def test_files(self, people):
        files = [factories.resource(resource_data_classification="confidential")]
        dataset = people.dataset("open", resources=files)
        file = dataset["resources"][0]["id"]
        with pytest.raises(tk.ValidationError) as caught:
            people.call("admin", "resource_patch", id=file, resource_data_classification="")
        assert "LEVEL-DOWN-NEEDS-REVIEW" in str(caught.value.error_dict)

    def test_what_only_says_that_it_is_approved_is_not(self, people):
        """The word stands in the context, where no caller can put it."""
        dataset = people.dataset()
        params = {"id": dataset["id"], **self.OPEN, "bmagov_level_approved": [None]}
        with pytest.raises(tk.ValidationError):
            people.call("admin", "package_patch", **params)

    def test_a_draft_that_was_never_published_is_free(self, people):
        draft = people.dataset(state="draft")
        people.call("admin", "package_patch", id=draft["id"], **self.OPEN)
        assert level_of(people, draft) == "open"

    def test_a_draft_that_was_published_once_is_not(self, people):
        dataset = people.dataset()
        people.call("admin", "package_patch", id=dataset["id"], state="draft")
        with pytest.raises(tk.ValidationError):
            people.call("admin", "package_patch", id=dataset["id"], **self.OPEN)

    def test_raising_needs_nobody(self, people):
        dataset = people.dataset()
        people.call("admin", "package_patch", id=dataset["id"], data_classification="secret")
        assert level_of(people, dataset) == "secret"


class TestApproval:
    def test_a_second_person_lowers_it_in_one_step(self, people):
        dataset = people.dataset()
        proposal = propose(people, dataset)
        assert level_of(people, dataset) == "confidential"
        people.call(
            "admin", "bmagov_level_change_answer", id=proposal["id"], answer="approve", reason="เห็นชอบ"
        )
        shown = people.call("outsider", "package_show", id=dataset["id"])
        assert (shown["data_classification"], shown["data_category"], shown["private"]) == (
            "open",
            "public",
            False,
        )
        [approved] = logged("level.approve")
        assert (approved["actor"], approved["proposed_by"]) == (people.id("admin"), people.id("editor"))
        changed = logged("level.change")[-1]
        assert (changed["from"], changed["to"], changed["lowering"]) == ("confidential", "open", True)

    def test_a_file_is_lowered_alone(self, people):
        files = [
            factories.resource(resource_data_classification="confidential"),
            factories.resource(name="ข"),
        ]
        dataset = people.dataset("open", resources=files)
        file = dataset["resources"][0]["id"]
        proposal = people.call(
            "editor", "bmagov_level_change_propose", resource_id=file, level="open", reason=WHY
        )
        people.call(
            "admin", "bmagov_level_change_answer", id=proposal["id"], answer="approve", reason="เห็นชอบ"
        )
        assert len(people.call("outsider", "package_show", id=dataset["id"])["resources"]) == 2

    @pytest.mark.parametrize("role", ["admin", "sysadmin"])
    def test_nobody_approves_their_own(self, people, role: str):
        dataset = people.dataset()
        proposal = propose(people, dataset, role)
        params = {"id": proposal["id"], "answer": "approve", "reason": "เห็นชอบ"}
        assert people.refused(role, "bmagov_level_change_answer", **params) == "OWN-QUESTION"
        people.call("second", "bmagov_level_change_answer", **params)

    def test_who_has_no_right_does_not_approve(self, people):
        proposal = propose(people, people.dataset(), "admin")
        params = {"id": proposal["id"], "answer": "approve", "reason": "เห็นชอบ"}
        for role in ("editor", "member", "outsider", "auditor"):
            with pytest.raises((tk.NotAuthorized, tk.ObjectNotFound)):
                people.call(role, "bmagov_level_change_answer", **params)
        people.call("chief", "bmagov_level_change_answer", **params)

    def test_a_proposal_about_another_level_is_refused(self, people):
        dataset = people.dataset()
        proposal = propose(people, dataset)
        people.call("admin", "package_patch", id=dataset["id"], data_classification="secret")
        params = {"id": proposal["id"], "answer": "approve", "reason": "เห็นชอบ"}
        assert people.refused("second", "bmagov_level_change_answer", **params) == "PROPOSAL-STALE"
        assert level_of(people, dataset) == "secret"
        again = propose(people, dataset, "admin", "confidential")
        kept = people.call("second", "bmagov_level_change_list", which="all")["results"]
        assert {one["id"]: one["state"] for one in kept} == {proposal["id"]: "withdrawn", again["id"]: "open"}

    def test_refusal_changes_nothing_and_is_kept(self, people):
        dataset = people.dataset()
        proposal = propose(people, dataset)
        people.call(
            "admin", "bmagov_level_change_answer", id=proposal["id"], answer="refuse", reason="ยังมีชื่อบุคคล"
        )
        assert level_of(people, dataset) == "confidential"
        shown = people.call("editor", "bmagov_level_change_show", id=proposal["id"])
        assert (shown["state"], shown["answer"]) == ("refused", "ยังมีชื่อบุคคล")
        params = {"id": proposal["id"], "answer": "approve", "reason": "เห็นชอบ"}
        assert people.refused("second", "bmagov_level_change_answer", **params) == "ALREADY-ANSWERED"

    def test_every_step_stands_in_the_log(self, people):
        dataset = people.dataset()
        people.call("editor", "bmagov_level_change_withdraw", id=propose(people, dataset)["id"])
        refusal = {"id": propose(people, dataset)["id"], "answer": "refuse", "reason": "ยังมีชื่อบุคคล"}
        people.call("admin", "bmagov_level_change_answer", **refusal)
        kinds = ("level.propose", "level.withdraw", "level.refuse")
        assert [[one["actor"] for one in logged(kind)] for kind in kinds] == [
            [people.id("editor")] * 2,
            [people.id("editor")],
            [people.id("admin")],
        ]

    def test_an_approval_that_cannot_be_saved_leaves_the_proposal_open(self, people, monkeypatch):
        from ckanext.bmagov.dictionary.actions import level_change

        dataset = people.dataset()
        proposal = propose(people, dataset)

        def fails(*_args):
            raise tk.ValidationError({"title": ["broken"]})

        monkeypatch.setattr(level_change, "_apply", fails)
        with pytest.raises(tk.ValidationError):
            people.call(
                "admin", "bmagov_level_change_answer", id=proposal["id"], answer="approve", reason="เห็นชอบ"
            )
        assert people.call("admin", "bmagov_level_change_show", id=proposal["id"])["state"] == "open"
        assert logged("level.approve") == []


class TestProposing:
    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"level": "secret"}, "LEVEL-NOT-LOWER"),
            ({"level": "confidential"}, "LEVEL-NOT-LOWER"),
            ({"level": "ลับมากที่สุด"}, "LEVEL-UNKNOWN"),
            ({"reason": "x"}, "REASON-REQUIRED"),
            ({"category": "personal"}, "CATEGORY-LEVEL"),
            ({"license_id": "bogus"}, "LICENSE-LEVEL"),
        ],
    )
    def test_what_could_not_be_approved_is_refused_at_once(self, people, change, code: str):
        dataset = people.dataset()
        params = {"id": dataset["id"], "level": "open", "reason": WHY, **PUBLIC, **change}
        assert people.refused("editor", "bmagov_level_change_propose", **params) == code

    def test_a_draft_needs_no_proposal(self, people):
        draft = people.dataset(state="draft")
        params = {"id": draft["id"], "level": "open", "reason": WHY, **PUBLIC}
        assert people.refused("admin", "bmagov_level_change_propose", **params) == "LEVEL-FREE"

    def test_one_is_open_at_a_time_and_can_be_taken_back(self, people):
        dataset = people.dataset()
        proposal = propose(people, dataset)
        params = {"id": dataset["id"], "level": "open", "reason": WHY, **PUBLIC}
        assert people.refused("admin", "bmagov_level_change_propose", **params) == "PROPOSAL-OPEN"
        assert (
            people.refused("admin", "bmagov_level_change_withdraw", id=proposal["id"]) == "NOT-YOUR-QUESTION"
        )
        people.call("editor", "bmagov_level_change_withdraw", id=proposal["id"])
        assert propose(people, dataset, "admin")["state"] == "open"

    @pytest.mark.parametrize("role", ["member", "outsider", "auditor"])
    def test_only_editors_propose(self, people, role: str):
        dataset = people.dataset()
        with pytest.raises((tk.NotAuthorized, tk.ObjectNotFound)):
            propose(people, dataset, role)


class TestStorage:
    def test_bytes_keep_a_level_from_being_raised_and_the_way_out_is_told(self, people, create_with_upload):
        dataset = people.dataset(resources=[])
        file = create_with_upload(
            "a,b\n1,2\n", "จุดเสี่ยง.csv", package_id=dataset["id"], name="จุดเสี่ยง", format="CSV",
            context={"user": people.name("admin")},
        )  # fmt: skip
        with pytest.raises(tk.ValidationError) as caught:
            people.call("admin", "package_patch", id=dataset["id"], data_classification="secret")
        assert "STORAGE-LEVEL" in str(caught.value.error_dict["data_classification"])
        assert "จุดเสี่ยง" in str(caught.value.error_dict)
        with pytest.raises(tk.ValidationError) as caught:
            people.call("admin", "resource_patch", id=file["id"], resource_data_classification="secret")
        assert "STORAGE-LEVEL" in str(caught.value.error_dict)
        people.call(
            "admin",
            "resource_patch",
            id=file["id"],
            url="https://example.go.th/risk.csv",
            url_type="",
            clear_upload="true",
        )
        people.call("admin", "package_patch", id=dataset["id"], data_classification="secret")

    def test_secret_bytes_are_refused_at_upload(self, people, create_with_upload):
        dataset = people.dataset("secret", resources=[])
        with pytest.raises(tk.ValidationError) as caught:
            create_with_upload(
                "a\n1\n", "a.csv", package_id=dataset["id"], name="ก", context={"user": people.name("admin")}
            )
        assert "STORAGE-LEVEL" in str(caught.value.error_dict)

    def test_rows_of_a_secret_file_are_refused_by_the_datastore(self, people):
        dataset = people.dataset("secret")
        params = {"resource_id": dataset["resources"][0]["id"], "force": True, "fields": [{"id": "a"}]}
        assert people.refused("admin", "datastore_create", **params) == "STORAGE-LEVEL"
        assert people.refused("admin", "datastore_upsert", **params) == "STORAGE-LEVEL"
