"""Versions of a rule set: what may change between them, and how a change is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet, Status, Text, check_successor, compare
from ckanext.bmagov.tests.kpi.make import rules

KEPT = replace(rules(), status=Status.PUBLISHED)
NEXT = replace(KEPT, version=KEPT.version + 1)
OTHER_NAME = Text("อื่น", "Other")


def refused(offered: RuleSet, kept: RuleSet = KEPT) -> tuple[str, str]:
    with pytest.raises(ProblemError) as caught:
        check_successor(kept, offered)
    return caught.value.code, caught.value.params.get("path", "")


def test_what_differs_is_named_by_its_place():
    assert compare(KEPT, KEPT) == ()
    (change,) = compare(KEPT, replace(KEPT, name=replace(KEPT.name, en="Other")))
    assert (change.path, change.before, change.after) == ("name.en", KEPT.name.en, "Other")
    step = KEPT.steps[0]
    without = compare(KEPT, replace(KEPT, steps=KEPT.steps[1:]))
    assert all(one.path.startswith(f"steps[{step.id}]") for one in without)
    assert {one.after for one in without} == {None}
    added = compare(replace(KEPT, steps=KEPT.steps[1:]), KEPT)
    assert {one.before for one in added} == {None}


def test_a_published_version_stays_as_it_is():
    check_successor(KEPT, KEPT)
    assert refused(replace(KEPT, name=OTHER_NAME)) == ("RULESET-IMMUTABLE", "name.th")
    assert refused(replace(KEPT, status=Status.DRAFT)) == ("RULESET-IMMUTABLE", "status")


def test_a_draft_may_change():
    draft = replace(KEPT, status=Status.DRAFT)
    check_successor(draft, replace(draft, name=OTHER_NAME))
    check_successor(draft, KEPT)


def test_a_next_version_may_change_all_but_what_a_criterion_checks():
    check_successor(KEPT, replace(NEXT, name=OTHER_NAME))
    part, *others = KEPT.parts
    first, *rest = part.criteria
    changed = replace(part, criteria=(replace(first, check="another"), *rest))
    offered = replace(NEXT, parts=(changed, *others))
    assert refused(offered) == ("RULESET-IMMUTABLE", f"criteria[{first.id}].check")
    check_successor(KEPT, replace(NEXT, parts=tuple(others)))


def test_versions_go_on():
    earlier = KEPT.effective_from - timedelta(days=1)
    assert refused(replace(NEXT, effective_from=earlier))[0] == "RULESET-VERSION"
    assert refused(KEPT, NEXT)[0] == "RULESET-VERSION"
    check_successor(KEPT, replace(NEXT, fiscal_year=KEPT.fiscal_year + 1, version=0))


def test_a_step_is_found_by_its_name():
    step = KEPT.steps[-1]
    assert KEPT.step(step.id) is step
    with pytest.raises(KeyError):
        KEPT.step("nothing")
