"""Which changes of levels lower the protection."""

from __future__ import annotations

import pytest

from ckanext.bmagov.domain.classification import Policy
from ckanext.bmagov.domain.classification.lowering import Change, Levels, changes

POLICY = Policy(("open", "internal", "confidential", "secret", "top_secret"), {}, {})


def found(before: Levels, after: Levels) -> list[Change]:
    return list(changes(POLICY, before, after))


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
