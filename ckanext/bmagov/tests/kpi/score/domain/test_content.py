"""What is the same content brings nothing, and what is in the register is no new database."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from ckanext.bmagov.files.domain import EventKind, last_new_data
from ckanext.bmagov.kpi.rules.domain.ruleset import Substance, compare
from ckanext.bmagov.kpi.score.domain.badge import marks
from ckanext.bmagov.kpi.score.domain.criteria import CHECKS
from ckanext.bmagov.kpi.score.domain.engine import evaluate
from ckanext.bmagov.kpi.score.domain.facts import Facts, Origin
from ckanext.bmagov.kpi.score.domain.findings import Question
from ckanext.bmagov.tests.kpi.make import AS_OF, at, dataset, event, perfect, rules
from ckanext.bmagov.tests.kpi.score.domain.strategies import EVENTS, FACTS

NEUTRAL = rules(2564)
ASKING = replace(NEUTRAL, substance=Substance(new_rows=1))
MEASURED = st.builds(
    lambda event, differing: replace(event, differing=differing), EVENTS, st.none() | st.integers(0, 20)
)


def judged(check: str, facts: Facts, whole=ASKING):
    criterion = next(one for one in whole.criteria if one.check == check)
    return CHECKS[check].judge(facts, Question(criterion, whole, AS_OF))[0]


class TestNewData:
    def test_all_who_judge_by_the_freshness_know_the_threshold(self):
        assert (NEUTRAL.freshness.new_rows, ASKING.freshness.new_rows) == (0, 1)
        assert rules("2570-2").freshness.new_rows == 1

    def test_the_threshold_stands_in_the_rules_once(self):
        changes = compare(NEUTRAL, ASKING)
        assert [change.path for change in changes] == ["substance.new_rows"]

    @pytest.mark.parametrize(("differing", "fresh"), [(0, False), (1, True), (340, True), (None, True)])
    def test_an_event_without_new_rows_is_no_update(self, differing, fresh):
        """K-G9. What nobody measured counts as it did."""
        events = (event("2021-07-01", "a"), replace(event("2021-09-01", "b"), differing=differing))
        touched = dataset(events=events)
        mark = marks(touched, None, ASKING, AS_OF)[0]
        assert mark.params["last"] == ("2021-09-01" if fresh else "2021-07-01")
        assert marks(touched, None, NEUTRAL, AS_OF)[0].params["last"] == "2021-09-01"

    def test_a_correction_stays_the_word_of_the_publisher(self):
        corrected = replace(event("2021-09-01", "b", EventKind.CORRECTION), differing=340)
        assert last_new_data([event("2021-07-01", "a"), corrected], AS_OF, 1) == at("2021-07-01")

    @given(st.lists(MEASURED, max_size=6), st.integers(0, 5))
    def test_a_higher_threshold_makes_nothing_newer(self, events, threshold):
        without = [replace(some, differing=None) for some in events]
        last = last_new_data(events, AS_OF, threshold)
        assert last_new_data(events, AS_OF) == last_new_data(without, AS_OF)
        assert last_new_data(without, AS_OF, threshold) == last_new_data(without, AS_OF)
        higher = last_new_data(events, AS_OF, threshold + 1)
        assert higher is None or (last is not None and higher <= last)

    @given(FACTS)
    def test_facts_of_before_are_read_as_they_were(self, facts):
        plain = facts.to_dict()
        for some in plain["datasets"]:
            for stored in some["events"]:
                del stored["differing"]
        for name in ("itself", "shared_rows"):
            del plain["proposal"][name]
        kept = Facts.from_dict(plain)
        assert evaluate(kept, NEUTRAL, AS_OF).to_dict() == evaluate(facts, NEUTRAL, AS_OF).to_dict()


def proposing(**changes) -> Facts:
    facts = perfect("bureau")
    return replace(facts, proposal=replace(facts.proposal, **changes))


PART_2 = [
    "database_metadata", "database_dictionary", "database_stored", "database_imported", "database_linked",
]  # fmt: skip


class TestProposal:
    """K-D4, K-G13."""

    @pytest.mark.parametrize("check", ["new_database", *PART_2])
    @pytest.mark.parametrize("accepted", [None, True])
    def test_a_duty_of_part_1_is_never_new(self, check, accepted):
        facts = proposing(itself=True, overlaps=("new",), accepted=accepted, origin=Origin.NEW)
        word = judged(check, facts)
        assert (word.earned, word.unknown, word.reason.code) == (0, 0, "PROPOSAL-IN-REGISTER")
        assert word.reason.remedy
        assert judged(check, proposing()).earned > 0

    def test_as_a_widened_one_it_needs_the_auditor(self):
        widened = {"itself": True, "overlaps": ("new",), "origin": Origin.WIDENED, "widened_by": "เพิ่มเขต"}
        word = judged("new_database", proposing(**widened))
        assert (word.earned, word.unknown, word.reason.code) == (0, 1, "NEEDS-JUDGEMENT-ITSELF")
        assert judged("new_database", proposing(**widened, accepted=True)).earned == 1
        assert judged("new_database", proposing(**widened, accepted=False)).lost == 1
        assert judged("database_metadata", proposing(**widened)).earned == Fraction(1)

    def test_rules_that_ask_for_no_substance_give_a_hint(self):
        facts = proposing(itself=True, overlaps=("new",))
        word = judged("new_database", facts, NEUTRAL)
        assert (word.unknown, word.reason.code) == (1, "NEEDS-JUDGEMENT-ITSELF")
        assert judged("database_metadata", facts, NEUTRAL).earned == 1

    def test_a_near_copy_is_flagged_with_its_share(self):
        word = judged("new_database", proposing(overlaps=("d1",), shared_rows=97))
        assert (word.unknown, word.reason.code, word.params["shared"]) == (1, "NEEDS-JUDGEMENT-ROWS", 97)
        plain = judged("new_database", proposing(overlaps=("d1",)))
        assert plain.reason.code == "NEEDS-JUDGEMENT"
        assert "shared" not in plain.params
