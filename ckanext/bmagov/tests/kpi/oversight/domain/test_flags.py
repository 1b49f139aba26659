"""Flags: each with its arithmetic, none of what cannot be seen, and the same when brought up to date."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from ckanext.bmagov.kpi.evidence.domain.document_text import Reading
from ckanext.bmagov.kpi.oversight.domain import flags as domain
from ckanext.bmagov.kpi.oversight.domain.flags import (
    Flag,
    amended,
    by_weight,
    criteria_of,
    flags_of,
    read_flags,
    risk_of,
)
from ckanext.bmagov.kpi.oversight.readers.limits import limits
from ckanext.bmagov.kpi.register.domain.obligations import Agreement
from ckanext.bmagov.kpi.rules.domain.ruleset import Substance
from ckanext.bmagov.kpi.score.domain.engine import evaluate
from ckanext.bmagov.kpi.score.domain.facts import Column, Imported
from ckanext.bmagov.tests.kpi.make import (
    AS_OF,
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
from ckanext.bmagov.tests.kpi.score.domain.strategies import FACTS, MOMENTS

YEAR_END = at("2021-09-30T23:59:59")


def look(facts, moment=AS_OF, rule_set=None):
    rule_set = rule_set or rules()
    scores = evaluate(facts, rule_set, moment).criteria
    return flags_of(facts, scores, rule_set, limits(), moment)


def only(facts, moment=AS_OF) -> Flag:
    (flag,) = look(facts, moment)
    return flag


def agreed(proposed: str, confirmed: str, unit: str = "month") -> Agreement:
    return Agreement(
        unit, 1, proposed, day("2020-10-01"), confirmed_by=confirmed, confirmed_on=day("2020-10-02")
    )


def test_an_honest_agency_raises_none():
    assert look(perfect()) == ()


@pytest.mark.parametrize(
    ("changes", "code", "params"),
    [
        ({"imported": Imported(1)}, "FEW-ROWS", {"rows": 1, "least": 2}),
        ({"systems": {"indicator": None}}, "LINK-UNCONFIRMED", {"systems": ("indicator",)}),
        (
            {"events": (event("2021-09-28", "a"), event("2021-09-29", "b"))},
            "LAST-DAYS",
            {"events": 2, "first": "2021-09-28", "since": "2021-09-24"},
        ),
        (
            {"events": (event("2021-03-31T23:58:30", "a"),)},
            "LAST-MINUTE",
            {"minutes": 1, "received": "2021-03-31T23:58:30+07:00", "deadline": "2021-03-31"},
        ),
        ({"frequency_unit": "never"}, "FREQUENCY-NEVER", {"unit": "never"}),
    ],
)
def test_the_database_is_looked_at(changes, code, params):
    (flag,) = [
        flag for flag in look(with_dataset(perfect(), "new", **changes), YEAR_END) if flag.code == code
    ]
    assert (flag.subject_kind, flag.subject_id, flag.params) == ("dataset", "new", params)


def test_rows_are_compared_with_what_the_rules_ask_for():
    asked = replace(rules(), substance=replace(rules().substance, least_rows=200))
    facts = perfect()
    found = flags_of(facts, evaluate(facts, asked, AS_OF).criteria, asked, limits(), AS_OF)
    assert [(flag.code, flag.params) for flag in found] == [("FEW-ROWS", {"rows": 120, "least": 200})]


def test_events_whose_rows_did_not_change_are_counted(monkeypatch):
    """What nobody measured is nothing that did not change."""
    events = (event("2021-09-01", "a"), event("2021-09-05", "b"), event("2021-09-09", "c"))
    facts = with_dataset(perfect(), "d1", events=events)
    assert look(facts) == ()
    differing = {"a": 4, "b": 0, "c": None}
    monkeypatch.setattr(domain, "event_rows", lambda data: differing.get(data.sha256))
    flag = only(facts)
    assert (flag.code, flag.subject_id, flag.params) == (
        "ROWS-UNCHANGED",
        "d1",
        {"unchanged": 1, "events": 3},
    )


def test_descriptions_that_are_all_alike(monkeypatch):
    columns = tuple(Column(f"c{number}", True, True) for number in range(3))
    facts = with_dataset(perfect(), "d1", columns=columns)
    monkeypatch.setattr(domain, "column_copies", lambda column: 3 if column.name.startswith("c") else 1)
    flag = only(facts)
    assert (flag.code, flag.params) == ("DESCRIPTIONS-ALIKE", {"alike": 3, "columns": 3})


@pytest.mark.parametrize(
    ("proposed", "confirmed", "same"),
    [
        ("agency:u1", "audit:u1", "person"),
        ("agency:u1", "agency:u2", "side"),
        ("u1", "u1", "person"),
        ("agency:u1", "audit:u2", None),
        ("u1", "u2", None),
    ],
)
def test_who_agrees_with_oneself_is_flagged(proposed, confirmed, same):
    duties = (duty(agreements=(agreed(proposed, confirmed),)), duty("o2", "d2"))
    found = look(replace(perfect(), obligations=duties))
    assert [(flag.code, flag.subject_id, flag.params["same"]) for flag in found] == (
        [("SELF-AGREED", "o1", same)] if same else []
    )


def test_never_counts_when_both_sides_agreed_to_it():
    duties = (duty(agreements=(agreed("agency:u1", "audit:u2", "never"),)), duty("o2", "d2"))
    facts = with_dataset(perfect(), "d1", frequency_unit="never")
    assert only(facts).code == "FREQUENCY-NEVER"
    assert look(replace(facts, obligations=duties)) == ()


def test_a_document_of_the_last_minute():
    documents = (document("working_group_order", "2021-01-31T23:51:00"), *perfect().documents[1:])
    flag = only(replace(perfect(), documents=documents))
    assert (flag.code, flag.subject_kind, flag.params["minutes"]) == ("LAST-MINUTE", "document", 9)


@pytest.mark.parametrize("moment", ["2021-01-31T23:50:00", "2021-02-01T00:00:00"])
def test_ten_minutes_before_or_after_the_deadline_is_nothing(moment):
    documents = (document("working_group_order", moment), *perfect().documents[1:])
    codes = [flag.code for flag in look(replace(perfect(), documents=documents))]
    assert codes == (["LAST-MINUTE"] if moment.endswith("50:00") else [])


def test_bursts_of_use():
    uses = (use("inside"), use("public", counted=90, bursts=2))
    flag = only(replace(perfect(), uses=uses))
    assert (flag.code, flag.subject_kind) == ("BURSTS", "use")
    assert flag.params == {"kind": "public", "bursts": 2, "people": 90}


def test_everything_in_the_last_week_of_the_year():
    facts = replace(
        perfect(),
        documents=(document("working_group_order", "2021-09-26"),),
        uses=(use("inside", declared_at=at("2021-09-27")),),
        proposal=replace(perfect().proposal, proposed_at=at("2021-09-25")),
    )
    (flag,) = [flag for flag in look(facts, YEAR_END) if flag.code == "LAST-DAYS"]
    assert flag.params == {"events": 3, "first": "2021-09-25", "since": "2021-09-24"}


def test_no_register_and_what_could_not_be_seen():
    facts = replace(perfect(), obligations=(), datasets=perfect().datasets[2:])
    assert only(facts).code == "NO-REGISTER"
    unseen = with_dataset(perfect(), "d1", columns=None)
    flag = only(unseen)
    assert (flag.code, flag.params) == ("UNKNOWN", {"criterion": "1.3", "unknown": "1.88", "of": "15"})


def test_text_that_says_nothing_is_flagged_with_the_criterion_that_it_is_for():
    asking = replace(rules(), substance=Substance(document_characters=200))
    empty = replace(document("development_plan"), reading=Reading(pages=1, characters=12))
    facts = replace(perfect(), documents=(empty,))
    flags = [flag for flag in look(facts, rule_set=asking) if flag.code == "DOCUMENT-EMPTY"]
    assert flags == [Flag("DOCUMENT-EMPTY", "document", empty.id, {"characters": 12})]
    assert criteria_of(flags, evaluate(facts, asking, AS_OF).findings) == {"2.1.2"}


def test_the_risk_counts_each_flag_a_few_times_at_most():
    many = [Flag("UNKNOWN", "agency", "a", {"criterion": str(number)}) for number in range(9)]
    weight = limits().weight("UNKNOWN")
    assert risk_of(many, limits()) == limits().repeats * weight
    assert risk_of([*many, Flag("NO-REGISTER", "agency", "a")], limits()) == 3 * weight + 10
    assert risk_of([Flag("OF-LATER", "agency", "a")], limits()) == 1
    assert by_weight([*many, Flag("NO-REGISTER", "agency", "a")], limits())[0].code == "NO-REGISTER"


@settings(max_examples=60, deadline=None)
@given(FACTS, MOMENTS)
def test_flags_cost_nothing_come_in_one_order_and_are_read_back(facts, moment):
    found = look(facts, moment)
    again = replace(facts, datasets=facts.datasets[::-1], documents=facts.documents[::-1])
    assert look(again, moment) == found
    assert [flag.to_dict() for flag in read_flags([flag.to_dict() for flag in found])] == [
        flag.to_dict() for flag in found
    ]
    assert (evaluate(facts, rules(), moment).result or Decimal(0)) >= 0


@settings(max_examples=60, deadline=None)
@given(FACTS, st.sampled_from(["d1", "d2"]), MOMENTS)
def test_brought_up_to_date_they_are_as_made_anew(facts, name, moment):
    changed = dataset(name, frequency_unit="never", systems={"indicator": None})
    after = replace(facts, datasets=(*(one for one in facts.datasets if one.id != name), changed))
    part = replace(
        after,
        obligations=tuple(one for one in after.obligations if one.dataset_id == name),
        datasets=(changed,),
    )
    scores = evaluate(after, rules(), moment).criteria
    kept = read_flags([flag.to_dict() for flag in look(facts, moment)])
    mended = amended(kept, {name}, part, scores, rules(), limits(), moment)
    assert [flag.to_dict() for flag in mended] == [flag.to_dict() for flag in look(after, moment)]
