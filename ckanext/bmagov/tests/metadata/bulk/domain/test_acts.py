"""What acts set, and what is put back."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.metadata.bulk.domain.acts import ACTS, undo_values, values_for, wanted_values


def test_every_field_that_an_act_sets_is_in_the_schema(facts):
    names = {name for act in ACTS.values() for name in act.fields}
    assert names <= {field.name for field in facts.dataset}


@pytest.mark.parametrize(
    ("act", "given", "field"),
    [
        ("category", {}, "data_category"),
        ("contact", {"license_id": "cc-by"}, "maintainer"),
        ("level", {"data_category": "public"}, "data_classification"),
    ],
)
def test_an_act_without_its_value_is_refused(act: str, given: dict[str, str], field: str):
    with pytest.raises(ProblemError) as refused:
        wanted_values(act, given)
    assert refused.value.problem.params == {"field": field}


def test_what_is_left_empty_stays_and_what_is_the_same_is_no_change(facts, policy, record):
    values = wanted_values(
        "contact", {"maintainer": record["maintainer"], "maintainer_phone": "02", "title": "x"}
    )
    assert values == {"maintainer": record["maintainer"], "maintainer_phone": "02"}
    assert values_for(values, record, facts, policy) == {"maintainer_phone": "02"}


@pytest.mark.parametrize("level", ["open", "internal", "confidential", "secret", "top_secret", "unknown"])
def test_a_level_goes_up_only(facts, policy, record, level: str):
    stored = {**record, "data_classification": "confidential"}
    values = {"data_classification": level}
    if policy.rank(level) < policy.rank("confidential"):
        with pytest.raises(ProblemError, match="BULK-LEVEL-DOWN"):
            values_for(values, stored, facts, policy)
    else:
        same = level == "confidential"
        assert values_for(values, stored, facts, policy) == ({} if same else values)


def test_a_companion_text_goes_with_its_choice(facts, policy, record):
    stored = {**record, "license_id": "other", "license_id_other": "x"}
    changed = values_for({"license_id": "cc-by"}, stored, facts, policy)
    assert changed == {"license_id": "cc-by", "license_id_other": ""}


@pytest.mark.parametrize(
    ("current", "back"),
    [
        ({"maintainer": "new", "notes": "of others"}, {"maintainer": "old", "maintainer_phone": ""}),
        ({"maintainer": "of others"}, None),
        ({"maintainer": "new", "maintainer_phone": "1"}, None),
    ],
)
def test_only_what_still_stands_is_put_back(current: dict[str, Any], back: dict[str, Any] | None):
    before, after = (
        {"maintainer": "old", "maintainer_phone": None},
        {"maintainer": "new", "maintainer_phone": ""},
    )
    assert undo_values(before, after, current) == back
