from __future__ import annotations

import pytest

from ckanext.bmagov.domain.classification import PolicyError, parse_policy

LEVELS, CATEGORIES, LICENCES = ["open", "secret"], ["public", "personal"], ["cc-by", "other"]
RAW = {
    "levels": ["open", "secret"],
    "categories": {"public": ["open"], "personal": ["secret"]},
    "licences": {"open": ["cc-by", "other"], "secret": ["other"]},
}


def parse(**changes):
    return parse_policy(
        {**RAW, **changes}, "policy.yaml", levels=LEVELS, categories=CATEGORIES, licences=LICENCES
    )


def test_levels_rank_in_their_order_and_the_unknown_ranks_highest():
    policy = parse()
    assert [policy.rank(level) for level in ("open", "secret", "never heard of")] == [0, 1, 1]


def test_only_the_first_level_is_open():
    assert parse().is_open("open")
    assert not parse().is_open("secret")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"levels": ["secret", "open"]}, "beginning with open"),
        ({"levels": ["open"]}, "each level once"),
        ({"levels": ["open", "secret", "secret"]}, "twice"),
        ({"categories": {"public": ["open"]}}, "left out: personal"),
        ({"categories": {**RAW["categories"], "own": ["open"]}}, "unknown or left out: own"),
        ({"categories": {**RAW["categories"], "personal": []}}, "personal: must be a list"),
        ({"licences": {**RAW["licences"], "secret": ["gpl"]}}, r"licences\.secret: unknown gpl"),
        ({"licences": None}, "must be a mapping"),
    ],
)
def test_a_policy_with_a_hole_is_refused(changes, said):
    with pytest.raises(PolicyError, match=said):
        parse(**changes)
