"""Page, work list, badge and score ask one function, and so they cannot disagree."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, strategies as st

from ckanext.bmagov.base.domain.schema_facts import Facts as Fields
from ckanext.bmagov.files.domain import (
    DAYS,
    EXEMPT,
    LATE,
    MONTHS,
    WITHOUT_DATE,
    Frequency,
    History,
    State,
    judge,
)
from ckanext.bmagov.kpi.register.domain.obligations import Agreement, Obligation, ObligationKind, strictest
from ckanext.bmagov.kpi.score.domain.badge import marks
from ckanext.bmagov.kpi.score.domain.criteria import CHECKS
from ckanext.bmagov.kpi.score.domain.facts import Facts
from ckanext.bmagov.kpi.score.domain.findings import Question
from ckanext.bmagov.metadata.domain.worklist import Kind, tasks
from ckanext.bmagov.tests.kpi.make import at, dataset, day, rules
from ckanext.bmagov.tests.kpi.score.domain.strategies import EVENTS, MOMENTS

UNITS = sorted({*MONTHS, *DAYS, *EXEMPT, *WITHOUT_DATE})
FREQUENCIES = st.builds(Frequency, st.sampled_from(UNITS), st.integers(1, 5))
RULES = st.builds(
    lambda notice, grace, periods: replace(
        rules().freshness, notice_days=notice, grace_days=grace, delinquent_periods=periods
    ),
    st.integers(0, 40),
    st.integers(0, 40),
    st.decimals("0", "3", places=1),
)
AGREED_ON = day("2000-01-01")


def agreement(frequency):
    return Agreement(
        frequency.unit,
        frequency.interval,
        "audit:a",
        AGREED_ON,
        confirmed_by="agency:b",
        confirmed_on=AGREED_ON,
    )


@given(st.lists(EVENTS, max_size=5), st.booleans(), FREQUENCIES, st.none() | FREQUENCIES, RULES, MOMENTS)
def test_page_work_list_badge_and_score_agree(events, known, declared, agreed, rule, as_of):
    page = judge(History(tuple(events), known), declared, agreed, rule, as_of)

    one = dataset(
        events=tuple(events),
        events_known=known,
        frequency_unit=declared.unit,
        frequency_interval=declared.interval,
    )
    found = agreement(agreed) if agreed else None
    badge = marks(one, agreed, replace(rules(), freshness=rule), as_of)[0]
    assert (badge.reason.code, badge.params) == (page.reason, page.params)

    score = scored(one, found, rule, as_of)
    assert score.reason == badge.reason
    assert {name: score.params[name] for name in page.params} == page.params

    kinds = {task.kind for task in tasks([({"state": "active"}, page)], Fields((), (), ()))}
    assert (Kind.OVERDUE in kinds) == (page.state in LATE) == (badge.reason.code in LATE_REASONS)
    assert (Kind.DUE in kinds) == (page.state is State.DUE)


LATE_REASONS = {"DATA-OVERDUE", "DATA-DELINQUENT", "DATA-NEVER"}


def scored(one, agreed, rule, as_of):
    """The finding of criterion 1.1 on the dataset, as the duty of an agency."""
    duty = Obligation(
        "o1", "a1", ObligationKind.CITY_INDICATOR, 2500, "x", one.id, agreements=(agreed,) if agreed else ()
    )
    whole = replace(rules(), freshness=rule)
    criterion = next(c for part in whole.parts for c in part.criteria if c.check == "register_current")
    criterion = replace(criterion, params={})
    facts = Facts("a1", "bureau", 2564, obligations=(duty,), datasets=(one,))
    return CHECKS["register_current"].judge(facts, Question(criterion, whole, as_of))[0]


def test_of_several_agreements_the_one_that_is_due_first_counts():
    yearly, monthly, never = (agreement(Frequency(unit)) for unit in ("year", "month", "never"))
    duties = [
        Obligation(name, "a1", ObligationKind.SPATIAL, 2560, "x", "d1", agreements=(one,))
        for name, one in (("o1", yearly), ("o2", never), ("o3", monthly))
    ]
    assert strictest(duties, day("2021-01-01")) == monthly
    assert strictest([replace(duties[0], agreements=())], day("2021-01-01")) is None
    assert strictest(duties[1:2], at("2021-01-01").date()) == never
