from __future__ import annotations

import copy
from typing import Any

import pytest

from ckanext.bmagov.access.domain.classification import Aspect, PolicyError
from ckanext.bmagov.tests.access.make import parse, policy, raw

LEVELS = ("open", "internal", "confidential", "secret", "top_secret")


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return the default policy with another value, or without the key when it is None."""
    content = copy.deepcopy(raw())
    *way, last = path.split(".")
    place = content
    for key in way:
        place = place[key]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return content


def test_levels_rank_in_their_order_and_the_unknown_ranks_highest():
    assert [policy().rank(level) for level in (*LEVELS, "never heard of", "")] == [0, 1, 2, 3, 4, 4, 4]


def test_the_effective_level_is_the_highest():
    assert policy().effective("open", "secret", "internal") == "secret"
    assert policy().effective("", "internal", "") == "internal"
    assert policy().effective("", "") == ""


def test_an_unknown_level_is_treated_as_the_most_closed_in_everything():
    for aspect in Aspect:
        assert policy().readers_of("ลับสุดยอด", aspect) == policy().readers_of("top_secret", aspect)
    assert not policy().stores_bytes("ลับสุดยอด")
    assert policy().approvers_of("ลับสุดยอด") == policy().approvers_of("top_secret")


def test_bytes_of_secret_and_above_are_not_stored():
    assert [policy().stores_bytes(level) for level in LEVELS] == [True, True, True, False, False]


def test_only_the_first_level_is_open():
    assert [policy().is_open(level) for level in LEVELS] == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("path", "value", "where", "code"),
    [
        ("levels", None, "", "policy-missing"),
        ("levels", ["open"], "levels", "policy-order"),
        ("levels", [*LEVELS[1:], "open"], "levels", "policy-order"),
        ("levels", [*LEVELS, "secret"], "levels", "policy-twice"),
        ("levels", [*LEVELS, "cosmic"], "levels", "policy-unknown"),
        ("readers", None, "", "policy-missing"),
        ("readers", ["everyone"], "readers", "policy-mapping"),
        ("readers.secret", None, "readers", "policy-missing"),
        ("readers.secret", "grantees", "readers.secret", "policy-mapping"),
        ("readers.secret.data", None, "readers.secret", "policy-missing"),
        ("readers.secret.data", [], "readers.secret.data", "policy-list"),
        ("readers.secret.data", "grantees", "readers.secret.data", "policy-list"),
        ("readers.secret.data", ["granteees"], "readers.secret.data", "policy-unknown"),
        ("readers.secret.bytes", ["grantees"], "readers.secret.bytes", "policy-unknown"),
        ("readers.secret.existence", ["owner"], "readers.secret.metadata", "policy-blind"),
        ("readers.secret.data", ["owner"], "readers.secret.data", "policy-blind"),
        ("readers.secret.existence", ["agencies"], "readers.secret.existence", "policy-wider"),
        ("readers.confidential.metadata", ["everyone"], "readers.confidential.metadata", "policy-wider"),
        ("categories.personal", [], "categories.personal", "policy-list"),
        ("categories.personal", None, "categories", "policy-missing"),
        ("categories.own", ["open"], "categories.own", "policy-unknown"),
        ("licences.secret", ["gpl"], "licences.secret", "policy-unknown"),
        ("licences", [], "licences", "policy-mapping"),
        ("storage.secret", None, "storage", "policy-missing"),
        ("storage.secret", "never", "storage.secret", "policy-flag"),
        ("storage", [], "storage", "policy-mapping"),
        ("unpublished.open", None, "unpublished", "policy-missing"),
        ("kept_private", [], "kept_private", "policy-list"),
        ("approvers.secret", ["everyone"], "approvers.secret", "policy-unknown"),
        ("approvers.open", ["owner_admins"], "approvers.open", "policy-unknown"),
        ("approvers", None, "", "policy-missing"),
        ("givers", None, "", "policy-missing"),
        ("givers.secret", ["grantees"], "givers.secret", "policy-unknown"),
        ("longest_grant.secret", 0, "longest_grant.secret", "policy-days"),
        ("longest_grant.secret", "year", "longest_grant.secret", "policy-days"),
        ("longest_grant.secret", None, "longest_grant", "policy-missing"),
        ("longest_grant", 30, "longest_grant", "policy-mapping"),
        ("logged", None, "", "policy-missing"),
        ("logged", ["cosmic"], "logged", "policy-unknown"),
        ("rules", {}, "rules", "policy-unknown"),
    ],
)
def test_a_policy_with_a_hole_is_refused_and_the_hole_is_named(path, value, where, code):
    with pytest.raises(PolicyError) as refusal:
        parse(changed(path, value))
    assert (where, code) in {(problem.path, problem.code) for problem in refusal.value.problems}


@pytest.mark.parametrize("content", [None, [], "open", 7])
def test_what_is_no_policy_is_refused(content):
    with pytest.raises(PolicyError):
        parse(content)


def test_all_problems_are_told_at_once():
    content = changed("storage.secret", None)
    del content["kept_private"]
    with pytest.raises(PolicyError) as refusal:
        parse(content)
    assert len(refusal.value.problems) == 2


def test_a_narrower_group_than_that_of_the_level_below_is_fine():
    assert parse(changed("readers.confidential.data", ["owner_editors", "grantees"]))


def test_access_is_given_by_the_owner_and_for_a_time():
    assert policy().givers_of("confidential") == {"owner_editors", "owner_admins"}
    assert policy().givers_of("secret") == {"owner_admins"}
    assert policy().givers_of("no level") == policy().givers_of("top_secret")
    days = [policy().longest_grant_of(level) for level in LEVELS]
    assert days == sorted(days, reverse=True)
    assert min(days) > 0


def test_reads_of_confidential_data_and_above_are_logged():
    assert [policy().is_logged(level) for level in LEVELS] == [False, False, True, True, True]
    assert policy().is_logged("no level")
