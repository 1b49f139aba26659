"""Which changes of levels lower the protection."""

from __future__ import annotations

import pytest

from ckanext.bmagov.access.domain.classification import Policy
from ckanext.bmagov.access.domain.classification.lowering import (
    Change,
    Levels,
    Standing,
    level_changes,
    refusals,
)

POLICY = Policy(("open", "internal", "confidential", "secret", "top_secret"), {}, {})


def found(before: Levels, after: Levels) -> list[Change]:
    return list(level_changes(POLICY, before, after))


class TestChanges:
    def test_nothing_changed(self):
        assert found(Levels("open", {"a": "secret"}), Levels("open", {"a": "secret"})) == []

    def test_the_dataset(self):
        assert found(Levels("open"), Levels("secret")) == [Change(None, "open", "secret")]

    def test_a_resource_that_only_follows_its_dataset_is_told_with_it(self):
        assert found(Levels("open", {"a": ""}), Levels("secret", {"a": ""})) == [
            Change(None, "open", "secret")
        ]

    def test_the_level_of_a_resource_is_the_effective_one(self):
        before, after = Levels("internal", {"a": "secret"}), Levels("internal", {"a": ""})
        assert found(before, after) == [Change("a", "secret", "internal")]

    def test_an_own_level_below_the_datasets_changes_nothing(self):
        assert found(Levels("secret", {"a": "confidential"}), Levels("secret", {"a": ""})) == []

    def test_new_and_gone_resources_change_no_level(self):
        assert found(Levels("open", {"a": "secret"}), Levels("open", {"b": "internal"})) == []


class TestLowering:
    @pytest.mark.parametrize(
        ("before", "after", "lowers"),
        [
            ("secret", "open", True),
            ("confidential", "internal", True),
            ("internal", "", True),
            ("open", "secret", False),
            ("secret", "secret", False),
            ("", "open", False),
            ("ลับสุดยอด", "secret", True),
            ("ลับสุดยอด", "top_secret", False),
            ("open", "ลับสุดยอด", False),
        ],
    )
    def test_less_protection_is_lowering(self, before: str, after: str, lowers: bool):
        assert Change(None, before, after).is_lowering(POLICY) is lowers


def standing(level: str = "confidential", **more) -> Standing:
    given = {"owner_org": "a", "state": "active", "type": "dataset", "private": True, **more}
    return Standing(levels=Levels(level, given.pop("files", {})), **given)


def codes(before: Standing | None, after: Standing, **more) -> list[tuple[str, str | None]]:
    found = refusals(POLICY, before, after, **{"was_published": True, "types": ("dataset",), **more})
    return [(one.code, one.resource_id) for one in found]


class TestRefusals:
    @pytest.mark.parametrize("after", ["open", "internal", ""])
    def test_a_lower_level(self, after: str):
        assert codes(standing(), standing(after)) == [("LEVEL-DOWN-NEEDS-REVIEW", None)]

    @pytest.mark.parametrize("after", ["confidential", "secret", "of another city"])
    def test_the_same_or_a_higher_one_is_free(self, after: str):
        assert codes(standing(), standing(after)) == []

    def test_an_unknown_level_is_the_most_closed(self):
        assert codes(standing("of another city"), standing("secret")) == [("LEVEL-DOWN-NEEDS-REVIEW", None)]

    def test_to_classify_what_had_none_is_free(self):
        assert codes(standing(""), standing("open", private=False)) == []

    def test_what_was_never_published_is_free(self):
        assert codes(standing(state="draft"), standing("open"), was_published=False) == []

    def test_what_is_approved_and_only_that(self):
        approved = [Change(None, "confidential", "internal")]
        assert codes(standing(), standing("internal"), approved=approved) == []
        assert codes(standing(), standing("open"), approved=approved) == [("LEVEL-DOWN-NEEDS-REVIEW", None)]

    def test_a_file(self):
        before, after = standing("open", files={"f": "secret"}), standing("open", files={"f": ""})
        assert codes(before, after) == [("LEVEL-DOWN-NEEDS-REVIEW", "f")]
        assert codes(before, after, approved=[Change("f", "secret", "open")]) == []

    def test_a_file_that_moves_to_a_dataset_that_is_more_open(self):
        moved = [Change("f", "confidential", "open")]
        assert codes(standing(), standing(), moved=moved) == [("LEVEL-DOWN-NEEDS-REVIEW", "f")]

    def test_a_file_that_was_deleted_and_comes_back_lower(self):
        back = [Change("f", "confidential", "open")]
        assert codes(standing("open"), standing("open"), returned=back) == [("LEVEL-DELETED-HIGHER", "f")]
        same = [Change("f", "confidential", "confidential")]
        assert codes(standing("open"), standing("open"), returned=same) == []

    @pytest.mark.parametrize("level", ["internal", "secret", "of another city", ""])
    def test_closed_data_are_not_made_public(self, level: str):
        assert codes(standing(level), standing(level, private=False)) == [("PRIVATE-REQUIRED", None)]

    def test_open_data_and_unclassified_drafts_may_be(self):
        assert codes(standing("open"), standing("open", private=False)) == []
        draft = standing("", state="draft")
        assert codes(draft, standing("", state="draft", private=False)) == []

    @pytest.mark.parametrize("before", [None, standing()])
    def test_another_type(self, before: Standing | None):
        assert codes(before, standing(type="harvest")) == [("TYPE-UNKNOWN", None)]

    def test_a_type_that_was_there_before_may_stay_or_become_ours(self):
        foreign = standing(type="harvest")
        assert codes(foreign, standing(type="harvest", state="deleted")) == []
        assert codes(foreign, standing()) == []

    def test_another_agency(self):
        assert codes(standing(), standing(owner_org="b"), may_move=False) == [("ORG-MOVE", None)]
        assert codes(standing(), standing(owner_org="b"), may_move=True) == []

    @pytest.mark.parametrize("open_one", [{"private": False}, {"private": False, "files": {"f": ""}}])
    def test_open_data_may_go_to_another_agency(self, open_one: dict):
        before, after = standing("open", **open_one), standing("open", owner_org="b", **open_one)
        assert codes(before, after, may_move=False) == []

    def test_open_data_with_a_closed_file_may_not(self):
        before = standing("open", private=False, files={"f": "secret"})
        after = standing("open", private=False, files={"f": "secret"}, owner_org="b")
        assert codes(before, after, may_move=False) == [("ORG-MOVE", None)]

    def test_a_new_record_is_looked_at_for_its_type_only(self):
        assert codes(None, standing("", private=False)) == []
