"""Facts and rules to a score card, and the properties the KPI design demands of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.kpi.register.domain.obligations import Removal
from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet, Unknown
from ckanext.bmagov.kpi.score.domain.criteria import CHECKS
from ckanext.bmagov.kpi.score.domain.engine import Points, evaluate
from ckanext.bmagov.kpi.score.domain.facts import Column, Facts
from ckanext.bmagov.kpi.score.domain.findings import State
from ckanext.bmagov.tests.kpi.make import (
    AS_OF,
    GOLDEN,
    at,
    dataset,
    day,
    document,
    duty,
    event,
    perfect,
    rules,
    use,
    with_dataset,
)
from ckanext.bmagov.tests.kpi.score.domain.strategies import COSTS, DOCUMENTS, FACTS, MOMENTS, NAMES, USES


def of(card, criterion: str):
    return next(one for one in card.criteria if one.id == criterion)


def reasons(card, criterion: str) -> list[str]:
    return [one.reason for one in card.findings if one.criterion == criterion]


@pytest.mark.parametrize("kind", ["bureau", "office", "permanent_secretary_unit", "district_office"])
def test_who_has_done_everything_has_all_of_it(kind):
    card = evaluate(perfect(kind), rules(), AS_OF)
    assert card.result == card.highest == Decimal("100.00")
    assert not card.gains
    assert card.counts["fail"] == card.counts["unknown"] == 0


def test_who_has_done_nothing_has_nothing_and_is_told_what_to_do():
    facts = Facts("pr", "bureau", 2564, obligations=(duty(dataset_id=""),))
    card = evaluate(facts, rules(), at("2020-11-01"))
    assert card.result == Decimal("0.00")
    assert card.highest == Decimal("100.00"), "no deadline has passed"
    assert sum(gain.gain for gain in card.gains) == 100
    assert card.gains[0].criterion == "1.1", "most to gain first"


def test_a_criterion_of_another_kind_of_agency_does_not_apply():
    card = evaluate(perfect("bureau"), rules(), AS_OF)
    assert of(card, "1.2").state is State.NOT_APPLICABLE
    assert of(evaluate(perfect("district_office"), rules(), AS_OF), "1.1").state is State.NOT_APPLICABLE


def test_the_weight_of_a_criterion_is_shared_between_its_datasets():
    facts = with_dataset(perfect(), "d2", in_catalog=False)
    card = evaluate(facts, rules(), AS_OF)
    assert of(card, "1.1").points.earned == Fraction(25, 2)
    assert reasons(card, "1.1") == ["DATA-FRESH", "NOT-IN-CATALOG"]
    assert card.result == Decimal("80.00"), "half of 1.1 and half of 1.3"


def test_deleting_a_dataset_lowers_the_score_and_removes_no_duty():
    facts = perfect()
    gone = replace(facts, datasets=tuple(one for one in facts.datasets if one.id != "d1"))
    assert len([one for one in evaluate(gone, rules(), AS_OF).findings if one.criterion == "1.1"]) == 2
    assert evaluate(gone, rules(), AS_OF).result == Decimal("80.00")


def test_no_duties_means_that_part_1_does_not_apply():
    card = evaluate(replace(perfect(), obligations=()), rules(), AS_OF)
    assert card.parts[0].result is None
    assert card.result == Decimal("100.00")
    assert card.points.weight == 60


def asks_for_a_register(**params) -> RuleSet:
    """Rules that ask for a register; `params` of criterion 1.1."""
    known = rules()
    first, *others = known.parts
    criteria = tuple(
        replace(one, params={**params}) if one.id == "1.1" and params else one for one in first.criteria
    )
    return replace(
        known,
        substance=replace(known.substance, register_required=True),
        parts=(replace(first, criteria=criteria), *others),
    )


@pytest.mark.parametrize("kind", ["bureau", "district_office"])
def test_part_1_without_a_register_is_not_known_where_rules_ask_for_it(kind):
    card = evaluate(replace(perfect(kind), obligations=()), asks_for_a_register(), AS_OF)
    assert card.parts[0].state is State.UNKNOWN
    assert card.points.unknown == 40
    assert {*reasons(card, "1.3")} == {"NO-REGISTER"}
    assert not [gain for gain in card.gains if gain.criterion.startswith("1.")]


def test_a_duty_that_was_taken_off_or_is_to_come_is_no_register():
    later = duty(added_year=2565)
    gone = duty("o2", removal=Removal("ซ้ำกับรายการอื่น", "chai", day("2021-01-01")))
    card = evaluate(replace(perfect(), obligations=(later, gone)), asks_for_a_register(), AS_OF)
    assert reasons(card, "1.1") == ["NO-REGISTER"]


def test_what_was_not_agreed_of_a_kind_is_not_asked_where_other_kinds_were():
    only = duty(kind="new_database")
    card = evaluate(replace(perfect(), obligations=(only,)), asks_for_a_register(), AS_OF)
    assert reasons(card, "1.1") == ["NO-OBLIGATIONS"]
    assert of(card, "1.1").state is State.NOT_APPLICABLE


def test_a_criterion_can_name_several_kinds_of_duties():
    several = asks_for_a_register(kinds=("city_indicator", "new_database"))
    facts = replace(
        perfect(), obligations=(duty(), duty("o2", "d2", "new_database"), duty("o3", "", "spatial"))
    )
    judged = [one.subject_id for one in evaluate(facts, several, AS_OF).findings if one.criterion == "1.1"]
    assert judged == ["o1", "o2"]
    alone = [one.subject_id for one in evaluate(facts, rules(), AS_OF).findings if one.criterion == "1.1"]
    assert alone == ["o1"], "rules of before name the kind alone"


def test_a_database_whose_dataset_was_purged_is_no_proposal_where_rules_ask_for_substance():
    facts = perfect()
    gone = replace(facts, datasets=tuple(one for one in facts.datasets if one.id != "new"))
    card = evaluate(gone, asks_for_a_register(), AS_OF)
    assert reasons(card, "2.1.4") == ["PROPOSAL-DATASET-GONE"]
    assert of(card, "2.1.4").points.earned == 0
    assert of(evaluate(gone, rules(), AS_OF), "2.1.4").points.earned == 5, "as rules of before score it"
    hidden = with_dataset(facts, "new", in_catalog=False)
    assert of(evaluate(hidden, asks_for_a_register(), AS_OF), "2.1.4").points.earned == 5, "a draft is there"


@pytest.mark.parametrize(("step", "kind"), [("4", "import_report"), ("5", "use_report")])
def test_a_report_of_the_last_steps_can_be_late_where_a_criterion_asks_for_it(step, kind):
    known = rules()
    *parts, last = known.parts
    asked = replace(
        next(one for one in last.criteria if one.check == "document"),
        id=f"2.{step}", step=step, params={"kind": kind},
    )  # fmt: skip
    asking = replace(known, parts=(*parts, replace(last, criteria=(*last.criteria, asked))))
    deadline = asking.deadline_of(asked)
    assert deadline is not None
    assert deadline < day("2021-09-30")
    card = evaluate(perfect(), asking, at("2021-09-30"))
    assert of(card, asked.id).deadline == deadline
    assert of(card, asked.id).state is State.FAIL, "it stands in the list"
    late = replace(perfect(), documents=(*perfect().documents, document(kind, "2021-09-29")))
    assert reasons(evaluate(late, asking, at("2021-09-30")), asked.id) == ["DOCUMENT-LATE"]


def test_a_district_must_be_in_both_systems_too():
    facts = perfect("district_office")
    for name in ("d1", "d2"):
        facts = with_dataset(facts, name, systems={"indicator": True, "district_catalog": False})
    card = evaluate(facts, rules(), AS_OF)
    assert of(card, "1.2").points.earned == Fraction(25) * 2 / 3
    assert reasons(card, "1.2") == ["NOT-IN-SYSTEM"] * 2


@pytest.mark.parametrize(
    ("received", "reason", "earned"),
    [
        ("2021-01-31T23:59:59", "DOCUMENT-RECEIVED", 5),
        ("2021-02-01T00:00:00", "DOCUMENT-LATE", 4),
        ("2021-01-31T16:59:59+00:00", "DOCUMENT-RECEIVED", 5),
        ("2021-01-31T17:00:00+00:00", "DOCUMENT-LATE", 4),
        ("2021-02-07T23:59:59", "DOCUMENT-LATE", 4),
        ("2021-02-08T00:00:00", "DOCUMENT-LATE", Fraction(5, 2)),
    ],
)
def test_a_deadline_lasts_until_midnight_in_bangkok(received, reason, earned):
    facts = replace(perfect(), documents=(document("working_group_order", received_at=at(received)),))
    card = evaluate(facts, rules(), AS_OF)
    assert reasons(card, "2.1.1") == [reason]
    assert of(card, "2.1.1").points.earned == earned


def test_a_document_that_is_gone_fails_and_one_we_cannot_see_costs_nothing():
    base = perfect()
    gone = replace(base, documents=(document("working_group_order", readable=False), *base.documents[1:]))
    unseen = replace(base, documents=(document("working_group_order", readable=None), *base.documents[1:]))
    assert reasons(evaluate(gone, rules(), AS_OF), "2.1.1") == ["DOCUMENT-GONE"]
    card = evaluate(unseen, rules(), AS_OF)
    assert reasons(card, "2.1.1") == ["DOCUMENT-NOT-SEEN"]
    assert (card.result, card.counts["unknown"]) == (Decimal("100.00"), 1)
    assert card.points.weight - card.points.unknown == 95


@pytest.mark.parametrize(("cost", "result"), [("excluded", "95.79"), ("full", "96.00"), ("zero", "91.00")])
def test_the_rule_set_says_what_unknown_costs(cost, result):
    """Five points cannot be seen, four are lost: 91 of 95, 96 of 100, 91 of 100."""
    documents = (document("working_group_order", readable=None), *perfect().documents[1:])
    facts = with_dataset(replace(perfect(), documents=documents), "new", systems={})
    card = evaluate(facts, replace(rules(), unknown=Unknown(cost)), AS_OF)
    assert card.result == Decimal(result)


def test_a_list_that_leaves_datasets_out_counts_by_what_it_names():
    docs = (document("data_catalog_list", listed_datasets=("d1", "ghost")),)
    card = evaluate(replace(perfect(), documents=docs), rules(), AS_OF)
    found = next(one for one in card.findings if one.criterion == "2.1.3")
    assert (found.reason, found.params["listed"], found.params["published"]) == ("LIST-INCOMPLETE", 1, 3)
    assert found.points.earned == Fraction(5, 3)


def test_a_list_cannot_be_judged_while_the_catalog_cannot_be_asked():
    card = evaluate(replace(perfect(), published=None), rules(), AS_OF)
    assert (reasons(card, "2.1.3"), of(card, "2.1.3").state) == (["CATALOG-NOT-SEEN"], State.UNKNOWN)


@pytest.mark.parametrize(
    ("changes", "reason", "state"),
    [
        ({"overlaps": ("d1",)}, "NEEDS-JUDGEMENT", State.UNKNOWN),
        ({"overlaps": ("d1",), "accepted": True}, "PROPOSAL-ACCEPTED", State.PASS),
        ({"accepted": False}, "PROPOSAL-REFUSED", State.FAIL),
        ({"importance": " "}, "IMPORTANCE-MISSING", State.PARTIAL),
        ({"widened_by": ""}, "WIDENING-MISSING", State.PARTIAL),
        ({"proposed_at": at("2021-03-01")}, "PROPOSAL-LATE", State.PARTIAL),
        ({"proposed_at": at("2021-10-01")}, "PROPOSAL-OVERDUE", State.FAIL),
    ],
)
def test_a_proposed_database_is_judged(changes, reason, state):
    facts = perfect()
    card = evaluate(replace(facts, proposal=replace(facts.proposal, **changes)), rules(), AS_OF)
    assert (reasons(card, "2.1.4"), of(card, "2.1.4").state) == ([reason], state)


def test_a_missing_description_tells_how_many_columns_and_what_they_bring():
    columns = (Column("เดือน", True, True), Column("จำนวน", True, False))
    facts = with_dataset(
        perfect(), "new", columns=columns, milestones={**dataset().milestones, "dictionary": None}
    )
    card = evaluate(facts, rules(), at("2021-03-01"))
    gain = next(one for one in card.gains if one.criterion == "2.2.2")
    assert (gain.reason, gain.params["missing"], gain.params["columns"]) == (
        "DICTIONARY-INCOMPLETE",
        ("columns",),
        1,
    )
    assert (gain.gain, str(gain.deadline), gain.overdue) == (Decimal("1.00"), "2021-03-31", False)


def test_after_the_deadline_mending_brings_less():
    facts = with_dataset(
        perfect(), "new", columns=(), milestones={**dataset().milestones, "dictionary": None}
    )
    late = next(one for one in evaluate(facts, rules(), AS_OF).gains if one.criterion == "2.2.2")
    assert (late.gain, late.overdue) == (Decimal("4.00"), True)
    assert evaluate(facts, rules(), AS_OF).highest == Decimal("96.00")


def test_a_use_needs_something_that_shows_it():
    bare = use("inside", evidence=())
    card = evaluate(replace(perfect(), uses=(bare,)), rules(), AS_OF)
    assert reasons(card, "2.3.1") == ["USE-WITHOUT-EVIDENCE"]
    assert reasons(card, "2.3.2") == ["USE-MISSING"]
    counted = evaluate(replace(perfect(), uses=(replace(bare, counted=3),)), rules(), AS_OF)
    assert reasons(counted, "2.3.1") == ["USE-SHOWN"], "the catalog itself counted it"


def test_findings_carry_no_title_and_no_column():
    facts = with_dataset(perfect(), "d1", title="เอกสารลับ", in_catalog=False)
    facts = with_dataset(facts, "new", columns=(Column("คอลัมน์ลับ", False, False),))
    facts = with_dataset(facts, "d2", columns=(Column("คอลัมน์ลับ", False, False),))
    facts = replace(facts, obligations=(duty(title="เอกสารลับ"), duty("o2", "d2")))
    assert "ลับ" not in evaluate(facts, rules(), AS_OF).to_json()


def test_facts_of_another_year_are_refused():
    with pytest.raises(ProblemError, match="FISCAL-YEAR"):
        evaluate(perfect(), rules(2570), AS_OF)


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        evaluate(perfect(), rules(), AS_OF.replace(tzinfo=None))


def test_facts_survive_being_kept():
    facts = replace(perfect(), stated=Decimal("70.00"))
    assert Facts.from_dict(json.loads(json.dumps(facts.to_dict()))) == facts


def test_the_stated_achievement_stands_beside_and_changes_nothing():
    card = evaluate(replace(perfect(), stated=Decimal("70.00")), rules(), AS_OF)
    assert (card.stated, card.result) == (Decimal("70.00"), Decimal("100.00"))


# Properties (KPI design: "Properties held by tests")


@settings(max_examples=150, deadline=None)
@given(FACTS, COSTS, st.lists(DOCUMENTS, max_size=2), st.lists(USES, max_size=2), NAMES, st.data())
def test_adding_evidence_never_lowers_a_score(facts, cost, documents, uses, name, data):
    """Documents, uses, bytes never seen before, and a description more: good evidence or bad."""
    more = replace(facts, documents=(*facts.documents, *documents), uses=(*facts.uses, *uses))
    old = next((one for one in more.datasets if one.id == name), None)
    if old:
        new_event = replace(event("2021-01-01", "never-seen"), at=data.draw(MOMENTS))
        columns = old.columns and tuple(replace(one, described=True) for one in old.columns)
        more = with_dataset(
            more, name, events=(*old.events, new_event), columns=columns, mandatory_missing=()
        )
    policy = replace(rules(), unknown=cost)
    before, after = (evaluate(one, policy, AS_OF).points for one in (facts, more))
    assert after.earned >= before.earned
    assert after.lost <= before.lost
    if (share := before.share(cost)) is not None and (new := after.share(cost)) is not None:
        assert new >= share


@settings(max_examples=60, deadline=None)
@given(FACTS, MOMENTS)
def test_the_same_input_gives_the_same_bytes(facts, moment):
    once = evaluate(facts, rules(), moment).to_json()
    assert once == evaluate(Facts.from_dict(facts.to_dict()), rules(), moment.astimezone(UTC)).to_json()


@settings(max_examples=60, deadline=None)
@given(FACTS, st.decimals(min_value="0.1", max_value=9, places=2))
def test_weights_times_a_constant_change_nothing(facts, times):
    card = evaluate(facts, rules(), AS_OF)
    parts = tuple(
        replace(
            part,
            weight=part.weight * times,
            criteria=tuple(replace(one, weight=one.weight * times) for one in part.criteria),
        )
        for part in rules().parts
    )
    other = evaluate(facts, replace(rules(), parts=parts), AS_OF)
    assert (other.result, other.highest) == (card.result, card.highest)
    assert [part.result for part in other.parts] == [part.result for part in card.parts]
    assert [gain.gain for gain in other.gains] == [gain.gain for gain in card.gains]


@settings(max_examples=60, deadline=None)
@given(FACTS)
def test_a_criterion_that_does_not_apply_changes_nothing(facts):
    part = rules().parts[0]
    foreign = replace(
        part.criteria[0], id="1.9", weight=Decimal(17), applies_to=("office",), params={"kind": "spatial"}
    )
    more = replace(rules(), parts=(replace(part, criteria=(*part.criteria, foreign)), rules().parts[1]))
    one, other = (evaluate(facts, policy, AS_OF) for policy in (rules(), more))
    assert (one.result, one.highest, one.points) == (other.result, other.highest, other.points)


@settings(max_examples=60, deadline=None)
@given(FACTS, st.randoms(use_true_random=False))
def test_the_order_of_anything_does_not_matter(facts, random):
    def mixed(things):
        return tuple(random.sample(list(things), len(things)))

    other = replace(
        facts,
        documents=mixed(facts.documents),
        uses=mixed(facts.uses),
        obligations=mixed(facts.obligations),
        datasets=tuple(replace(one, events=mixed(one.events)) for one in mixed(facts.datasets)),
    )
    one, two = (evaluate(each, rules(), AS_OF) for each in (facts, other))
    assert one.points == two.points
    assert [found.state for found in one.findings] == [found.state for found in two.findings]


@settings(max_examples=100, deadline=None)
@given(FACTS, MOMENTS)
def test_points_add_up_and_the_result_is_never_above_what_can_be_reached(facts, moment):
    card = evaluate(facts, rules(), moment)
    for part in card.parts:
        own = [one.points for one in card.criteria if one.part == part.id]
        assert sum(own, Points()) == part.points
    assert sum((part.points for part in card.parts), Points()) == card.points
    assert sum((one.points for one in card.findings), Points()) == card.points
    if card.result is not None and card.highest is not None:
        assert Decimal(0) <= card.result <= card.highest <= Decimal(100)
    assert all(gain.gain >= 0 for gain in card.gains)


def test_every_check_is_used_by_a_rule_set_of_ours():
    assert {one.check for one in rules().criteria} == set(CHECKS)


GOLDEN_CASES = {
    "perfect-bureau": lambda: (perfect("bureau"), AS_OF),
    "nothing-district": lambda: (
        Facts("d", "district_office", 2564, (duty(kind="spatial"),)),
        at("2021-02-03"),
    ),
    "mixed-unit": lambda: (
        replace(
            with_dataset(
                with_dataset(perfect(), "d2", events=(event("2021-06-20", "old"),)),
                "new",
                columns=(Column("เดือน", True, True), Column("จำนวน", True, False)),
                in_datastore=None,
                milestones={"metadata": at("2021-04-03"), "imported": at("2021-06-30T23:59:59")},
            ),
            documents=(
                document("working_group_order"),
                document("development_plan", "2021-02-05"),
                document("data_catalog_list", listed_datasets=("d1", "new")),
            ),
            uses=(use("inside"), use("public", evidence=())),
            stated=Decimal("70.00"),
        ),
        AS_OF,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GOLDEN_CASES)
def test_score_cards_stay_as_they_were_reviewed(name):
    """Golden files were read by eye; a difference is a change of how agencies are scored."""
    facts, moment = GOLDEN_CASES[name]()
    expected = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    assert evaluate(facts, rules(), moment).to_dict() == expected


def test_databases_of_earlier_years_are_kept_current_too():
    """Part 1 is about the databases of the year before, not the datasets of indicators alone (K-D7b)."""
    second = replace(rules("2570-2"), fiscal_year=2564)
    facts = with_dataset(with_dataset(perfect("bureau"), "d1", systems={}), "d2", events=())
    added = tuple(duty(f"old-{name}", name, "new_database") for name in ("d1", "d2"))
    card = evaluate(replace(facts, obligations=facts.obligations + added), second, AS_OF)
    findings = {finding.subject_id: finding for finding in card.findings if finding.criterion == "1.1"}
    assert set(findings) == {"o1", "o2", "old-d1", "old-d2"}
    assert findings["old-d1"].points.earned > 0 == findings["old-d2"].points.earned
    assert findings["o1"].params["systems"] == ("indicator",)
    assert findings["old-d1"].params["systems"] == (), "no system is asked for them"
