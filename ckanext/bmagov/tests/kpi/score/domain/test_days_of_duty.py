"""Currency over the year, and frequencies that count only once both sides agreed (K-G10, K-G8)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given

from ckanext.bmagov.kpi.register.domain.obligations import Agreement
from ckanext.bmagov.kpi.round.domain.changes import changes
from ckanext.bmagov.kpi.rules.domain.ruleset import Currency, Substance
from ckanext.bmagov.kpi.score.domain.engine import evaluate
from ckanext.bmagov.kpi.score.domain.facts import DeclaredFrequency
from ckanext.bmagov.tests.kpi.make import at, day, duty, event, perfect, rules, with_dataset
from ckanext.bmagov.tests.kpi.score.domain.strategies import EVENTS, FACTS, MOMENTS

DAYS = replace(rules(), substance=Substance(currency=Currency.DAYS))
CONFIRMED = replace(rules(), substance=Substance(confirmed_frequency=True))
END = at("2021-09-30T23:59:59")
MONTHLY = tuple(
    event(f"{year}-{month:02}-28", f"sha-{year}-{month}")
    for year, months in ((2020, range(9, 13)), (2021, range(1, 10)))
    for month in months
)
GRACE = rules().freshness.grace_days


def only(**changes):
    """The facts of an agency with one duty, that of dataset d1."""
    facts = with_dataset(perfect("bureau"), "d1", **changes)
    return replace(facts, obligations=facts.obligations[:1])


def of(card):
    return next(finding for finding in card.findings if finding.criterion == "1.1")


def share(finding) -> Fraction:
    return finding.points.earned / finding.points.weight


def test_an_upload_on_the_last_day_does_not_mend_eleven_months():
    """K-G10: the gaming route that paid in full."""
    facts = only(events=(event("2020-09-30", "a"), event("2021-09-30", "b")))
    assert share(of(evaluate(facts, rules(), END))) == 1, "by the last day alone"
    never_half = replace(DAYS, freshness=replace(DAYS.freshness, overdue_share=0))
    finding = of(evaluate(facts, never_half, END))
    assert finding.params["current_days"] == 31 + GRACE + 1
    assert finding.params["days"] == 365
    assert share(finding) == Fraction(31 + GRACE + 1, 365)
    assert (finding.reason, finding.state.value) == ("DATA-LATE-BEFORE", "partial")


def test_who_publishes_each_month_has_all_of_it():
    finding = of(evaluate(only(events=MONTHLY), DAYS, END))
    assert (finding.reason, share(finding)) == ("DATA-FRESH", 1)
    assert finding.params["strip"] == ("2020-10-01/2021-09-30 current",)


def test_an_overdue_day_is_worth_what_the_rules_say():
    finding = of(evaluate(only(events=(event("2020-09-30", "a"),)), DAYS, at("2020-11-20")))
    current, overdue = 31 + GRACE, 51 - 31 - GRACE
    half = Fraction(DAYS.freshness.overdue_share)
    assert share(finding) == (current + half * overdue) / 51
    assert finding.points.reachable / finding.points.weight == (current + half * (overdue - 1) + 315) / 365


def test_what_could_not_be_seen_is_unknown_and_not_lost():
    facts = only(events=(event("2021-09-20", "a"),), seen_since=day("2021-09-11"))
    finding = of(evaluate(facts, DAYS, END))
    assert finding.params["unknown_days"] == 345
    assert finding.points.unknown / finding.points.weight == Fraction(345, 365)
    assert finding.points.lost / finding.points.weight == Fraction(9, 365)
    unseen = only(events=(event("2021-09-20", "a"),), events_known=False)
    finding = of(evaluate(unseen, DAYS, END))
    assert (finding.points.lost, finding.reason) == (0, "DATA-NOT-SEEN-BEFORE")


def test_a_duty_of_the_year_counts_from_the_day_it_was_entered():
    own = duty(added_year=2564, added_on=day("2021-06-01"))
    facts = replace(only(events=(event("2021-06-28", "a"), *MONTHLY[-3:])), obligations=(own,))
    finding = of(evaluate(facts, DAYS, END))
    assert share(finding) == 1
    assert finding.params["strip"][0] == "2021-06-01/2021-06-27 waiting"
    older = replace(facts, obligations=(replace(own, added_year=2563),))
    assert of(evaluate(older, DAYS, END)).params["days"] == 365, (
        "entered late, but owed since the year before"
    )
    none = of(evaluate(replace(facts, datasets=only(events=()).datasets), DAYS, at("2021-06-10")))
    assert (none.reason, none.state.value) == ("DATA-NEVER", "fail"), "no day counts yet: as it stands now"


def test_a_frequency_declared_at_the_end_does_not_make_the_year_current():
    changed = only(
        events=(event("2020-09-30", "a"),),
        frequency_unit="year",
        declared=(
            DeclaredFrequency(day("2020-01-01"), "month"),
            DeclaredFrequency(day("2021-09-29"), "year"),
        ),
    )
    finding = of(evaluate(changed, DAYS, END))
    assert finding.params["current_days"] == 31 + GRACE + 2
    assert of(evaluate(replace(changed, datasets=()), DAYS, END)).reason == "NOT-IN-CATALOG"


@given(FACTS, MOMENTS, EVENTS)
def test_more_data_never_lower_a_share_of_days(facts, as_of, more):
    before = evaluate(facts, DAYS, as_of)
    richer = replace(
        facts, datasets=tuple(replace(known, events=(*known.events, more)) for known in facts.datasets)
    )
    after = evaluate(richer, DAYS, as_of)
    earned, lost = ({score.id: score.points for score in card.criteria} for card in (before, after))
    if more.kind.value == "new_data" and not more.sha256:
        assert lost["1.1"].earned >= earned["1.1"].earned
        assert lost["1.1"].lost <= earned["1.1"].lost


def test_a_day_that_passes_is_no_change_and_an_upload_is():
    facts = only(events=(event("2020-10-31", "a"),))
    cards = [evaluate(facts, DAYS, at(moment)) for moment in ("2020-11-02", "2020-11-10")]
    late = only(events=(*facts.datasets[0].events, event("2020-11-01", "late")))
    assert not changes(*cards)
    assert [change.criterion for change in changes(cards[0], evaluate(late, DAYS, at("2020-11-10")))] == []
    filled = only(events=(*facts.datasets[0].events, event("2020-10-03", "b")))
    assert [change.criterion for change in changes(cards[0], evaluate(filled, DAYS, at("2020-11-10")))] == [
        "1.1"
    ]


def agreed(unit: str, confirmed: str = "") -> Agreement:
    on = day(confirmed) if confirmed else None
    return Agreement(
        unit,
        1,
        "audit:a",
        day("2020-10-05"),
        confirmed_by="agency:b" if confirmed else "",
        confirmed_on=on,
    )


@pytest.mark.parametrize(
    ("own", "offered", "confirmed", "reason", "earned"),
    [
        ("never", "", "", "FREQUENCY-NOT-CONFIRMED", 0),
        ("never", "never", "", "FREQUENCY-NOT-CONFIRMED", 0),
        ("never", "never", "2020-11-01", "DATA-EXEMPT", 1),
        ("never", "month", "", "DATA-DELINQUENT", 0),
        ("year", "month", "", "DATA-DELINQUENT", 0),
        ("year", "month", "2020-11-01", "DATA-DELINQUENT", 0),
        ("year", "", "", "DATA-FRESH", 1),
        ("month", "year", "", "DATA-DELINQUENT", 0),
        ("month", "year", "2020-11-01", "DATA-FRESH", 1),
        ("", "year", "", "DATA-FRESH", 1),
        ("unknown", "", "", "FREQUENCY-NOT-DECLARED", 0),
    ],
)
def test_a_frequency_counts_by_what_both_sides_agreed(own, offered, confirmed, reason, earned):
    """K-G8: to declare "never" while nothing is agreed was a pass for ever."""
    facts = only(frequency_unit=own, events=(event("2020-12-01", "a"),))
    duties = (duty(agreements=(agreed(offered, confirmed),) if offered else ()),)
    finding = of(evaluate(replace(facts, obligations=duties), CONFIRMED, END))
    assert (finding.reason, share(finding)) == (reason, earned)


def test_where_the_rules_do_not_ask_for_it_the_own_frequency_counts():
    facts = only(frequency_unit="never", events=(event("2020-12-01", "a"),))
    assert of(evaluate(facts, rules(), END)).reason == "DATA-EXEMPT"
